using TorchBridge.Operators.Distributed;

namespace TorchBridge;

/// <summary>
/// Shares out the samples of a data set among ranks: torch.utils.data.DistributedSampler. The indices are PyTorch's, number by number, so
/// that C# and Python ranks can share a data set.
/// </summary>
/// <example>
/// <code>
/// var sampler = new DistributedSampler(count: 60_000, group.WorldSize, group.Rank);
/// for (int epoch = 0; epoch &lt; 10; epoch++)
///     foreach (long[] batch in sampler.Indices(epoch).Chunk(64))
///         Train(batch);
/// </code>
/// </example>
/// <seealso href="https://pytorch.org/docs/stable/data.html#torch.utils.data.distributed.DistributedSampler">
/// torch.utils.data.distributed.DistributedSampler
/// </seealso>
public sealed class DistributedSampler
{
    private readonly long _count, _seed;
    private readonly int _worldSize, _rank;
    private readonly bool _shuffle, _dropLast;

    /// <summary>Makes a sampler.</summary>
    /// <param name="count">How many samples the data set has.</param>
    /// <param name="worldSize">How many ranks share it: num_replicas.</param>
    /// <param name="rank">The rank whose samples are asked for.</param>
    /// <param name="shuffle">Whether the samples are in another order in each epoch. Default true.</param>
    /// <param name="seed">Where the orders begin; the same on every rank. Default 0.</param>
    /// <param name="dropLast">
    /// Whether samples are left out so that all ranks get as many. Otherwise, the default, the first ones are taken twice.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="count"/> or <paramref name="worldSize"/> is less than 1, or <paramref name="rank"/> is not from 0 to worldSize - 1.
    /// </exception>
    public DistributedSampler(long count, int worldSize, int rank, bool shuffle = true, long seed = 0, bool dropLast = false)
    {
        if (count < 1)
            throw ArgumentMessages.NoSamples(nameof(DistributedSampler), nameof(count), count);
        if (worldSize < 1)
            throw ArgumentMessages.WorldSizeOutOfRange(nameof(DistributedSampler), nameof(worldSize), worldSize);
        if (rank < 0 || rank >= worldSize)
            throw ArgumentMessages.RankOutOfRange(nameof(DistributedSampler), nameof(rank), rank, worldSize);
        (_count, _worldSize, _rank, _shuffle, _seed, _dropLast) = (count, worldSize, rank, shuffle, seed, dropLast);
    }

    /// <summary>How many samples each rank gets: <c>len(sampler)</c>.</summary>
    public long Length => SampleIndices.CountOfEach(_count, _worldSize, _dropLast);

    /// <summary>
    /// The indices of this rank's samples in an epoch: <c>sampler.set_epoch(epoch); list(sampler)</c>. Those of all ranks together are the
    /// data set, padded or shortened. It needs no generator: the order depends on the seed and the epoch alone.
    /// </summary>
    /// <param name="epoch">The epoch's number. Without shuffling all are alike. Default 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epoch"/> is negative.</exception>
    public long[] Indices(long epoch = 0)
    {
        if (epoch < 0)
            throw ArgumentMessages.NegativeEpoch(nameof(Indices), nameof(epoch), epoch);
        return SampleIndices.Of(_count, _worldSize, _rank, _dropLast, _shuffle ? _seed + epoch : null);
    }
}
