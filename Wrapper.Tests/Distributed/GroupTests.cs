using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Distributed;

/// <summary>Groups: running operations, groups of groups, the end of a group, and the errors that a checked group detects.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class GroupTests
{
    [TestMethod]
    public void AWorkIsWaitedForAsOftenAsOneLikes() => Ranks.Run(2, group =>
    {
        Tensor x = ones(3), y = ones(2, float64), part = ones(4, 4).t();
        Work work = group.AllReduceAsync([x, y, part], ReduceOp.Sum);
        for (int i = 0; i < 3; i++)
            work.Wait(TimeSpan.FromSeconds(10));
        work.Wait();
        Assert.AreEqual(3 * 2 + 2 * 2 + 16 * 2, x.sum().item<float>() + y.sum().item<double>() + part.sum().item<float>());
    });

    [TestMethod]
    public void AWaitThatIsTooShortLeavesTheWorkGoingOn()
    {
        using var waited = new ManualResetEventSlim();
        Ranks.Run(2, group =>
        {
            Tensor x = ones(3);
            if (group.Rank == 1)
                waited.Wait();
            Work work = group.AllReduceAsync([x]);
            if (group.Rank == 0)
            {
                Exception thrown = Assert.ThrowsExactly<DistributedException>(() => work.Wait(TimeSpan.FromMilliseconds(50)));
                Ranks.AssertKind(DistributedError.Timeout, 0, "Call Wait again", thrown);
                waited.Set();
            }
            work.Wait();
            Assert.AreEqual(6, x.sum().item<float>());
            group.Barrier();
        });
    }

    /// <summary>The numbers are written to the tensor's memory, which another view still shows.</summary>
    [TestMethod]
    public void TensorsMayBeDisposedAndForgottenWhileAWorkIsUnderWay() => Ranks.Run(2, group =>
    {
        Tensor whole = ones(64, 64);
        for (int round = 0; round < 30; round++)
        {
            Work work;
            using (Tensor view = whole.t())
                work = group.AllReduceAsync([view], ReduceOp.Avg);
            GC.Collect();
            work.Wait();
            group.AllReduceAsync([ones(1000)]);      // without a Wait
        }
        Assert.AreEqual(64 * 64, whole.sum().item<float>());
        group.Barrier();
    });

    [TestMethod]
    public void GroupsOfOneStoreDoNotMeetEachOther() => Ranks.Run(3, group =>
    {
        for (int i = 0; i < 5; i++)
        {
            using ProcessGroup other = group.NewGroup($"number {i}", TimeSpan.FromSeconds(20));
            using ProcessGroup inner = other.NewGroup("number 0");
            Assert.AreEqual((group.Rank, 3), (inner.Rank, inner.WorldSize));
            Tensor x = full([2], (float)i), y = ones(2), z = ones(2);
            Work[] works = [other.AllReduceAsync([x]), group.AllReduceAsync([y]), inner.AllReduceAsync([z], ReduceOp.Avg)];
            foreach (Work work in works)
                work.Wait();
            Assert.AreEqual(6 * i + 6 + 2, x.sum().item<float>() + y.sum().item<float>() + z.sum().item<float>());
            group.Barrier();
        }
        ArgumentException taken = Assert.ThrowsExactly<ArgumentException>(() => group.NewGroup("number 2"));
        Assert.Contains("number 2", taken.Message);
        group.Barrier();
    }, place: Ranks.NewAddress());

    [TestMethod]
    public void ACheckedGroupThrowsOnEveryRankAndWorksOn() => Ranks.Run(2, group =>
    {
        Mismatch("TensorShape=[5]", () => group.AllReduce(ones(4 + group.Rank)));
        Mismatch("Long", () => group.AllReduce(ones(4, group.Rank == 0 ? ScalarType.Float32 : ScalarType.Int64)));
        Mismatch("OpType", () =>
        {
            if (group.Rank == 0)
                group.Barrier();
            else
                group.Broadcast(ones(2));
        });
        Tensor x = ones(4);
        group.AllReduce(x);
        Assert.AreEqual(8, x.sum().item<float>());

        void Mismatch(string part, Action call) => Ranks.AssertKind(DistributedError.Mismatch, group.Rank, part,
            Assert.ThrowsExactly<DistributedException>(call));
    }, check: true);

    [TestMethod]
    public void ADisposedGroupSaysSo() => Ranks.Run(1, group =>
    {
        using DataParallel parallel = group.DataParallel(nn.Linear(2, 2));
        ProcessGroup other = group.NewGroup("other");
        for (int i = 0; i < 3; i++)
            other.Dispose();
        group.Barrier();
        group.Dispose();
        group.Dispose();
        Assert.AreEqual((0, 1), (group.Rank, group.WorldSize));
        Action[] calls =
        [
            () => group.AllReduce(ones(1)), () => group.AllReduce([ones(1)]), () => group.AllReduceAsync([ones(1)]), () => group.Barrier(),
            () => group.Broadcast(ones(1)), () => group.AllGather(ones(1)), () => group.NewGroup("x"),
            () => group.SyncFrom(nn.Linear(1, 1)),
            () => group.AverageGradients(nn.Linear(1, 1)), () => group.DataParallel(nn.Linear(1, 1)),
            () => parallel.Backward(ones(1, requires_grad: true).sum()),
        ];
        foreach (Action call in calls)
            Assert.ThrowsExactly<ObjectDisposedException>(call);
    });

    /// <summary>It waits for the group's timeout. Then the operation has failed, and no tensor is left.</summary>
    [TestMethod]
    public void AGroupIsDisposedWithWorkInFlight() => Ranks.Run(2, group =>
    {
        using ProcessGroup brief = group.NewGroup("brief", TimeSpan.FromSeconds(1));
        if (group.Rank == 0)
        {
            Work work = brief.AllReduceAsync([ones(3)]);
            brief.Dispose();
            for (int i = 0; i < 2; i++)
                Ranks.AssertKind(DistributedError.Timeout, 0, "waited too long",
                    Assert.ThrowsExactly<DistributedException>(() => work.Wait()));
        }
        group.Barrier();
        Tensor x = ones(2);
        group.AllReduce(x);
        Assert.AreEqual(4, x.sum().item<float>());
    });

    [TestMethod]
    public void NoTensorIsLeftAndNoMemory() => Ranks.Run(1, group =>
    {
        Tensor x = ones(1000), y = ones(10, 10).t();
        Leak.AssertNone("collectives", 2000, () =>
        {
            group.AllReduce(x);
            group.AllReduceAsync([x, y], ReduceOp.Avg).Wait();
            group.Broadcast(y);
            foreach (Tensor part in group.AllGather(x))
                part.Dispose();
            group.Barrier();
        }, 8 * Leak.Megabyte);
    });

    /// <summary>Everything is as before, also after an error.</summary>
    [TestMethod]
    public void AFailedOperationLeavesNoTensor() => Ranks.Run(2, group =>
    {
        using ProcessGroup brief = group.NewGroup("brief", TimeSpan.FromMilliseconds(200));
        if (group.Rank == 0)
        {
            Tensor x = ones(4, 4).t();
            long live = Tensor.TotalCount;
            for (int i = 0; i < 3; i++)
                Assert.ThrowsExactly<DistributedException>(() => brief.AllReduce([x, x]));
            Assert.ThrowsExactly<DistributedException>(() => brief.AllGather(x));
            Assert.ThrowsExactly<DistributedException>(() => brief.Broadcast(x, source: 1));
            Assert.AreEqual(live, Tensor.TotalCount);
            Assert.IsTrue(is_grad_enabled());
        }
        group.Barrier();
    });
}
