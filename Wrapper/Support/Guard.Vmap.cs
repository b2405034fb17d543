namespace TorchBridge.Support;

/// <summary>Checks of the arguments of Vmap.</summary>
internal static partial class Guard
{
    /// <summary>The batch dimension of each input, not negative; null for an input without a batch.</summary>
    public static long?[] InDims(Tensor[] inputs, int?[] inDims, string api, string parameter)
    {
        if (inDims.Length != inputs.Length)
            throw new ArgumentException(
                $"{api}: in_dims is not compatible with the structure of `inputs`. "
                + $"There are {inputs.Length} inputs and {inDims.Length} dimensions; give one, or null, for each.", parameter);
        var dims = new long?[inputs.Length];
        for (int i = 0; i < dims.Length; i++)
        {
            if (inDims[i] is not { } dim)
                continue;
            long count = inputs[i].dim();
            if (dim < -count || dim >= count)
                throw new ArgumentOutOfRangeException(parameter,
                    $"{api}: Got in_dim={dim} for some input, but that input is a Tensor of dimensionality "
                    + $"{count} so expected in_dim to satisfy -{count} <= in_dim < {count}. It is input {i}, {Describe.Tensor(inputs[i])}; "
                    + "name another dimension, or null for an input that all examples share.");
            dims[i] = dim < 0 ? dim + count : dim;
        }
        return dims;
    }

    /// <summary>The number of examples. All inputs with a batch must agree, and at least one must have a batch.</summary>
    public static long BatchSize(Tensor[] inputs, long?[] dims, string api, string parameter)
    {
        long[] sizes = [.. inputs.Zip(dims).Where(pair => pair.Second is not null)
            .Select(pair => pair.First.size((int)pair.Second!.Value))];
        if (sizes.Length == 0)
            throw new ArgumentException(
                $"{api}: Expected at least one Tensor to vmap over; every in_dim is null. "
                + "Name the batch dimension of one input.", parameter);
        if (Array.Exists(sizes, size => size != sizes[0]))
            throw new ArgumentException(
                $"{api}: vmap: Expected all tensors to have the same size in the mapped dimension, got sizes [{string.Join(", ", sizes)}] "
                + "for the mapped dimension. Give as many examples in each input.",
                parameter);
        return sizes[0];
    }

    /// <summary>The batch dimension of each output, not negative. The outputs themselves are those of one example.</summary>
    public static long[] OutDims(Tensor[] outputs, int[] outDims, string api, string parameter)
    {
        if (outDims.Length != outputs.Length)
            throw new ArgumentException(
                $"{api}: out_dims is not compatible with the structure of `outputs`. "
                + $"There are {outputs.Length} outputs and {outDims.Length} dimensions; give one for each.", parameter);
        return [.. outputs.Select((output, i) =>
        {
            long count = output.dim() + 1;
            return outDims[i] >= -count && outDims[i] < count ? outDims[i] < 0 ? outDims[i] + count : outDims[i]
                : throw new ArgumentOutOfRangeException(parameter,
                    $"{api}: Dimension out of range (expected to be in range of [-{count}, {count - 1}], but got {outDims[i]}). "
                    + $"It is where the batch of output {i} goes, which has the shape {Describe.Shape(output)} without it.");
        })];
    }

    /// <summary>Checks that randomness is a member of the enumeration.</summary>
    public static void Randomness(VmapRandomness randomness, string api, string parameter)
    {
        if (randomness is not (VmapRandomness.Error or VmapRandomness.Different or VmapRandomness.Same))
            throw new ArgumentOutOfRangeException(parameter,
                $"{api}: Only allowed values for randomness are 'error', 'different', or 'same'. "
                + $"Got {(int)randomness}. Name one of VmapRandomness.");
    }

    /// <summary>Checks a number of examples.</summary>
    public static void VmapChunkSize(int? chunkSize, string api, string parameter)
    {
        if (chunkSize < 1)
            throw new ArgumentOutOfRangeException(parameter,
                $"{api}: vmap: chunk_size should be None or greater than 0. (got {chunkSize}) Leave {parameter} null for all at once.");
    }
}
