namespace TorchBridge;

/// <summary>What went wrong in a <see cref="DistributedException"/>.</summary>
public enum DistributedError
{
    /// <summary>Another process did not take part in time. Only after a <c>Wait</c> with a time of its own does the work go on.</summary>
    Timeout,

    /// <summary>The connection to another process is gone: it has ended, or has given up waiting.</summary>
    PeerLost,

    /// <summary>The processes have called different operations, or with different shapes or types, or their modules differ.</summary>
    Mismatch,

    /// <summary>The processes could not meet: an address, a port, a file, a variable, or not all of them came.</summary>
    Rendezvous,

    /// <summary>Anything else. The message carries the native text.</summary>
    Other,
}
