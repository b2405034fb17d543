using TorchBridge.Engine;
using TorchBridge.Native;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>The names of the nodes behind a tensor: read at once, or through a probe where it is a view or of another level.</summary>
[TestClass]
public sealed class GraphReadTests
{
    [TestMethod]
    public void AViewAndWhatItIsAViewOfHaveTheSameGraphBehindThem()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0], requires_grad: true), y = x.sin().exp(), view = y.view(2, 1);
        Assert.IsFalse(GraphNode.IsView(y));
        Assert.IsTrue(GraphNode.IsView(view));
        CollectionAssert.AreEqual(new[] { "ExpBackward0", "SinBackward0", "AccumulateGrad" }, Names(y));
        CollectionAssert.AreEqual(new[] { "ViewBackward0", "ExpBackward0", "SinBackward0", "AccumulateGrad" }, Names(view));
    }

    [TestMethod]
    public void ATensorOfTheInnermostLevelHasItsOwnGraphOnly()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0], requires_grad: true), outside = x.exp();
        using Level level = Level.Grad();
        Tensor inside = level.Differentiable(outside).sin();
        CollectionAssert.AreEqual(new[] { "SinBackward0", "AccumulateGrad" }, Names(inside));
        CollectionAssert.AreEqual(new[] { "ViewBackward0", "SinBackward0", "AccumulateGrad" }, Names(inside.view(2, 1)));
        Assert.IsFalse(GraphWalk.Names("test", outside, 0, _ => { }), "its graph belongs to no level");
    }

    [TestMethod]
    public void ATensorOfAnOuterLevelHasNoGraphAtTheInnermost()
    {
        using var scope = NewDisposeScope();
        using Level outer = Level.Grad();
        Tensor y = outer.Differentiable(tensor([1.0, 2.0])).sin();
        CollectionAssert.AreEqual(new[] { "SinBackward0", "AccumulateGrad" }, Names(y));
        using Level inner = Level.Grad();
        Assert.IsFalse(GraphWalk.Names("test", y, 0, _ => { }));
    }

    [TestMethod]
    public void ALeafHasNothingBehindIt()
    {
        using var scope = NewDisposeScope();
        Tensor leaf = tensor([1.0, 2.0], requires_grad: true);
        Assert.IsTrue(GraphWalk.Names("test", leaf, 0, name => Assert.Fail(name)));
    }

    private static string[] Names(Tensor tensor)
    {
        List<string> names = [];
        Assert.IsTrue(GraphWalk.Names("test", tensor, 0, names.Add));
        return [.. names];
    }
}
