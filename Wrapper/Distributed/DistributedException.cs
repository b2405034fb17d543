namespace TorchBridge;

/// <summary>
/// A failure between processes: a process that ended, a timeout, tensors that do not match, or processes that could not connect. The
/// message says what to do. If LibTorch reported the failure, its full text is the <see cref="Exception.InnerException"/>.
/// </summary>
public sealed class DistributedException : Exception
{
    /// <summary>Creates an exception of the given kind.</summary>
    /// <param name="kind">The kind of failure.</param>
    /// <param name="rank">The rank of the process that reports it, or -1 if the rank is not known yet.</param>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="innerException">LibTorch's own report. Null, the default: none.</param>
    public DistributedException(DistributedError kind, int rank, string message, Exception? innerException = null)
        : base(message, innerException) => (Kind, Rank) = (kind, rank);

    /// <summary>The kind of failure.</summary>
    public DistributedError Kind { get; }

    /// <summary>The rank of the process that reports it, or -1 if the rank was not known yet.</summary>
    public int Rank { get; }
}
