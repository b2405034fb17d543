namespace TorchBridge.Support;

/// <summary>Checks of the arguments of Vmap.</summary>
internal static partial class Guard
{
    /// <summary>The batch dimension of each input, not negative; null for an input without a batch.</summary>
    public static long?[] InDims(Tensor[] inputs, int?[] inDims, string api, string parameter)
    {
        if (inDims.Length != inputs.Length)
            throw ArgumentMessages.WrongNumberOfInDims(api, parameter, inputs.Length, inDims.Length);
        var dims = new long?[inputs.Length];
        for (int i = 0; i < dims.Length; i++)
        {
            if (inDims[i] is not { } dim)
                continue;
            long count = inputs[i].dim();
            if (dim < -count || dim >= count)
                throw ArgumentMessages.InDimOutOfRange(api, parameter, i, dim, inputs[i]);
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
            throw ArgumentMessages.NothingToMap(api, parameter);
        if (Array.Exists(sizes, size => size != sizes[0]))
            throw ArgumentMessages.DifferentBatchSizes(api, parameter, sizes);
        return sizes[0];
    }

    /// <summary>
    /// The batch dimension of each output, not negative; null for an output without a batch. The outputs are those of one example.
    /// </summary>
    public static long?[] OutDims(Tensor[] outputs, int?[] outDims, string api, string parameter)
    {
        if (outDims.Length != outputs.Length)
            throw ArgumentMessages.WrongNumberOfOutDims(api, parameter, outputs.Length, outDims.Length);
        return [.. outputs.Select((output, i) =>
        {
            long count = output.dim() + 1;
            return outDims[i] is not { } dim ? (long?)null
                : dim >= -count && dim < count ? dim < 0 ? dim + count : dim
                : throw ArgumentMessages.OutDimOutOfRange(api, parameter, i, dim, output);
        })];
    }

    /// <summary>Checks that randomness is a member of the enumeration.</summary>
    public static void Randomness(VmapRandomness randomness, string api, string parameter)
    {
        if (randomness is not (VmapRandomness.Error or VmapRandomness.Different or VmapRandomness.Same))
            throw ArgumentMessages.UnknownRandomness(api, parameter, randomness);
    }

    /// <summary>Checks a number of examples.</summary>
    public static void VmapChunkSize(int? chunkSize, string api, string parameter)
    {
        if (chunkSize < 1)
            throw ArgumentMessages.NotANumberOfExamples(api, parameter, chunkSize);
    }
}
