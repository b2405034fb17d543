using System.Diagnostics;
using System.Text;
using System.Text.Json;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Checking;

/// <summary>Somebody's engine as a child process: messages to its stdin, answers from its stdout, one JSON object a line.</summary>
internal sealed class Engine : IDisposable
{
    private readonly Process _process;
    private readonly TimeSpan _timeout;

    private Engine(Process process, TimeSpan timeout) => (_process, _timeout) = (process, timeout);

    /// <summary>What is wrong with an engine that gives no answer.</summary>
    public sealed class NoAnswerException(string message, bool late) : Exception(message)
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

    /// <summary>Says hello as GradBench does: start, then define.</summary>
    public void Introduce()
    {
        const string define = """{"id":1,"kind":"define","module":"program"}""";
        using (Ask("""{"id":0,"kind":"start","eval":"torchbridge"}"""))
        using (JsonDocument defined = Ask(define))
        {
            if (JsonElement.DeepEquals(defined.RootElement, JsonDocument.Parse(define).RootElement))
                throw new InvalidOperationException("the engine sends back what it is sent; it is no engine");
            if (defined.RootElement.ValueKind != JsonValueKind.Object || !defined.RootElement.TryGetProperty("success", out JsonElement success) || success.ValueKind != JsonValueKind.True)
                throw new InvalidOperationException($"the engine does not define the module program: {defined.RootElement.GetRawText()}");
        }
    }

    public JsonDocument Ask(string message)
    {
        string? line;
        try
        {
            _process.StandardInput.Write(message + "\n");
            _process.StandardInput.Flush();
            Task<string?> answer = _process.StandardOutput.ReadLineAsync();
            if (!answer.Wait(_timeout))
                throw new NoAnswerException($"no answer within {_timeout.TotalSeconds:0.###} s", late: true);
            line = answer.Result;
        }
        catch (IOException)
        {
            line = null;
        }
        if (line is null)
            throw new NoAnswerException("the engine has ended", late: false);
        try
        {
            return JsonDocument.Parse(line, Json.Reading);
        }
        catch (JsonException e)
        {
            throw new NoAnswerException($"the answer is no JSON: {e.Message}", late: false);
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
