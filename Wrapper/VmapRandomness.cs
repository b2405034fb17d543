namespace TorchBridge;

/// <summary>What random operations do inside a function that is mapped over a batch.</summary>
/// <seealso href="https://pytorch.org/docs/stable/generated/torch.vmap.html">torch.vmap</seealso>
public enum VmapRandomness
{
    /// <summary>
    /// They are an error, the default. It is thrown when the function has ended, and the random generator is then where it was before. What
    /// other threads draw is no error. (Where LibTorch does not offer its callbacks for operations, draws are not seen and examples get
    /// numbers of their own.)
    /// </summary>
    Error,

    /// <summary>Each example of the batch gets numbers of its own.</summary>
    Different,

    /// <summary>All examples of the batch get the same numbers.</summary>
    Same,
}
