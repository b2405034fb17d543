using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>
/// Watches until Dispose whether this thread draws random numbers. Draws of other threads are not seen. If this thread has drawn, Dispose
/// restores the generator's state, because the caller then reports the draw as an error. Watches of one thread can be nested.
/// </summary>
internal readonly struct DrawWatch : IDisposable
{
    private readonly Tensor _start;
    private readonly bool _isOutermost, _outer;

    /// <summary>The callback that serves all watches of this thread; 0 if there is no watch.</summary>
    [ThreadStatic]
    private static ulong t_callback;

    [ThreadStatic]
    private static bool t_paused;

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
    /// Pauses the watch during a backward pass at a level. LibTorch's own derivatives never draw, and the callback would make a small pass
    /// a quarter slower. The backward of a custom function may draw, so it resumes the watch.
    /// </summary>
    public static Pause PauseAtLevel() => new(LevelStack.Depth > 0 && t_callback != 0);

    /// <summary>Resumes a paused watch until the result is disposed.</summary>
    public static Resumption Resume() => new(t_paused);

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
            _isNeeded = isNeeded && !t_paused;
            if (_isNeeded)
                SetPaused(true);
        }

        public void Dispose()
        {
            if (_isNeeded)
                SetPaused(false);
        }
    }

    public readonly struct Resumption : IDisposable
    {
        private readonly bool _isNeeded;

        public Resumption(bool isNeeded)
        {
            _isNeeded = isNeeded;
            if (isNeeded)
                SetPaused(false);
        }

        public void Dispose()
        {
            if (_isNeeded)
                SetPaused(true);
        }
    }

    private static void SetPaused(bool paused)
    {
        t_paused = paused;
        if (paused)
            RandomOperations.RemoveCallback(t_callback);
        else
            t_callback = RandomOperations.AddCallback();
    }
}
