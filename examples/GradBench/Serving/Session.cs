using System.Diagnostics;
using System.Text;
using Examples.Protocol;
using TorchSharp;
using static TorchSharp.torch;

namespace GradBench.Serving;

/// <summary>Answers each message. An error is an answer too.</summary>
internal sealed class Session : IDisposable
{
    private readonly AnswerWriter _answer = new();

    /// <summary>The answer to a message, with its line feed; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Answer(ReadOnlyMemory<byte> line)
    {
        var message = new Message();
        try
        {
            Message.Read(line, out message);
            _answer.Begin(message.Id);
            Dispatch(message);
        }
        catch (Exception e)      // the session continues after any error
        {
            _answer.Fail(message.Id ?? "null", FirstLine(e.Message));
        }
        return _answer.End();
    }

    public void Dispose() => _answer.Dispose();

    private void Dispatch(in Message message)
    {
        switch (message.Kind)
        {
            case "start":
                _answer.Json.WriteString("tool"u8, "torchbridge"u8);
                break;
            case "define":
                WarmUp(Catalog.Module(message.Module));
                _answer.Succeed();
                break;
            case "evaluate":
                Evaluate(message);
                break;
        }
    }

    /// <summary>Runs every function on a small input, so that no measurement includes the compilation of what it calls.</summary>
    private static void WarmUp(Module module)
    {
        byte[] sample = Encoding.UTF8.GetBytes(module.Sample);
        foreach (Function function in module.Functions)
            for (int i = 0; i < 2; i++)
            {
                using DisposeScope scope = NewDisposeScope();
                function.Prepare(Input.Read(sample))();
            }
    }

    private void Evaluate(in Message message)
    {
        Function function = Catalog.Module(message.Module).Function(message.Function
            ?? throw new InputException("evaluate needs a function, a text"));
        var input = Input.Read(message.Input.Span);
        double runs = input.Number("min_runs", 1), seconds = input.Number("min_seconds", 0);
        using DisposeScope prepared = NewDisposeScope();
        Func<object> run = function.Prepare(input);
        List<long> times = [];
        for (double total = 0; times.Count == 0 || times.Count < runs || total < seconds; total += times[^1] / 1e9)
        {
            using DisposeScope scope = NewDisposeScope();
            long start = Stopwatch.GetTimestamp();
            object output = run();
            times.Add((long)Stopwatch.GetElapsedTime(start).TotalNanoseconds);
            if (times.Count < runs || total + times[^1] / 1e9 < seconds)
                continue;
            _answer.Succeed();
            _answer.Json.WritePropertyName("output"u8);
            Output.Write(_answer.Json, output);
        }
        _answer.Timings(times);
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].TrimEnd();
}
