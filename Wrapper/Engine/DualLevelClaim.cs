using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>
/// A claim on LibTorch's dual level. There is one level for the whole process, and LibTorch ends the process if it is entered twice. So the
/// first claim enters it and the last one leaves it. Code that must not see other tangents enters a functorch level too.
/// </summary>
internal sealed class DualLevelClaim : IDisposable
{
    private static readonly Lock s_lock = new();
    private static int s_claims;
    private bool _ended;

    /// <summary>Whether the dual level is open, so that tensors may have tangents.</summary>
    public static bool AnyOpen => Volatile.Read(ref s_claims) > 0;

    public DualLevelClaim()
    {
        Decompositions.EnsureForward();
        lock (s_lock)
            if (s_claims++ == 0)
                DualLevelCalls.Enter();
    }

    public void Dispose() => Dispose(static () => { });

    /// <param name="ifOthersRemain">Called if other claims keep the level open, because its tangents then stay alive.</param>
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
