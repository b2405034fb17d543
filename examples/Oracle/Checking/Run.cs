using System.Diagnostics;
using System.Text.Json;
using TorchBridge.Oracle.Cases;

namespace TorchBridge.Oracle.Checking;

/// <summary>
/// Sends every case to an engine. If the engine ends or does not answer, the case has failed, and the engine is started again.
/// </summary>
internal sealed class Run(string command, TimeSpan timeout, bool strict) : IDisposable
{
    private const int MostStarts = 50;
    private Engine? _engine;
    private Declared _declared = Declared.Nothing;
    private int _starts;

    /// <summary>Asks a case; throws <see cref="Engine.NoEngineException"/> if the engine does not even say hello, the first time.</summary>
    public Outcome Take(Case each, int id)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            if (_engine is null && _starts == MostStarts)
                return new Outcome(each, Status.Failed, $"not asked: the engine has been started {MostStarts} times");
            if (_engine is null)
                StartEngine();
            if (_declared.Skips(each) is { } skipped)
                return skipped;
            start = Stopwatch.GetTimestamp();
            (string answer, string? noise) = _engine!.Ask(each.Message(id));
            return Judged(each, id, answer, noise) with { Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds };
        }
        catch (Engine.NoAnswerException e)
        {
            return Lost(each, e.Message, e.IsLate) with { Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds };
        }
        catch (Engine.NoEngineException e) when (_starts > 1)
        {
            return Lost(each, e.Message, e.IsLate);
        }
    }

    public void Dispose() => _engine?.Dispose();

    private void StartEngine()
    {
        _starts++;
        _engine = Engine.Start(command, timeout);
        _declared = _engine.Introduce();
    }

    private Outcome Judged(Case each, int id, string line, string? noise)
    {
        using JsonDocument? answer = AnswerLine.Read(line, out string why);
        if (answer is null)
            return new Outcome(each, Status.Failed, why);
        if (noise is not null)
            return new Outcome(each, Status.Failed, Engine.OnStdout(noise)) { Reason = "a line on stdout that is not an answer" };
        return AnswerLine.WrongId(answer.RootElement, id) is { } wrong
            ? new Outcome(each, Status.Failed, wrong) { Reason = "a wrong id" }
            : Judge.Compare(each, answer.RootElement, strict);
    }

    private Outcome Lost(Case each, string why, bool late)
    {
        _engine?.Dispose();
        _engine = null;
        return new Outcome(each, late ? Status.TimedOut : Status.Failed, why);
    }
}
