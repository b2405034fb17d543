using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Distributed;

/// <summary>Very many operations.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
[TestCategory("Soak")]
public sealed class DistributedSoakTests
{
    /// <summary>Objects that native code reads must be held while the collector runs.</summary>
    [TestMethod]
    public void NoRoundIsWrongWhileTheCollectorRuns()
    {
        using var collector = new Collector();
        Ranks.Run(4, group =>
        {
            for (int round = 0; round < 10_000; round++)
            {
                using Tensor x = full([5], (float)(round % 1000 + group.Rank)), y = full([2, 3], 1.0, ScalarType.Float64);
                if (round % 2 == 0)
                    group.AllReduce(x);
                else
                    group.AllReduceAsync([x, y.t()], ReduceOp.Sum).Wait();
                Assert.AreEqual(4 * (round % 1000) + 6, x[4].item<float>());
            }
        }, timeout: TimeSpan.FromSeconds(60));
    }

    [TestMethod]
    public void AHundredThousandOperationsLeaveNothingBehind() => Ranks.Run(2, group =>
    {
        Tensor x = ones(100), y = ones(10, 10).t();
        for (int round = 0; round < 2_000; round++)
            Round();
        long before = Resident(), live = Tensor.TotalCount;
        for (int round = 0; round < 25_000; round++)
            Round();
        group.Barrier();
        if (group.Rank != 0)
            return;
        Assert.IsLessThan(16 * Leak.Megabyte, Resident() - before);
        Assert.IsLessThan(live + 50, Tensor.TotalCount);      // the other thread may have live tensors

        void Round()
        {
            group.AllReduce(x, ReduceOp.Avg);
            group.AllReduceAsync([x, y], ReduceOp.Max).Wait();
            group.Broadcast(y);
            foreach (Tensor part in group.AllGather(x))
                part.Dispose();
        }
    });

    [TestMethod]
    public void ManyGroupsComeAndGo() => Ranks.Run(2, group =>
    {
        for (int i = 0; i < 100; i++)
        {
            using ProcessGroup other = group.NewGroup($"{i}");
            using Tensor x = ones(3);
            other.AllReduce(x);
            Assert.AreEqual(6, x.sum().item<float>());
            other.Barrier();
        }
    }, place: Ranks.NewAddress());

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        return Environment.WorkingSet - GC.GetGCMemoryInfo().TotalCommittedBytes;
    }
}
