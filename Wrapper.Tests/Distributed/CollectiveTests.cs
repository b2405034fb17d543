using static TorchSharp.torch;

namespace TorchBridge.Tests.Distributed;

/// <summary>The results of the collective operations, compared with plain arithmetic.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class CollectiveTests
{
    private static readonly long[] s_sizes = [0, 1, 7, 1001];

    [TestMethod]
    [DataRow(ScalarType.Float32)]
    [DataRow(ScalarType.Float64)]
    [DataRow(ScalarType.Float16)]
    [DataRow(ScalarType.BFloat16)]
    [DataRow(ScalarType.Int64)]
    [DataRow(ScalarType.Int32)]
    [DataRow(ScalarType.Int16)]
    [DataRow(ScalarType.Byte)]
    [DataRow(ScalarType.Int8)]
    [DataRow(ScalarType.ComplexFloat32)]
    [DataRow(ScalarType.ComplexFloat64)]
    public void EveryOperationGivesWhatTheArithmeticSays(ScalarType type)
    {
        foreach (int count in new[] { 2, 4 })
            Ranks.Run(count, group =>
            {
                foreach (long size in s_sizes)
                    CheckAll(group, size, type);
            });
    }

    [TestMethod]
    [DataRow(ScalarType.Float32)]
    [DataRow(ScalarType.Float16)]
    [DataRow(ScalarType.ComplexFloat32)]
    public void TenMegabytesAreMoved(ScalarType type) => Ranks.Run(2, group =>
    {
        long size = (10 << 20) / zeros(1, type).element_size();
        using Tensor x = Of(group.Rank, size, type), y = Of(group.Rank, size, type);
        group.AllReduce(x);
        AssertSame(Expected(group, size, type, all => all.sum(dim: 0L)), x);
        group.Broadcast(y, source: 1);
        AssertSame(Of(1, size, type), y);
        AssertSame(Of(1, size, type), group.AllGather(y)[0]);
    });

    [TestMethod]
    public void BooleansAreReducedAsBooleans() => Ranks.Run(2, group =>
    {
        using Tensor any = tensor(new[] { true, false, group.Rank == 1 }), all = tensor(new[] { true, false, group.Rank == 1 });
        group.AllReduce(any, ReduceOp.Max);
        group.AllReduce(all, ReduceOp.Min);
        CollectionAssert.AreEqual(new[] { true, false, true }, any.data<bool>().ToArray());
        CollectionAssert.AreEqual(new[] { true, false, false }, all.data<bool>().ToArray());
    });

    [TestMethod]
    public void AListOfSeveralTypesIsReducedInPlace() => Ranks.Run(3, group =>
    {
        Tensor[] tensors = [ones(3), ones(2, 2, float64), tensor(5L), zeros(0), full([4], group.Rank, ScalarType.Float32)];
        group.AllReduce(tensors);
        AssertSame(full([3], 3.0), tensors[0]);
        AssertSame(full([2, 2], 3.0), tensors[1]);
        Assert.AreEqual(15, tensors[2].item<long>());
        AssertSame(full([4], 3.0), tensors[4]);
    });

    /// <summary>Gloo reads all elements one after the other and ignores the strides.</summary>
    [TestMethod]
    public void StridesAndViewsAreTheCallers() => Ranks.Run(2, group =>
    {
        Tensor whole = arange(12.0f).view(3, 4), before = whole.clone();
        group.AllReduce(whole.t());      // the strides are the same in every process
        AssertSame(2 * before, whole);
        Tensor column = whole[TensorIndex.Colon, TensorIndex.Single(1)];
        group.AllReduce(group.Rank == 0 ? column : column.contiguous());      // the strides differ between processes
        if (group.Rank == 0)
            AssertSame(4 * before[TensorIndex.Colon, TensorIndex.Single(1)], column);
        AssertSame(2 * before[TensorIndex.Colon, TensorIndex.Single(2)], whole[TensorIndex.Colon, TensorIndex.Single(2)]);
        Tensor turned = group.Rank == 0 ? before.t() : zeros(4, 3);
        group.Broadcast(turned);
        AssertSame(before.t(), turned);
        AssertSame(before.t(), group.AllGather(before.t())[1]);
    });

    /// <summary>Such views are conjugate or negative only by a flag; the memory has other numbers.</summary>
    [TestMethod]
    public void ConjugateAndNegativeViewsHaveTheirOwnValues() => Ranks.Run(2, group =>
    {
        Tensor z = complex(ones(3), full([3], 2.0f));
        Tensor conjugate = z.conj(), part = z.conj().imag;
        Assert.IsTrue(conjugate.is_conj() && part.is_neg());
        AssertSame(z.clone().conj(), group.AllGather(conjugate)[1]);
        group.AllReduce(conjugate);
        AssertSame(complex(full([3], 2.0f), full([3], 4.0f)), z);
        group.AllReduce(part);
        AssertSame(complex(full([3], 2.0f), full([3], 8.0f)), z);
    });

    [TestMethod]
    public void ALeafThatRequiresGradIsReducedAndKeepsItsPlace() => Ranks.Run(2, group =>
    {
        Tensor a = ones(3, requires_grad: true), b = ones(2, requires_grad: true);
        group.AllReduce([a, b]);
        group.AllReduce(a);
        Assert.IsTrue(a.is_leaf && a.requires_grad);
        AssertSame(full([3], 4.0), a.detach());
        (a * a).sum().Backward();
        AssertSame(full([3], 8.0), a.grad!);
    });

    /// <summary>Another thread writes the numbers, which LibTorch's version counter would not see.</summary>
    [TestMethod]
    public void AGraphNoticesThatWhatItSavedWasWrittenTo() => Ranks.Run(2, group =>
    {
        Tensor x = ones(3, requires_grad: true), saved = full([3], 2.0), loss = (x * saved).sum();
        group.AllReduce(saved);
        AutogradException error = Assert.ThrowsExactly<AutogradException>(() => loss.Backward());
        Assert.AreEqual(AutogradError.ModifiedInPlace, error.Kind);
        Tensor received = full([3], 2.0), other = (x * received).sum();
        group.Broadcast(received);
        Assert.ThrowsExactly<AutogradException>(() => other.Backward());
    });

    [TestMethod]
    public void InferenceTensorsAreReduced() => Ranks.Run(2, group =>
    {
        Tensor x;
        using (inference_mode())
            x = ones(3);
        group.AllReduce(x);
        AssertSame(full([3], 2.0), x.clone());
    });

    [TestMethod]
    public void ABarrierEndsAfterTheLastHasCome()
    {
        int come = 0;
        Ranks.Run(4, group =>
        {
            for (int round = 1; round <= 20; round++)
            {
                Interlocked.Increment(ref come);
                group.Barrier();
                Assert.IsGreaterThanOrEqualTo(4 * round, Volatile.Read(ref come));
                group.Barrier();
            }
        });
    }

    [TestMethod]
    public void AGroupOfOneIsAGroup() => Ranks.Run(1, group => CheckAll(group, 5, ScalarType.Float32));

    [TestMethod]
    public void ACheckedGroupComputesTheSame() => Ranks.Run(2, group => CheckAll(group, 5, ScalarType.Float64), check: true);

    private static void CheckAll(ProcessGroup group, long size, ScalarType type)
    {
        using var scope = NewDisposeScope();
        bool isComplex = type is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64;
        Check(ReduceOp.Sum, all => all.sum(dim: 0L));
        if (isComplex || is_floating_point(zeros(1, type)))
            Check(ReduceOp.Avg, all => all.mean([0L]));
        if (!isComplex)
        {
            Check(ReduceOp.Min, all => all.amin(0));
            Check(ReduceOp.Max, all => all.amax(0));
            Check(ReduceOp.Product, all => all.prod(dim: 0L));
        }
        for (int source = 0; source < group.WorldSize; source++)
        {
            Tensor x = Of(group.Rank, size, type);
            group.Broadcast(x, source);
            AssertSame(Of(source, size, type), x);
        }
        Tensor own = Of(group.Rank, size, type);
        Tensor[] parts = group.AllGather(own);
        Assert.AreEqual(group.WorldSize, parts.Length);
        for (int rank = 0; rank < parts.Length; rank++)
            AssertSame(Of(rank, size, type), parts[rank]);
        AssertSame(Of(group.Rank, size, type), own);

        void Check(ReduceOp op, Func<Tensor, Tensor> reduce)
        {
            Tensor x = Of(group.Rank, size, type), y = Of(group.Rank, size, type), z = Of(group.Rank, size, type);
            group.AllReduce(x, op);
            Tensor expected = Expected(group, size, type, reduce);
            AssertSame(expected, x);
            group.AllReduceAsync([y, z], op).Wait();
            AssertSame(expected, y);
            AssertSame(expected, z);
        }
    }

    private static Tensor Expected(ProcessGroup group, long size, ScalarType type, Func<Tensor, Tensor> reduce) =>
        reduce(stack(Enumerable.Range(0, group.WorldSize).Select(rank => Exact(Of(rank, size, type))).ToArray()));

    /// <summary>Small numbers, whose sums and products in these tests fit into every type.</summary>
    private static Tensor Of(int rank, long size, ScalarType type) => (arange(size).remainder(2) + rank % 2 + 1).to_type(type);

    private static Tensor Exact(Tensor tensor) => tensor.to_type(is_complex(tensor) ? ScalarType.ComplexFloat64 : ScalarType.Float64);

    private static void AssertSame(Tensor expected, Tensor actual)
    {
        CollectionAssert.AreEqual(expected.shape, actual.shape);
        if (actual.numel() > 0)
            Assert.AreEqual(0.0, (Exact(expected) - Exact(actual)).abs().max().item<double>());
    }
}
