namespace TorchBridge;

/// <summary>Describes the batch to the vmap rule of a custom function; see <see cref="CustomFunction"/>.</summary>
/// <seealso href="https://pytorch.org/docs/stable/notes/extending.func.html">Extending torch.func with autograd.Function</seealso>
public sealed class VmapInfo
{
    internal VmapInfo(long batchSize, VmapRandomness randomness) => (BatchSize, Randomness) = (batchSize, randomness);

    /// <summary>The number of examples in the batch.</summary>
    public long BatchSize { get; }

    /// <summary>What random operations do, as the caller of <c>Vmap</c> has chosen.</summary>
    public VmapRandomness Randomness { get; }
}
