using TorchBridge.Engine;

namespace TorchBridge.Operators.Reverse;

/// <summary>
/// torch.autograd.detect_anomaly. LibTorch has one switch for the process, and scopes of several threads may overlap. When all scopes have
/// ended, the switch gets the value that it had before the first one.
/// </summary>
internal sealed class AnomalyScope : IDisposable
{
    private static readonly Lock s_lock = new();
    private static readonly List<AnomalyScope> s_open = [];
    private static AnomalyMode? s_mode;

    private readonly bool _checkNan;

    public AnomalyScope(bool checkNan)
    {
        Capabilities.RequireLibrary();
        _checkNan = checkNan;
        lock (s_lock)
        {
            s_open.Add(this);
            Switch();
        }
    }

    public void Dispose()
    {
        lock (s_lock)
        {
            if (s_open.Remove(this))
                Switch();
        }
    }

    private static void Switch()
    {
        s_mode?.Dispose();      // restores the earlier value
        s_mode = s_open.Count == 0 ? null : new AnomalyMode(true, s_open[^1]._checkNan);
    }
}
