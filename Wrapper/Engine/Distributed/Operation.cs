using TorchBridge.Native;

namespace TorchBridge.Engine.Distributed;

/// <summary>
/// A collective operation that has been started. It holds its tensors until it has ended, whatever becomes of this object.
/// </summary>
internal sealed class Operation(C10dObject work, string api, int rank) : IDisposable
{
    /// <summary>Waits until it has ended, or for so long.</summary>
    /// <exception cref="DistributedException">It failed, or has not ended in time.</exception>
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
