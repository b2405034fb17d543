using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>
/// From its beginning to Dispose sees whether this thread draws random numbers; what other threads draw it does not see. Dispose sets the
/// generator back if something was drawn, so a draw is to be refused. Watches of one thread are nested.
/// </summary>
internal readonly struct DrawWatch : IDisposable
{
    private readonly Tensor _start;
    private readonly bool _isOutermost, _outer;

    /// <summary>The callback that serves all watches of this thread; 0 where there is none.</summary>
    [ThreadStatic]
    private static ulong t_callback;

    public DrawWatch()
    {
        _start = DefaultGenerator.State.DetachFromDisposeScope();
        _isOutermost = t_callback == 0;
        if (_isOutermost)
            t_callback = RandomOperations.AddCallback();
        _outer = RandomOperations.Seen;
        RandomOperations.Seen = false;
    }

    /// <summary>Whether this thread has drawn since its innermost watch began.</summary>
    public static bool Drew => RandomOperations.Seen;

    /// <summary>
    /// Until it is disposed nothing is seen: for a pass at a level, which runs operations of LibTorch alone. None of its derivatives draws,
    /// and to be told of each operation would cost a fourth of a small pass.
    /// </summary>
    public static Pause PauseAtLevel() => new(LevelStack.Depth > 0 && t_callback != 0);

    public void Dispose()
    {
        if (_isOutermost)
        {
            RandomOperations.RemoveCallback(t_callback);
            t_callback = 0;
        }
        if (Drew)
            DefaultGenerator.State = _start;
        RandomOperations.Seen = _outer;
        _start.Dispose();
    }

    public readonly struct Pause : IDisposable
    {
        private readonly bool _isNeeded;

        public Pause(bool isNeeded)
        {
            _isNeeded = isNeeded;
            if (isNeeded)
                RandomOperations.RemoveCallback(t_callback);
        }

        public void Dispose()
        {
            if (_isNeeded)
                t_callback = RandomOperations.AddCallback();
        }
    }
}
