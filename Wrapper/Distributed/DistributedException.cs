namespace TorchBridge;

/// <summary>
/// A failure between processes: a peer that went away, a timeout, tensors that do not fit together, a meeting that did not take place. The
/// message names the way out; the full native text, where there is one, is the <see cref="Exception.InnerException"/>.
/// </summary>
public sealed class DistributedException : Exception
{
    /// <summary>Makes an exception of the given kind.</summary>
    /// <param name="kind">What went wrong.</param>
    /// <param name="rank">The rank of the process that reports it; -1 before it is known.</param>
    /// <param name="message">One paragraph: what happened, the way out.</param>
    /// <param name="innerException">LibTorch's own report, if there is one.</param>
    public DistributedException(DistributedError kind, int rank, string message, Exception? innerException = null)
        : base(message, innerException) => (Kind, Rank) = (kind, rank);

    /// <summary>What went wrong.</summary>
    public DistributedError Kind { get; }

    /// <summary>The rank of the process that reports it; -1 before it is known.</summary>
    public int Rank { get; }
}
