using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

[TestClass]
public sealed class ZeroGradTests
{
    [TestMethod]
    public void SetToNoneForgetsTheGradient()
    {
        using var scope = NewDisposeScope();
        Tensor x = WithGradient();
        Tensor held = x.grad!;
        x.ZeroGrad();
        Assert.IsNull(x.grad);
        CollectionAssert.AreEqual(new[] { 2.0, 4.0 }, Numeric.Values(held));
    }

    [TestMethod]
    public void OtherwiseTheSameTensorBecomesZero()
    {
        using var scope = NewDisposeScope();
        Tensor x = WithGradient();
        Tensor held = x.grad!;
        x.ZeroGrad(setToNone: false);
        CollectionAssert.AreEqual(new[] { 0.0, 0.0 }, Numeric.Values(held));
        (x * 3).sum().Backward();
        CollectionAssert.AreEqual(new[] { 3.0, 3.0 }, Numeric.Values(held));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void ATensorWithoutAGradientIsLeftAlone(bool setToNone)
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0], requires_grad: true), integers = tensor([1L]);
        x.ZeroGrad(setToNone);
        integers.ZeroGrad(setToNone);
        Assert.IsNull(x.grad);
        Assert.IsNull(integers.grad);
        Assert.IsFalse(integers.requires_grad);
    }

    [TestMethod]
    public void AGradientWithAGraphIsCutOffFromIt()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0], requires_grad: true);
        (x * x).sum().Backward(createGraph: true);
        x.ZeroGrad(setToNone: false);
        Assert.IsTrue(x.grad!.is_leaf);
        Assert.IsFalse(x.grad!.requires_grad);
        CollectionAssert.AreEqual(new[] { 0.0, 0.0 }, Numeric.Values(x.grad));
    }

    [TestMethod]
    public void AGradientThatIsALeafStopsRequiringGrad()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0], requires_grad: true);
        x.grad = tensor([5.0, 6.0], requires_grad: true);
        x.ZeroGrad(setToNone: false);
        Assert.IsFalse(x.grad!.requires_grad);
        CollectionAssert.AreEqual(new[] { 0.0, 0.0 }, Numeric.Values(x.grad));
    }

    [TestMethod]
    public void ASparseGradientBecomesZeroToo()
    {
        using var scope = NewDisposeScope();
        using var embedding = nn.Embedding(5, 2, sparse: true, dtype: float64);
        embedding.call(tensor([1L, 3L])).sum().Backward();
        Tensor weight = embedding.weight!;
        Assert.IsTrue(weight.grad!.is_sparse);
        weight.ZeroGrad(setToNone: false);
        Assert.IsTrue(weight.grad!.is_sparse);
        Assert.IsTrue(Numeric.Values(weight.grad!.to_dense()).All(value => value == 0));
    }

    [TestMethod]
    public void AGradientKeepsItsLayout()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(2, 3, dtype: float64, requires_grad: true);
        x.grad = ones(3, 2, dtype: float64).t();
        x.ZeroGrad(setToNone: false);
        CollectionAssert.AreEqual(new[] { 1L, 2L }, x.grad!.stride());
        Assert.IsTrue(Numeric.Values(x.grad).All(value => value == 0));
    }

    [TestMethod]
    public void AModulesParametersAreZeroedTogether()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(3, 2, dtype: float64);
        layer.call(randn(4, 3, dtype: float64)).sum().Backward();
        Autograd.ZeroGrad(layer.parameters(), setToNone: false);
        foreach (Tensor parameter in layer.parameters())
            Assert.IsTrue(Numeric.Values(parameter.grad).All(value => value == 0));
        Autograd.ZeroGrad(layer.parameters());
        foreach (Tensor parameter in layer.parameters())
            Assert.IsNull(parameter.grad);
    }

    [TestMethod]
    public void ABadElementLeavesAllGradientsAsTheyAre()
    {
        using var scope = NewDisposeScope();
        Tensor x = WithGradient();
        Assert.ThrowsExactly<ArgumentNullException>(() => Autograd.ZeroGrad([x, null!]));
        CollectionAssert.AreEqual(new[] { 2.0, 4.0 }, Numeric.Values(x.grad));
    }

    private static Tensor WithGradient()
    {
        Tensor x = tensor([1.0, 2.0], requires_grad: true);
        (x * x).sum().Backward();
        return x;
    }
}
