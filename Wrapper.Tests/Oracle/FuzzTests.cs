using System.Diagnostics;
using System.Text.Json;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Tests.Oracle;

[TestClass]
public sealed class FuzzTests
{
    [TestMethod]
    public void EveryLineIsAnswered() => Run(4_000, seed: 1);

    [TestMethod]
    [TestCategory("Soak")]
    public void AHundredThousandLinesAreAnsweredByOneProcessThatDoesNotGrow() => Run(100_000, seed: 2);

    private static void Run(int count, int seed)
    {
        var fuzz = new Fuzz(seed);
        HashSet<string> codes = [.. ErrorCodes.Names];
        var found = new Dictionary<string, int>();
        long start = Stopwatch.GetTimestamp(), before = 0;
        using OracleProcess oracle = OracleProcess.Serve("--timeout", "20");
        for (int done = 0; done < count; done += 1000)
        {
            string[] lines = [.. Enumerable.Range(done, 1000).Select(fuzz.Next)];
            string[] answers = oracle.Ask(lines);
            for (int i = 0; i < lines.Length; i++)
            {
                JsonElement answer = OracleProcess.Parse(answers[i]);
                Assert.IsTrue(answer.TryGetProperty("id", out JsonElement id), answers[i]);
                if (id.ValueKind == JsonValueKind.Number && lines[i].StartsWith($"{{\"id\":{done + i},", StringComparison.Ordinal))
                    Assert.AreEqual(done + i, id.GetInt32(), lines[i]);
                string code = !answer.TryGetProperty("success", out JsonElement success) ? "(no such kind)" : success.GetBoolean() ? "(answered)" : answer.GetProperty("error").GetString()!.Split(": ")[0];
                Assert.IsTrue(code[0] == '(' || codes.Contains(code), $"{lines[i]}\n{answers[i]}");
                if (code is "internal-crash" or "timeout" && found.GetValueOrDefault(code) < 20)
                    Console.WriteLine($"{code}: {lines[i]}");
                found[code] = found.GetValueOrDefault(code) + 1;
            }
            if (done == 1000)
                before = oracle.WorkingSet;
        }
        Console.WriteLine($"{count} lines in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s: {string.Join(", ", found.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Key} {pair.Value}"))}");
        long growth = oracle.WorkingSet - before;
        Assert.IsLessThan(60L << 20, growth, "bytes by which the process grew");
        Assert.AreEqual(0, oracle.End());
        Assert.IsGreaterThan(count / 100, found["(answered)"]);
        foreach (string code in new[] { "invalid-json", "invalid-program", "unknown-name", "invalid-argument", "invalid-tensor", "too-large", "operator-failed" })
            Assert.IsGreaterThan(0, found.GetValueOrDefault(code), code);
    }
}
