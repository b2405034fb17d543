using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>
/// A claim on the dual level. LibTorch has one for the process and ends the process when it is entered twice: so it is entered for the
/// first claim and left with the last. Who must not see the tangents of others puts a level of functorch around.
/// </summary>
internal sealed class DualLevelClaim : IDisposable
{
    private static readonly Lock s_lock = new();
    private static int s_claims;
    private bool _ended;

    public DualLevelClaim()
    {
        Decompositions.EnsureForward();
        lock (s_lock)
            if (s_claims++ == 0)
                DualLevelCalls.Enter();
    }

    public void Dispose() => Dispose(static () => { });

    /// <param name="ifOthersRemain">What is done first where other claims keep the level, and its tangents, as they are.</param>
    public void Dispose(Action ifOthersRemain)
    {
        lock (s_lock)
        {
            if (_ended)
                return;
            _ended = true;
            if (--s_claims == 0)
                DualLevelCalls.Exit();
            else
                ifOthersRemain();
        }
    }
}
