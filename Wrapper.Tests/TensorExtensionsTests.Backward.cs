using System.Collections;
using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Behaviour of Backward that the golden cases do not cover: new random inputs, and behaviour that only C# has.</summary>
[TestClass]
public sealed class TensorExtensionsBackwardTests
{
    public TestContext TestContext { get; set; } = null!;

    private static readonly Dictionary<string, Func<Tensor, Tensor>> s_functions = new()
    {
        ["tanh of a product"] = x => x.mm(x.t()).tanh().sum(),
        ["log-softmax"] = x => nn.functional.log_softmax(x, 1).select(1, 0).sum(),
        ["views and broadcasting"] = x => (x.t().reshape(-1).view(4, 3) * x.sum(dim: 0L).view(4, 1)).exp().mean(),
        ["shared subexpression"] = x => { Tensor e = x.sin(); return (e * e + e / (e.exp() + 1)).sum(); },
        ["indexing"] = x => x[tensor([0L, 0L, 2L])].pow(3).sum(),
        ["norm"] = x => x.norm(),
    };

    public static IEnumerable<object[]> Functions => s_functions.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Functions))]
    public void AgreesWithCentralDifferences(string name)
    {
        long seed = Random.Shared.NextInt64();
        TestContext.WriteLine($"seed {seed}");
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        Tensor x = randn([3, 4], float64, generator: generator).requires_grad_();
        s_functions[name](x).Backward();
        Numeric.AssertClose(Numeric.Gradient(s_functions[name], x), Numeric.Values(x.grad), 1e-5, 1e-6);
    }

    [TestMethod]
    public void TheGradientPicksRowsOfTheJacobian()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new[,] { { 1.0, 2.0 } }, requires_grad: true);
        Tensor loss = mm(x, tensor(new[,] { { 3.0, 4.0 }, { 5.0, 6.0 } }));
        loss.Backward(tensor(new[,] { { 1.0, 0.0 } }), retainGraph: true);
        CollectionAssert.AreEqual(new[] { 3.0, 5.0 }, Numeric.Values(x.grad));
        x.ZeroGrad();
        loss.Backward(tensor(new[,] { { 0.0, 1.0 } }));
        CollectionAssert.AreEqual(new[] { 4.0, 6.0 }, Numeric.Values(x.grad));
    }

    [TestMethod]
    public void ADuplicateInputIsAccumulatedIntoOnce()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0], requires_grad: true);
        (x * x).sum().Backward(inputs: [x, x, x.alias()]);
        CollectionAssert.AreEqual(new[] { 2.0, 4.0 }, Numeric.Values(x.grad));
    }

    [TestMethod]
    public void CreateGraphKeepsTheGraphAndGivesTheGradientOne()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0], requires_grad: true);
        Tensor y = (x * x * x).sum();
        y.Backward(createGraph: true);
        Tensor first = x.grad!;
        x.ZeroGrad();
        y.Backward(retainGraph: true);
        CollectionAssert.AreEqual(new[] { 3.0, 12.0 }, Numeric.Values(x.grad));
        x.ZeroGrad();
        first.sum().Backward();
        CollectionAssert.AreEqual(new[] { 6.0, 12.0 }, Numeric.Values(x.grad));
    }

    [TestMethod]
    public void ManyOutputsAreOneWalk()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(1.0, requires_grad: true);
        Tensor[] outputs = [.. Enumerable.Range(1, 1000).Select(i => x * (double)i)];
        Autograd.Backward(outputs, inputs: [.. Enumerable.Repeat(x, 500)]);
        CollectionAssert.AreEqual(new[] { 500500.0 }, Numeric.Values(x.grad));
    }

    [TestMethod]
    public void NullGradientsAmongOthersStandForOne()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0], requires_grad: true);
        long live = Live.Tensors();
        Tensor y = x.sum(), z = x * x, g = tensor([1.0, 10.0]);
        Autograd.Backward([y, z], [null, g]);
        Assert.AreEqual(live + 3, Tensor.TotalCount, "only y, z and g");
        CollectionAssert.AreEqual(new[] { 3.0, 41.0 }, Numeric.Values(x.grad));
    }

    [TestMethod]
    public void NoTensorIsLeftInTheCallersDisposeScope()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0], requires_grad: true);
        Tensor y = x * x, gradient = ones(2, float64);
        int inScope = scope.DisposablesCount;
        long live = Live.Tensors();
        y.Backward(gradient, retainGraph: true, inputs: [x]);
        Autograd.Backward([y, y], [gradient, gradient], retainGraph: true);
        x.ZeroGrad(setToNone: false);
        x.ZeroGrad();
        Assert.AreEqual(inScope, scope.DisposablesCount);
        Assert.AreEqual(live, Tensor.TotalCount);
    }

    [TestMethod]
    public void ArgumentsAreNotChanged()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0], requires_grad: true);
        Tensor y = x * x;
        Tensor gradient = tensor([1.0f, 10.0f]);
        y.Backward(gradient);
        Assert.AreEqual(ScalarType.Float32, gradient.dtype);
        Assert.IsFalse(gradient.requires_grad);
        CollectionAssert.AreEqual(new[] { 1.0, 10.0 }, Numeric.Values(gradient));
        CollectionAssert.AreEqual(new[] { 2.0, 40.0 }, Numeric.Values(x.grad));
    }

    [TestMethod]
    public void WhatTheCallersListThrowsComesOutAsItIs()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(1.0, requires_grad: true);
        var thrown = Assert.ThrowsExactly<TimeoutException>(() => (x * x).Backward(inputs: new ThrowingList()));
        Assert.AreEqual("from the caller's list", thrown.Message);
        Assert.IsNull(x.grad);
    }

    [TestMethod]
    public void AFailedCallTouchesNoGradient()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0], requires_grad: true), z = tensor([1.0, 2.0], requires_grad: true);
        Tensor y = x * z;
        Assert.ThrowsExactly<AutogradException>(() => y.sum().Backward(inputs: [x, tensor(1.0)]));
        Assert.ThrowsExactly<ArgumentException>(() => Autograd.Backward([y, y], [ones(2, float64), ones(3, float64)]));
        Assert.IsNull(x.grad);
        Assert.IsNull(z.grad);
        y.sum().Backward();
        CollectionAssert.AreEqual(new[] { 1.0, 2.0 }, Numeric.Values(x.grad));
    }

    [TestMethod]
    public void InputsThatFailDoNotStartToKeepGradients()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0], requires_grad: true);
        Tensor t = x * 3, y = (t * t).sum();
        Assert.ThrowsExactly<AutogradException>(() => y.Backward(retainGraph: true, inputs: [t, tensor(1.0)]));
        y.Backward();
        Assert.IsNull(t.grad);
    }

    [TestMethod]
    public void GradModeIsAsBefore()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(2.0, requires_grad: true);
        Tensor y = x * x;
        using (no_grad())
        {
            y.Backward(createGraph: true);
            Assert.IsFalse(is_grad_enabled());
        }
        Assert.IsTrue(is_grad_enabled());
        x.ZeroGrad();
    }

    [TestMethod]
    public void MoreGradientsThanOutputsAreIgnored()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0], requires_grad: true);
        Autograd.Backward([x.sum()], [tensor(5.0), tensor(7.0)]);
        CollectionAssert.AreEqual(new[] { 5.0, 5.0 }, Numeric.Values(x.grad));
    }

    private sealed class ThrowingList : IReadOnlyList<Tensor>
    {
        public Tensor this[int index] => throw new TimeoutException("from the caller's list");

        public int Count => 1;

        public IEnumerator<Tensor> GetEnumerator() => throw new TimeoutException("from the caller's list");

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
