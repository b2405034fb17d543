using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using GradBench.Serving;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests.GradBenchTool;

/// <summary>The tool as GradBench has it: a program of its own that reads and writes lines.</summary>
[TestClass]
public sealed class GradBenchProcessTests
{
    [TestMethod]
    public void OneSessionAnswersAllModules()
    {
        using var tool = new Tool();
        Assert.AreEqual("torchbridge", tool.Ask("""{"id": 0, "kind": "start", "eval": "all"}""").GetProperty("tool").GetString());
        foreach (string module in GoldenRequest.Modules)
            Assert.IsTrue(tool.Ask($$"""{"id": 1, "kind": "define", "module": "{{module}}"}""").GetProperty("success").GetBoolean(), module);
        Assert.IsFalse(tool.Ask("""{"id": 2, "kind": "define", "module": "other"}""").GetProperty("success").GetBoolean());
        foreach (GoldenRequest request in GoldenRequest.All.Where(request => !request.IsLong))
            request.AssertAnswer(tool.Ask(request.Message(3)));
        JsonElement analysis = tool.Ask("""{"id": "a\"b", "kind": "analysis", "of": 3, "valid": true}""");
        Assert.AreEqual("""{"id":"a\"b"}""", analysis.GetRawText());
        Assert.AreEqual(0, tool.End());
    }

    [TestMethod]
    public void ALineOfMegabytesIsReadAndWritten()
    {
        const int n = 160_000;
        var random = new Random(1);
        double[] x = [.. Enumerable.Range(0, n).Select(_ => random.NextDouble())];
        using var tool = new Tool();
        string input = $$"""{"n": {{n}}, "x": [{{string.Join(',', x.Select(each => each.ToString("R", CultureInfo.InvariantCulture)))}}]}""";
        Assert.IsGreaterThan(2_500_000, input.Length);
        double[] gradient = [.. tool.Ask(GoldenRequest.Evaluate(1, "lse", "gradient", input)).GetProperty("output").EnumerateArray()
            .Select(each => each.GetDouble())];
        double sum = x.Sum(Math.Exp);
        Assert.HasCount(n, gradient);
        for (int i = 0; i < n; i++)
            Assert.AreEqual(Math.Exp(x[i]) / sum, gradient[i], 1e-9 * Math.E / sum);
        Assert.AreEqual(0, tool.End());
    }

    [TestMethod]
    [TestCategory("Soak")]
    public void TenThousandRequestsDoNotMakeItGrow()
    {
        using var tool = new Tool();
        string[] lines = [.. GoldenRequest.All.Where(request => !request.IsLong).Select((request, i) => request.Message(i)),
            GoldenRequest.Evaluate(0, "hello", "square", "[]"), "no JSON", GoldenRequest.Evaluate(0, "saddle", "ff", """{"start": [1e-5, 1e-5]}""")];
        long before = 0;
        for (int done = 0; done < 10_000; done++)
        {
            tool.Ask(lines[done % lines.Length]);
            if (done == 2_000)
                before = tool.WorkingSet;
        }
        Assert.IsLessThan(40L << 20, tool.WorkingSet - before, "bytes by which the process grew");
        Assert.AreEqual(0, tool.End());
    }

    private sealed class Tool : IDisposable
    {
        private readonly Process _process = Process.Start(new ProcessStartInfo(ChildProcess.DotnetHost(), [typeof(Session).Assembly.Location])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = new UTF8Encoding(false),
        })!;

        public long WorkingSet
        {
            get
            {
                _process.Refresh();
                return _process.WorkingSet64;
            }
        }

        public JsonElement Ask(string line)
        {
            _process.StandardInput.Write(line + "\n");
            _process.StandardInput.Flush();
            return GradBenchAnswerTests.Parse(_process.StandardOutput.ReadLine() ?? throw new IOException("the tool has ended"));
        }

        /// <summary>Closes its input. What it prints until it ends must have been read.</summary>
        public int End()
        {
            _process.StandardInput.Close();
            Assert.AreEqual("", _process.StandardOutput.ReadToEnd());
            Assert.IsTrue(_process.WaitForExit(TimeSpan.FromSeconds(20)));
            return _process.ExitCode;
        }

        public void Dispose()
        {
            if (!_process.HasExited)
                _process.Kill();
            _process.Dispose();
        }
    }
}
