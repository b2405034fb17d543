using TorchBridge.Operators.Distributed;

namespace TorchBridge;

/// <summary>A collective operation that is running. It continues whether or not the program waits for it.</summary>
/// <seealso href="https://pytorch.org/docs/stable/distributed.html#torch.distributed.Work">torch.distributed.Work</seealso>
public sealed class Work
{
    private readonly Pending _pending;

    internal Work(Pending pending) => _pending = pending;

    /// <summary>Waits until the operation has ended. Its tensors then have their new values. Later calls return at once.</summary>
    /// <param name="timeout">How long to wait. Null, the default, means the timeout of the group.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is not positive, or is longer than 20 days.</exception>
    /// <exception cref="DistributedException">
    /// <see cref="DistributedError.Timeout"/>: the operation has not ended within <paramref name="timeout"/>. It continues, and the next
    /// call waits again.
    /// </exception>
    /// <exception cref="DistributedException">
    /// <see cref="DistributedError.Timeout"/>: another rank did not take part within the timeout of the group. The group is broken.
    /// </exception>
    /// <exception cref="DistributedException">
    /// <see cref="DistributedError.PeerLost"/>: the connection to another rank is lost. Later calls throw the same exception.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/distributed.html#torch.distributed.Work.wait">torch.distributed.Work.wait</seealso>
    public void Wait(TimeSpan? timeout = null)
    {
        if (timeout is { } limit)
            Guard.Timeout(limit, nameof(Wait), nameof(timeout));
        _pending.Wait(timeout);
    }
}
