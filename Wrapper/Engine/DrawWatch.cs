using TorchBridge.Native;
using static TorchSharp.torch;

namespace TorchBridge.Engine;

/// <summary>
/// From its beginning to Dispose sees whether this thread draws random numbers; what other threads draw it does not see. Dispose sets the
/// generator back if something was drawn, so a draw is to be refused. Watches of one thread are nested.
/// </summary>
internal readonly struct DrawWatch : IDisposable
{
    private readonly Tensor _start;
    private readonly ulong _callback;      // 0: the watch around this one has it
    private readonly bool _outer;

    [ThreadStatic]
    private static bool t_watching;

    public DrawWatch()
    {
        _start = DefaultGenerator.State.DetachFromDisposeScope();
        _callback = t_watching ? 0 : RandomOperations.AddCallback();
        t_watching = true;
        _outer = RandomOperations.Seen;
        RandomOperations.Seen = false;
    }

    /// <summary>Whether this thread has drawn since its innermost watch began.</summary>
    public static bool Drew => RandomOperations.Seen;

    public void Dispose()
    {
        if (_callback != 0)
        {
            RandomOperations.RemoveCallback(_callback);
            t_watching = false;
        }
        if (Drew)
            DefaultGenerator.State = _start;
        RandomOperations.Seen = _outer;
        _start.Dispose();
    }
}
