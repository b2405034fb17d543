using TorchBridge.Native;

namespace TorchBridge.Engine.Distributed;

/// <summary>
/// A collective operation that has been started. LibTorch keeps its tensors alive until the operation has ended, even if this object is
/// disposed.
/// </summary>
internal sealed class Operation(C10dObject work, string api, int rank) : IDisposable
{
    /// <summary>Waits until the operation has ended, or until the time limit has passed.</summary>
    /// <exception cref="DistributedException">The operation has failed, or has not ended in time.</exception>
    public void Wait(TimeSpan? timeout = null)
    {
        try
        {
            C10dGroup.Wait(work, timeout);
        }
        catch (C10dException native)
        {
            throw DistributedFault.OfOperation(api, rank, native);
        }
    }

    public void Dispose() => work.Dispose();
}
