namespace TorchBridge.Operators.Distributed;

/// <summary>torch.utils.data.DistributedSampler: which of a data set's samples belong to a rank.</summary>
internal static class SampleIndices
{
    /// <summary>How many samples each rank gets.</summary>
    public static long CountOfEach(long count, int worldSize, bool dropLast) =>
        dropLast ? count / worldSize : count / worldSize + (count % worldSize == 0 ? 0 : 1);

    public static long[] Of(long count, int worldSize, int rank, bool dropLast, long? seed)
    {
        long[] order = seed is { } number ? Shuffled(count, number) : [.. Numbers(count)];
        var own = new long[CountOfEach(count, worldSize, dropLast)];
        for (long i = 0; i < own.Length; i++)
            own[i] = order[(i * worldSize + rank) % count];      // the list is padded by repeating it from its beginning
        return own;
    }

    private static long[] Shuffled(long count, long seed)
    {
        using var generator = new Generator(unchecked((ulong)seed), CPU);
        using Tensor order = randperm(count, ScalarType.Int64, CPU, generator: generator);
        GC.KeepAlive(generator);
        return order.data<long>().ToArray();
    }

    private static IEnumerable<long> Numbers(long count)
    {
        for (long i = 0; i < count; i++)
            yield return i;
    }
}
