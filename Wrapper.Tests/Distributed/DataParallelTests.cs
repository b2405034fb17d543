using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Distributed;

/// <summary>Training of one module by several ranks.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class DataParallelTests
{
    private const int Batch = 32;

    [TestMethod]
    [DataRow(2, ScalarType.Float32, 1e-5)]
    [DataRow(4, ScalarType.Float32, 1e-5)]
    [DataRow(2, ScalarType.Float64, 1e-12)]
    [DataRow(4, ScalarType.Float64, 1e-12)]
    public void RanksTrainAsOneProcessWithTheWholeBatch(int count, ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        (Tensor x, Tensor y) = (Data(8, 1, type), Data(2, 2, type));
        double[] alone = Train(Network(1, type), x, y, loss => loss.Backward());
        double[][] each = new double[count][];
        Ranks.Run(count, group =>
        {
            nn.Module<Tensor, Tensor> network = Network(10 + group.Rank, type);      // all ranks get the module of rank 0
            if (group.Rank == 0)
                network = Network(1, type);
            using DataParallel parallel = group.DataParallel(network);
            int part = Batch / count, from = part * group.Rank;
            each[group.Rank] = Train(network, x.narrow(0, from, part), y.narrow(0, from, part), loss => parallel.Backward(loss));
        });
        for (int rank = 1; rank < count; rank++)
            CollectionAssert.AreEqual(each[0], each[rank], $"rank {rank} differs from rank 0");
        double worst = alone.Zip(each[0], (a, b) => Math.Abs(a - b)).Max();
        Assert.IsLessThanOrEqualTo(tolerance, worst);
        Assert.IsGreaterThan(0.05, alone.Zip(Parameters(Network(1, type)), (a, b) => Math.Abs(a - b)).Max(), "nothing was learned");
    }

    [TestMethod]
    public void BatchesAreAccumulatedWithoutTalking() => Ranks.Run(2, group =>
    {
        nn.Module<Tensor, Tensor> network = Network(1, ScalarType.Float64);
        using DataParallel parallel = group.DataParallel(network);
        Assert.AreSame(network, parallel.Module);
        Tensor x = Data(8, 3, ScalarType.Float64);
        if (group.Rank == 0)      // the other rank makes no such call: nothing is sent
            using (parallel.NoSync())
            using (parallel.NoSync())
                for (int i = 0; i < 3; i++)
                    parallel.Backward(network.call(x).sum());
        parallel.Backward(network.call(x).mean());
        double[] averaged = Gradients(network);
        network.zero_grad();
        (1.5 * network.call(x).sum() + network.call(x).mean()).Backward();
        foreach ((double expected, double actual) in Gradients(network).Zip(averaged))
            Assert.AreEqual(expected, actual, 1e-12);
    });

    [TestMethod]
    public void AParameterWithoutAGradientCountsAsZeros() => Ranks.Run(2, group =>
    {
        nn.Module<Tensor, Tensor> network = Network(1, ScalarType.Float64);
        Parameter[] parameters = [.. network.parameters()];
        if (group.Rank == 1)
            parameters[0].grad = ones_like(parameters[0]).detach();
        parameters[1].grad = full_like(parameters[1], group.Rank).detach();
        parameters[3].requires_grad = false;
        group.AverageGradients(network);
        Assert.AreEqual(0.5 * parameters[0].numel(), parameters[0].grad!.sum().item<double>());
        Assert.AreEqual(0.5 * parameters[1].numel(), parameters[1].grad!.sum().item<double>());
        Assert.IsFalse(parameters[0].grad!.requires_grad);
        Assert.IsNull(parameters[2].grad);
        Assert.IsNull(parameters[3].grad);
    });

    [TestMethod]
    public void ManyGradientsOfSeveralTypesGoInBuckets() => Ranks.Run(2, group =>
    {
        using var network = nn.ModuleList<nn.Module>([.. Enumerable.Range(0, 6).Select(i => (nn.Module)nn.Linear(1000, i < 3 ? 1200 : 2,
            dtype: i % 2 == 0 ? ScalarType.Float32 : ScalarType.Float64))]);
        foreach (Parameter parameter in network.parameters())
            parameter.grad = full_like(parameter, group.Rank + 1).detach();
        group.AverageGradients(network);
        foreach (Parameter parameter in network.parameters())
            Assert.AreEqual(0, (parameter.grad! - 1.5).abs().max().to_type(ScalarType.Float64).item<double>());
    });

    [TestMethod]
    public void BuffersBecomeThoseOfRankZero() => Ranks.Run(2, group =>
    {
        using var network = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4));
        using DataParallel parallel = group.DataParallel(network);
        network.train();
        Tensor x = Data(3, 1 + group.Rank, ScalarType.Float32);
        parallel.Backward(network.call(x).square().sum());
        Tensor[] buffers = [.. network.buffers()];
        Assert.HasCount(3, buffers);
        foreach (Tensor buffer in buffers)
        {
            Tensor[] all = group.AllGather(buffer);
            Assert.AreEqual(0, (all[0] - all[1]).abs().max().to_type(ScalarType.Float64).item<double>());
        }
        Assert.AreNotEqual(0, buffers[0].abs().max().item<float>());
    });

    [TestMethod]
    public void ModulesAreSynchronizedFromAnyRank() => Ranks.Run(3, group =>
    {
        nn.Module<Tensor, Tensor> network = Network(group.Rank, ScalarType.Float32);
        double[] wanted = Parameters(Network(2, ScalarType.Float32));
        group.SyncFrom(network, source: 2);
        CollectionAssert.AreEqual(wanted, Parameters(network));
        Assert.IsTrue(network.parameters().All(p => p.requires_grad && p.is_leaf));
    });

    [TestMethod]
    public void DifferentModulesAreAnErrorOnEveryRankAndNothingIsWritten() => Ranks.Run(3, group =>
    {
        nn.Module<Tensor, Tensor> wider = nn.Linear(3, group.Rank == 1 ? 5 : 4), longer = group.Rank == 2
            ? nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2)) : nn.Sequential(nn.Linear(2, 2));
        double[] before = Parameters(wider);
        Mismatch("rank 0 has weight: float32 of shape [4, 3], rank 1 has weight: float32 of shape [5, 3]", () => group.SyncFrom(wider));
        CollectionAssert.AreEqual(before, Parameters(wider));
        Mismatch("rank 0 has nothing more, rank 2 has 1.weight", () => group.DataParallel(longer));
        foreach (Parameter parameter in wider.parameters())
            parameter.grad = ones_like(parameter).detach();
        Mismatch("shape [5, 3]", () => group.AverageGradients(wider));
        nn.Module<Tensor, Tensor> frozen = Network(1, ScalarType.Float32);
        foreach (Parameter parameter in frozen.parameters())
            parameter.requires_grad = group.Rank != 0;
        Mismatch("rank 0 has nothing more", () => group.AverageGradients(frozen));
        Tensor still = ones(1);
        group.AllReduce(still);
        Assert.AreEqual(3, still.item<float>());

        void Mismatch(string part, Action call) =>
            Ranks.AssertKind(DistributedError.Mismatch, group.Rank, part, Assert.ThrowsExactly<DistributedException>(call));
    });

    [TestMethod]
    public void AGradientThatCannotBeSentIsAnErrorOnEveryRank() => Ranks.Run(2, group =>
    {
        using var embedding = nn.Embedding(5, 3, sparse: group.Rank == 0);
        embedding.call(tensor(new long[] { 1, 2 })).sum().Backward();
        if (group.Rank == 0)
            Assert.Contains("weight.grad", Assert.ThrowsExactly<ArgumentException>(() => group.AverageGradients(embedding)).Message);
        else
            Ranks.AssertKind(DistributedError.Mismatch, 1, "rank 0 has refused its module",
                Assert.ThrowsExactly<DistributedException>(() => group.AverageGradients(embedding)));
        group.Barrier();
    });

    /// <summary>Weights and data are computed from a number, because threads share the random generator.</summary>
    private static nn.Module<Tensor, Tensor> Network(int number, ScalarType type)
    {
        nn.Module<Tensor, Tensor> network = nn.Sequential(nn.Linear(8, 16, dtype: type), nn.Tanh(), nn.Linear(16, 2, dtype: type));
        using IDisposable _ = no_grad();
        int each = 100 * number;
        foreach (Parameter parameter in network.parameters())
            parameter.copy_((arange(parameter.numel(), float64) * 0.7 + ++each).sin().view(parameter.shape) / 4);
        return network;
    }

    private static Tensor Data(int columns, int number, ScalarType type) =>
        (arange(Batch * columns, float64) * 1.3 + 50 * number).sin().view(Batch, columns).to_type(type);

    private static double[] Train(nn.Module<Tensor, Tensor> network, Tensor x, Tensor y, Action<Tensor> backward)
    {
        using optim.Optimizer adam = optim.Adam(network.parameters(), lr: 0.003);
        for (int step = 0; step < 200; step++)
        {
            using var scope = NewDisposeScope();
            adam.zero_grad();
            backward(nn.functional.mse_loss(network.call(x), y));
            adam.step();
        }
        return Parameters(network);
    }

    private static double[] Parameters(nn.Module network) =>
        [.. network.parameters().SelectMany(p => p.detach().to_type(ScalarType.Float64).data<double>().ToArray())];

    private static double[] Gradients(nn.Module network) => [.. network.parameters().SelectMany(p => p.grad!.data<double>().ToArray())];
}
