namespace TorchBridge.Tests.Distributed;

/// <summary>DistributedSampler, compared with a second implementation of its definition and with numbers that PyTorch prints.</summary>
[TestClass]
public sealed class SamplerTests
{
    [TestMethod]
    public void EveryCaseIsAsPyTorchDefinesIt()
    {
        foreach (long count in new long[] { 1, 2, 3, 5, 10, 16, 17, 100 })
            foreach (int worldSize in new[] { 1, 2, 3, 4, 7, 16 })
                foreach (bool dropLast in new[] { false, true })
                    foreach (bool shuffle in new[] { false, true })
                        for (int rank = 0; rank < worldSize; rank++)
                        {
                            var sampler = new DistributedSampler(count, worldSize, rank, shuffle, seed: 3, dropLast);
                            long[] expected = PyTorch((int)count, worldSize, rank, shuffle, 3, dropLast, 2), actual = sampler.Indices(2);
                            string which = $"{count} samples, rank {rank} of {worldSize}, shuffle {shuffle}, drop_last {dropLast}";
                            CollectionAssert.AreEqual(expected, actual, which);
                            Assert.AreEqual(sampler.Length, actual.Length, which);
                        }
    }

    /// <summary>The output of torch.randperm(10) after torch.manual_seed(0).</summary>
    [TestMethod]
    public void TheOrderIsThatOfTorchsGenerator() => CollectionAssert.AreEqual(new long[] { 4, 1, 7, 5, 3, 9, 0, 8, 6, 2 },
        new DistributedSampler(10, 1, 0, seed: 0).Indices());

    [TestMethod]
    public void AnEpochIsASeed()
    {
        var sampler = new DistributedSampler(50, 2, 1, seed: 5);
        CollectionAssert.AreEqual(sampler.Indices(3), new DistributedSampler(50, 2, 1, seed: 8).Indices());
        CollectionAssert.AreNotEqual(sampler.Indices(3), sampler.Indices(4));
        CollectionAssert.AreEqual(sampler.Indices(3), sampler.Indices(3));
    }

    [TestMethod]
    public void TheRanksShareTheDataSet()
    {
        long[] all = [.. Enumerable.Range(0, 4).SelectMany(rank => new DistributedSampler(10, 4, rank).Indices(1))];
        Assert.HasCount(12, all);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 10).Select(i => (long)i).ToArray(), all.Distinct().ToArray());
        long[] kept = [.. Enumerable.Range(0, 4).SelectMany(rank => new DistributedSampler(10, 4, rank, dropLast: true).Indices(1))];
        Assert.HasCount(8, kept);
        Assert.HasCount(8, kept.Distinct().ToArray());
    }

    [TestMethod]
    public void TheCallersGeneratorIsNotTouched()
    {
        using TorchSharp.torch.Tensor before = TorchSharp.torch.get_rng_state();
        new DistributedSampler(50, 2, 1).Indices(3);
        using TorchSharp.torch.Tensor after = TorchSharp.torch.get_rng_state();
        CollectionAssert.AreEqual(before.data<byte>().ToArray(), after.data<byte>().ToArray());
    }

    [TestMethod]
    public void WrongNumbersAreRefused()
    {
        Assert.AreEqual("count", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new DistributedSampler(0, 1, 0)).ParamName);
        Assert.AreEqual("worldSize", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new DistributedSampler(1, 0, 0)).ParamName);
        Assert.AreEqual("rank", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new DistributedSampler(1, 2, 2)).ParamName);
        Assert.AreEqual("rank", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new DistributedSampler(1, 2, -1)).ParamName);
        var sampler = new DistributedSampler(1, 2, 1);
        Assert.AreEqual("epoch", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => sampler.Indices(-1)).ParamName);
    }

    /// <summary>The steps of DistributedSampler.__iter__ on lists.</summary>
    private static long[] PyTorch(int count, int replicas, int rank, bool shuffle, int seed, bool dropLast, int epoch)
    {
        int samples = dropLast && count % replicas != 0
            ? (int)Math.Ceiling((count - replicas) / (double)replicas)
            : (int)Math.Ceiling(count / (double)replicas);
        int total = samples * replicas;
        List<long> indices = shuffle ? RandomPermutation(count, (uint)(seed + epoch))
            : [.. Enumerable.Range(0, count).Select(i => (long)i)];
        if (dropLast)
            indices = indices[..total];
        else
        {
            int padding = total - indices.Count;
            List<long> repeated = [];
            while (repeated.Count < padding)
                repeated.AddRange(indices);
            indices.AddRange(repeated[..padding]);
        }
        return [.. indices.Where((_, i) => i % replicas == rank)];
    }

    /// <summary>torch.randperm: each element is exchanged with a later one that the Mersenne twister draws.</summary>
    private static List<long> RandomPermutation(int count, uint seed)
    {
        List<long> order = [.. Enumerable.Range(0, count).Select(i => (long)i)];
        uint[] state = Twister(seed);
        for (int i = 0; i < count - 1; i++)
        {
            int other = i + (int)(Draw(state, i) % (uint)(count - i));
            (order[i], order[other]) = (order[other], order[i]);
        }
        return order;
    }

    private static uint[] Twister(uint seed)
    {
        var state = new uint[624];
        state[0] = seed;
        for (uint i = 1; i < 624; i++)
            state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >> 30)) + i;
        for (int i = 0; i < 624; i++)
        {
            uint mixed = (state[i] & 0x80000000) | (state[(i + 1) % 624] & 0x7fffffff);
            state[i] = state[(i + 397) % 624] ^ (mixed >> 1) ^ ((mixed & 1) == 0 ? 0 : 0x9908b0df);
        }
        return state;
    }

    /// <summary>One of the first 624 numbers.</summary>
    private static uint Draw(uint[] state, int at)
    {
        uint y = state[at];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >> 18);
    }
}
