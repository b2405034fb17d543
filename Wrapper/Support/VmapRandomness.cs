namespace TorchBridge;

/// <summary>What random operations do inside a function that is mapped over a batch.</summary>
/// <seealso href="https://pytorch.org/docs/stable/generated/torch.vmap.html">torch.vmap</seealso>
public enum VmapRandomness
{
    /// <summary>They are an error, the default.</summary>
    Error,

    /// <summary>Each example of the batch gets numbers of its own.</summary>
    Different,

    /// <summary>All examples of the batch get the same numbers.</summary>
    Same,
}
