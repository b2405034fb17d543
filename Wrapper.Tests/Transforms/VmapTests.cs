using TorchBridge.Tests.Tools;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Vmap against a loop that is written out: for each example, and a stack of the results.</summary>
[TestClass]
public partial class VmapTests : TransformTest
{
    private static Tensor Random(params long[] shape) => rand(shape, dtype: float64);

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(7)]
    [DataRow(100)]
    public void ChunksGiveWhatOneBatchGives(int chunkSize)
    {
        Tensor a = Random(3, 7), b = Random(3);
        var sizes = new List<long>();
        Tensor[] actual = Vmap((Tensor[] x) =>
        {
            Assert.AreEqual(1, x[0].dim());
            sizes.Add(x[0].numel());
            return [x[0] * x[1], x[0].prod()];
        }, [1, null], [1, 0], chunkSize: chunkSize)([a, b]);
        Same.Values([a * b.unsqueeze(1), a.prod(dim: 0L)], actual);
        if (WithLevels)
            Assert.HasCount((7 + chunkSize - 1) / chunkSize, sizes, "calls of the function");
    }

    [TestMethod]
    public void ItNests()
    {
        Tensor a = Random(2, 4), b = Random(3, 4);
        static Tensor Dot(Tensor x, Tensor y) => x.dot(y);
        Same.Values(a.mm(b.t()), Vmap(Vmap(Dot, (null, 0)), (0, null))(a, b));
        Same.Values(b.mm(a.t()), Vmap(Vmap(Dot, (0, null)), (null, 0))(a, b));
        Tensor x = Random(2, 3, 4, 5);
        Same.Values(x.sin().sum(dim: 3L), Vmap(Vmap(Vmap((Tensor t) => t.sin().sum())))(x));
        Same.Values(x.sum(dim: 1L).permute(2, 0, 1), Vmap(Vmap(Vmap((Tensor t) => t.sum(), inDim: 1)), inDim: 3)(x));
    }

    [TestMethod]
    public void ACapturedTensorMayBelongToAnOuterBatch()
    {
        Tensor a = Random(3, 4), b = Random(2, 4);
        Tensor actual = Vmap((Tensor x) => Vmap((Tensor y) => x * y + a[0])(b))(a);
        Same.Values(a.unsqueeze(1) * b.unsqueeze(0) + a[0], actual);
    }

    [TestMethod]
    public void SixtyLevelsNest()
    {
        if (!WithLevels)
            return;      // sixty nested loops do not test levels
        Func<Tensor, Tensor> f = x => x * 2;
        for (int i = 0; i < 60; i++)
            f = Vmap(f);
        Tensor one = ones([.. Enumerable.Repeat(1L, 59), 3L], dtype: float64);
        Same.Values(one * 2, f(one));
    }

    [TestMethod]
    public void AnyElementType()
    {
        foreach (ScalarType type in new[] { float32, int64, int32, uint8, float16, bfloat16 })
        {
            Tensor x = arange(6, dtype: type).reshape(3, 2);
            Same.Values(x + x, Vmap((Tensor t) => t + t)(x));
        }
        Tensor flags = tensor(new[,] { { true, false }, { true, true } });
        Same.Values(flags.logical_not(), Vmap((Tensor t) => t.logical_not())(flags));
        Tensor z = complex(Random(3, 2), Random(3, 2));
        Same.Values((z * z.conj()).real, Vmap((Tensor t) => (t * t.conj()).real)(z));
    }

    [TestMethod]
    public void ABatchOfOneAndABatchOfNone()
    {
        Same.Values(ones(1, 2, dtype: float64) * 3, Vmap((Tensor x) => x * 3)(ones(1, 2, dtype: float64)));
        Same.Values(zeros(0, 3, dtype: float64), Vmap((Tensor x) => x * 3)(zeros(0, 3, dtype: float64)));
        Same.Values(zeros(2, 0, dtype: float64), Vmap((Tensor x) => x.sum(dim: 1L), outDim: 1)(zeros(0, 2, 3, dtype: float64)));
    }

    [TestMethod]
    public void ShapeAndTypeInsideAreThoseOfOneExample()
    {
        Vmap((Tensor x) =>
        {
            CollectionAssert.AreEqual(new long[] { 2, 3 }, x.shape);
            Assert.AreEqual(2, x.dim());
            Assert.AreEqual(6, x.numel());
            Assert.AreEqual(float64, x.dtype);
            return x;
        })(Random(5, 2, 3));
    }

    [TestMethod]
    public void WritingToTheArgumentWritesToTheInput()
    {
        Tensor x = Random(3, 2), twice = x * 2;
        Same.Values(twice, Vmap((Tensor t) => t.mul_(2))(x));
        Same.Values(twice, x);
    }

    [TestMethod]
    public void TheInputReturnedAsItIsIsNotTheSameObject()
    {
        Tensor x = Random(3, 2);
        Tensor y = Vmap((Tensor t) => t)(x);
        Assert.AreNotSame(x, y);
        y.Dispose();
        Assert.IsFalse(x.IsInvalid);
        Same.Values(x, Vmap((Tensor[] t) => t)([x])[0]);
    }

    [TestMethod]
    public void GradientsFlowThroughIt()
    {
        Tensor x = Random(3, 2).requires_grad_(), w = Random(2).requires_grad_();
        Tensor y = Vmap((Tensor t) => (t * w).sin().sum())(x);
        Assert.IsTrue(y.requires_grad);
        y.sum().Backward();
        Same.Values(w * (x * w).cos(), x.grad);
        Same.Values((x * (x * w).cos()).sum(dim: 0L), w.grad);
    }

    [TestMethod]
    public void WhatAModulesParametersLearnInsideIsTheirs()
    {
        Tensor weight = Random(1, 2).requires_grad_(), bias = Random(1).requires_grad_();
        Tensor x = Random(5, 2);
        Vmap((Tensor t) => nn.functional.linear(t, weight, bias).sum())(x).sum().Backward();
        Same.Values(x.sum(dim: 0L, keepdim: true), weight.grad);
        Same.Values(ones(1, dtype: float64) * 5, bias.grad);
    }

    [TestMethod]
    public void AFunctionOfNoOutputs()
    {
        int calls = 0;
        Assert.IsEmpty(Vmap((Tensor[] _) =>
        {
            calls++;
            return [];
        })([Random(3)]));
        Assert.IsGreaterThan(0, calls);
    }

    [TestMethod]
    public void TheResultLivesInTheScopeOfTheCallAndNothingElseDoes()
    {
        Tensor x = Random(4, 3);
        Tensor y;
        using (var scope = NewDisposeScope())
        {
            y = Vmap((Tensor t) => (t * 2 + 1).sin())(x);
            Assert.AreEqual(1, scope.DisposablesCount);
            y.MoveToOuterDisposeScope();
        }
        Assert.IsFalse(y.IsInvalid);
    }

    [TestMethod]
    public void NotRecordedWhereGradModeIsOff()
    {
        Tensor x = Random(3).requires_grad_();
        using (no_grad())
            Assert.IsFalse(Vmap((Tensor t) => t * 2)(x).requires_grad);
    }
}

/// <summary>The same by a loop.</summary>
[TestClass]
public sealed class VmapFallbackTests : VmapTests
{
    protected override bool WithLevels => false;
}
