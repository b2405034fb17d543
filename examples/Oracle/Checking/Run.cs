using System.Text.Json;
using TorchBridge.Oracle.Corpus;

namespace TorchBridge.Oracle.Checking;

/// <summary>Asks an engine every case. One that ends or does not answer costs that case, and is started anew.</summary>
internal sealed class Run(string command, TimeSpan timeout, bool strict) : IDisposable
{
    private const int MostRestarts = 50;
    private Engine? _engine;
    private int _starts;

    public Outcome Take(Case each, int id)
    {
        try
        {
            if (_engine is null)
            {
                if (++_starts > MostRestarts)
                    throw new InvalidOperationException($"the engine ended {MostRestarts} times");
                _engine = Engine.Start(command, timeout);
                Introduce(_engine);
            }
            using JsonDocument answer = _engine.Ask(each.Message(id));
            if (answer.RootElement.ValueKind != JsonValueKind.Object || !answer.RootElement.TryGetProperty("id", out JsonElement echoed) || !echoed.TryGetInt32Safely(out int same) || same != id)
                return new Outcome(each, Status.Failed, $"the answer does not carry the message's id {id}");
            return Judge.Compare(each, answer.RootElement, strict);
        }
        catch (Engine.NoAnswerException e)
        {
            _engine?.Dispose();
            _engine = null;
            return new Outcome(each, e.IsLate ? Status.TimedOut : Status.Failed, e.Message);
        }
    }

    public void Dispose() => _engine?.Dispose();

    /// <summary>One that does not even say hello, the first time, is no engine: then no case is asked.</summary>
    private void Introduce(Engine engine)
    {
        try
        {
            engine.Introduce();
        }
        catch (Engine.NoAnswerException e) when (_starts == 1)
        {
            throw new NoEngineException($"the engine does not answer the first message: {e.Message}", e);
        }
    }

    /// <summary>What was started is no engine.</summary>
    public sealed class NoEngineException(string message, Engine.NoAnswerException cause) : Exception(message, cause)
    {
        public bool IsLate { get; } = cause.IsLate;
    }
}

internal static class JsonNumbers
{
    public static bool TryGetInt32Safely(this JsonElement json, out int value)
    {
        value = 0;
        return json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out value);
    }
}
