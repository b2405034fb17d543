namespace TorchBridge;

/// <summary>The kinds of failure that a <see cref="DistributedException"/> reports.</summary>
public enum DistributedError
{
    /// <summary>
    /// Another process did not take part in time. The operation continues only after a <see cref="Work.Wait"/> with its own timeout;
    /// otherwise the group is broken.
    /// </summary>
    Timeout,

    /// <summary>The connection to another process is lost: it has ended, or it has stopped waiting.</summary>
    PeerLost,

    /// <summary>The processes called different operations, or with different shapes or types, or their modules differ.</summary>
    Mismatch,

    /// <summary>
    /// The processes could not connect. An address, a port, a file or an environment variable is wrong, or not all processes started.
    /// </summary>
    Rendezvous,

    /// <summary>Any other failure. The message has LibTorch's text.</summary>
    Other,
}
