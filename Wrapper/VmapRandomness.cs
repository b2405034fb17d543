namespace TorchBridge;

/// <summary>Says what random operations do inside a function that is mapped over a batch.</summary>
/// <seealso href="https://pytorch.org/docs/stable/generated/torch.vmap.html">torch.vmap</seealso>
public enum VmapRandomness
{
    /// <summary>
    /// They are an error; this is the default. It is thrown after the function has returned, and the random generator then has its earlier
    /// state. Random numbers that other threads draw are no error. If LibTorch does not offer its callbacks for operations, draws are not
    /// detected, and each example gets its own numbers.
    /// </summary>
    Error,

    /// <summary>Each example of the batch gets its own random numbers.</summary>
    Different,

    /// <summary>All examples of the batch get the same random numbers.</summary>
    Same,
}
