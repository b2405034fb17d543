using TorchBridge.Operators.Distributed;

namespace TorchBridge;

/// <summary>A collective operation under way. It goes on whether or not it is waited for.</summary>
/// <seealso href="https://pytorch.org/docs/stable/distributed.html#torch.distributed.Work">torch.distributed.Work</seealso>
public sealed class Work
{
    private readonly Pending _pending;

    internal Work(Pending pending) => _pending = pending;

    /// <summary>Waits until it has ended; then its tensors have their new values. Later calls return at once.</summary>
    /// <param name="timeout">How long to wait. Null, the default: as long as the group's timeout lets the operation take.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is not positive or longer than 20 days.</exception>
    /// <exception cref="DistributedException">
    /// <see cref="DistributedError.Timeout"/>: it has not ended in the given time, and goes on; or another rank did not take part in the
    /// group's time, and the group is broken. <see cref="DistributedError.PeerLost"/>. A later call throws the same.
    /// </exception>
    public void Wait(TimeSpan? timeout = null)
    {
        if (timeout is { } limit)
            Guard.Timeout(limit, nameof(Wait), nameof(timeout));
        _pending.Wait(timeout);
    }
}
