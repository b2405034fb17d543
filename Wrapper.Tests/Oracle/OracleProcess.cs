using System.Diagnostics;
using System.Text;
using System.Text.Json;
using TorchBridge.Oracle.Serving;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests.Oracle;

/// <summary>The oracle as its users have it: a program of its own.</summary>
internal sealed class OracleProcess : IDisposable
{
    private readonly Process _process;

    private OracleProcess(string[] arguments)
    {
        _process = Process.Start(new ProcessStartInfo(ChildProcess.DotnetHost(), [typeof(Session).Assembly.Location, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = new UTF8Encoding(false),
        })!;
        _process.ErrorDataReceived += (_, _) => { };      // read, so that it cannot fill up
        _process.BeginErrorReadLine();
    }

    public static OracleProcess Serve(params string[] options) => new(["serve", .. options]);

    public static ChildProcess.Result Run(params string[] arguments) =>
        ChildProcess.Start(ChildProcess.DotnetHost(), [typeof(Session).Assembly.Location, .. arguments], BuildFacts.Repository);

    /// <summary>The processes that it has started and that are alive, the oldest first. On Linux.</summary>
    public int[] Children => [.. Directory.EnumerateDirectories($"/proc/{_process.Id}/task")
        .SelectMany(task => Read($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(int.Parse).Order()];

    public bool HasEnded => _process.HasExited;

    /// <summary>A line, without waiting for an answer.</summary>
    public void Send(string line)
    {
        _process.StandardInput.Write(line + "\n");
        _process.StandardInput.Flush();
    }

    /// <summary>Closes the pipe, so that the answers are not read any more.</summary>
    public void CloseOutput() => _process.StandardOutput.Close();

    public int? WaitForEnd(TimeSpan time) => _process.WaitForExit(time) ? _process.ExitCode : null;

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return "";      // the thread has ended meanwhile
        }
    }

    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Sends all lines, as fast as they are taken, and reads an answer to each.</summary>
    public string[] Ask(IReadOnlyList<string> lines)
    {
        var send = Task.Run(() =>
        {
            foreach (string line in lines)
                _process.StandardInput.Write(line + "\n");
            _process.StandardInput.Flush();
        });
        string[] answers = new string[lines.Count];
        for (int i = 0; i < answers.Length; i++)
        {
            Task<string?> answer = _process.StandardOutput.ReadLineAsync();
            Assert.IsTrue(answer.Wait(TimeSpan.FromMinutes(1)), $"no answer to line {i} of {lines.Count}: {lines[i][..Math.Min(2000, lines[i].Length)]}");
            answers[i] = answer.Result ?? throw new AssertFailedException($"the stream ended at line {i} of {lines.Count}: {lines[i][..Math.Min(2000, lines[i].Length)]}");
        }
        send.Wait();
        return answers;
    }

    /// <summary>Ends the input and waits for the end.</summary>
    public int End()
    {
        _process.StandardInput.Close();
        Assert.IsTrue(_process.WaitForExit(TimeSpan.FromSeconds(60)), "the oracle does not end when its input does");
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    public static JsonElement Parse(string answer)
    {
        using JsonDocument json = JsonDocument.Parse(answer);
        return json.RootElement.Clone();
    }
}
