using TorchBridge.Operators.Distributed;

namespace TorchBridge;

/// <summary>
/// Divides the samples of a data set among ranks: torch.utils.data.DistributedSampler. The indices are the same as PyTorch's, so that C#
/// and Python ranks can share a data set.
/// </summary>
/// <example>
/// Two ranks share ten samples. Without shuffling, each takes every second one.
/// <code>
/// var first = new DistributedSampler(10, worldSize: 2, rank: 0, shuffle: false);
/// var second = new DistributedSampler(10, worldSize: 2, rank: 1, shuffle: false);
/// Console.WriteLine(string.Join(", ", first.Indices()));       // 0, 2, 4, 6, 8
/// Console.WriteLine(string.Join(", ", second.Indices()));      // 1, 3, 5, 7, 9
/// </code>
/// </example>
/// <example>
/// Batches of one epoch.
/// <code>
/// var sampler = new DistributedSampler(count: 10, worldSize: 2, rank: 0);
/// int batches = 0;
/// for (int epoch = 0; epoch &lt; 3; epoch++)
///     foreach (long[] batch in sampler.Indices(epoch).Chunk(2))
///         batches++;
/// Console.WriteLine($"{sampler.Length} samples, {batches} batches");      // 5 samples, 9 batches
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

    /// <summary>Creates a sampler.</summary>
    /// <param name="count">The number of samples in the data set.</param>
    /// <param name="worldSize">The number of ranks that share it: PyTorch's <c>num_replicas</c>.</param>
    /// <param name="rank">The rank whose samples are returned.</param>
    /// <param name="shuffle">
    /// True, the default: the samples come in another order in each epoch. False: they come in their own order.
    /// </param>
    /// <param name="seed">The seed of the orders. It must be the same on every rank. Default 0.</param>
    /// <param name="dropLast">
    /// True: samples at the end are left out so that all ranks get the same number. False, the default: the first samples are used twice
    /// for that.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="worldSize"/> is less than 1.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rank"/> is not from 0 to worldSize - 1.</exception>
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

    /// <summary>The number of samples of each rank: <c>len(sampler)</c>.</summary>
    public long Length => SampleIndices.CountOfEach(_count, _worldSize, _dropLast);

    /// <summary>
    /// Returns the indices of this rank's samples in an epoch: <c>sampler.set_epoch(epoch); list(sampler)</c>. The indices of all ranks
    /// together are the data set, padded or shortened. The order depends only on the seed and the epoch, and no random generator is used.
    /// </summary>
    /// <param name="epoch">The number of the epoch. Without shuffling, all epochs are the same. Default 0.</param>
    /// <returns>The indices, <see cref="Length"/> of them.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epoch"/> is negative.</exception>
    public long[] Indices(long epoch = 0)
    {
        if (epoch < 0)
            throw ArgumentMessages.NegativeEpoch(nameof(Indices), nameof(epoch), epoch);
        return SampleIndices.Of(_count, _worldSize, _rank, _dropLast, _shuffle ? _seed + epoch : null);
    }
}
