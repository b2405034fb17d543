using System.Diagnostics;
using System.Text;
using System.Text.Json;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Checking;

/// <summary>
/// An engine as a child process. It gets messages on its stdin and writes answers to its stdout, one JSON object on each line.
/// </summary>
internal sealed class Engine : IDisposable
{
    private readonly Process _process;
    private readonly TimeSpan _timeout;

    private Engine(Process process, TimeSpan timeout) => (_process, _timeout) = (process, timeout);

    /// <summary>The error of an engine that gives no answer. It must be started again.</summary>
    public sealed class NoAnswerException(string message, bool late) : Exception(message)
    {
        public bool IsLate { get; } = late;
    }

    /// <summary>The started program is not an engine.</summary>
    public sealed class NoEngineException(string message, bool late = false) : Exception(message)
    {
        public bool IsLate { get; } = late;
    }

    public static Engine Start(string command, TimeSpan timeout)
    {
        string[] words = CommandLine.Split(command);
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = new UTF8Encoding(false),
        };
        Process process = Process.Start(start) ?? throw new InvalidOperationException($"{words[0]} did not start");
        return new Engine(process, timeout);
    }

    /// <summary>Sends the first messages of GradBench: start, then define.</summary>
    public Declared Introduce()
    {
        Declared declared = Hello("""{"id":0,"kind":"start","eval":"torchbridge"}""", 0, Declared.Read);
        return Hello("""{"id":1,"kind":"define","module":"program"}""", 1, answer => answer.TryGetProperty("success", out JsonElement success) && success.ValueKind == JsonValueKind.True
            ? declared
            : throw new NoEngineException($"the engine does not define the module program: {answer.GetRawText()}"));
    }

    /// <summary>The line that answers a message, and a line before it that is not an answer.</summary>
    public (string Answer, string? Noise) Ask(string message)
    {
        string? noise = null;
        long start = Stopwatch.GetTimestamp();
        try
        {
            _process.StandardInput.Write(message + "\n");
            _process.StandardInput.Flush();
            while (true)
            {
                Task<string?> next = _process.StandardOutput.ReadLineAsync();
                TimeSpan left = _timeout - Stopwatch.GetElapsedTime(start);
                if (left < TimeSpan.Zero || !next.Wait(left))
                    throw new NoAnswerException($"no answer within {_timeout.TotalSeconds:0.###} s{(noise is null ? "" : $", but on stdout {JsonText.Quote(noise)}")}", late: true);
                if (next.Result is not { } line)
                    throw new NoAnswerException($"the engine has ended{ExitCode}{(noise is null ? "" : $", after it wrote {JsonText.Quote(noise)}")}", late: false);
                if (AnswerLine.IsMeant(line))
                    return (line, noise);
                noise ??= line.Length > 0 ? line : null;
            }
        }
        catch (IOException)
        {
            throw new NoAnswerException($"the engine has ended{ExitCode}", late: false);
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private string ExitCode => _process.WaitForExit(1000) ? $" (exit code {_process.ExitCode})" : "";

    private T Hello<T>(string message, int id, Func<JsonElement, T> read)
    {
        (string line, string? noise) = Asked();
        using JsonDocument? answer = AnswerLine.Read(line, out string why);
        if (answer is null)
            throw new NoEngineException(why);
        if (line.Trim() == message)
            throw new NoEngineException("the program sends back each message unchanged, so it is not an engine");
        if (noise is not null)
            throw new NoEngineException(OnStdout(noise));
        return AnswerLine.WrongId(answer.RootElement, id) is { } wrong ? throw new NoEngineException(wrong) : read(answer.RootElement);

        (string, string?) Asked()
        {
            try
            {
                return Ask(message);
            }
            catch (NoAnswerException e)
            {
                throw new NoEngineException($"the engine does not answer the {(id == 0 ? "first" : "second")} message: {e.Message}",
                    e.IsLate);
            }
        }
    }

    public static string OnStdout(string noise) =>
        $"the engine wrote {JsonText.Quote(noise)} on stdout, which is for answers only; write it on stderr";
}
