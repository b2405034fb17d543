using System.Runtime.InteropServices;
using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>
/// Outputs of Checkpoint and of custom functions that share memory with other tensors: a write to one is an error, or does not change the
/// others.
/// </summary>
[TestClass]
public sealed class CheckpointOutputTests
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> s_views = new()
    {
        ["the argument itself"] = x => x,
        ["an alias"] = x => x.alias(),
        ["a view"] = x => x.view(3, 1),
        ["a part"] = x => x[1..],
        ["a transposed view"] = x => x.view(3, 1).t(),
        ["another object for it"] = x => x.to_type(float64),
        ["a detached one"] = x => x.detach(),
    };

    public static IEnumerable<object[]> Views => s_views.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Views))]
    public void AWriteToAViewOfTheArgumentLeavesTheArgument(string name)
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(), y = x * 1;
        Tensor o = Autograd.Checkpoint(s_views[name], y);
        Numeric.AssertClose(Numeric.Values(s_views[name](y)), Numeric.Values(o), 0);
        using (o.requires_grad ? enable_grad() : no_grad())
            o.mul_(2);
        CollectionAssert.AreEqual(new[] { 1.0, 2, 3 }, Numeric.Values(y));
        CollectionAssert.AreEqual(new[] { 1.0, 1, 1 }, Numeric.Values(Autograd.Grad(y.sum(), x, retainGraph: true)));
        if (o.requires_grad)
            Numeric.AssertClose(Numeric.Gradient(at => (s_views[name](at) * 2).sum(), x), Numeric.Values(Autograd.Grad(o.sum(), x)));
    }

    [TestMethod]
    public void AWriteToAViewOfALeafLeavesTheLeaf()
    {
        using var scope = NewDisposeScope();
        Tensor w = Leaf(), x = Leaf();
        Tensor o = Autograd.Checkpoint((Tensor _) => w.view(3), x);
        o.mul_(2);
        CollectionAssert.AreEqual(new[] { 1.0, 2, 3 }, Numeric.Values(w));
        CollectionAssert.AreEqual(new[] { 2.0, 2, 2 }, Numeric.Values(Autograd.Grad(o.sum(), w)));
    }

    [TestMethod]
    public void AWriteToOneOutputLeavesTheOther()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf();
        Tensor[] o = Autograd.Checkpoint(inputs =>
        {
            Tensor h = inputs[0].exp();
            return [h, h.view(3), h[..1]];
        }, x);
        o[0].mul_(2);
        foreach (Tensor other in o[1..])
        {
            Numeric.AssertClose(Numeric.Values(x.exp())[..(int)other.numel()], Numeric.Values(other), 1e-12);
            Numeric.AssertClose(Numeric.Gradient(at => at.exp()[..(int)other.numel()].sum(), x),
                Numeric.Values(Autograd.Grad(other.sum(), x, retainGraph: true)));
        }
        Numeric.AssertClose(Numeric.Values(x.exp() * 2), Numeric.Values(Autograd.Grad(o[0].sum(), x)), 1e-12);
    }

    /// <summary>The two gradients of a sum are the same tensor.</summary>
    [TestMethod]
    public void AWriteToOneGradientThatIsDifferentiableLeavesTheOther()
    {
        using var scope = NewDisposeScope();
        Tensor a = Leaf(), b = Leaf(), v = ones(3, dtype: float64).requires_grad_();
        Tensor?[] gradients = Autograd.Grad([Autograd.Checkpoint(x => [x[0] + x[1]], a, b)[0]], [a, b], [v], createGraph: true);
        gradients[0]!.mul_(2);
        CollectionAssert.AreEqual(new[] { 1.0, 1, 1 }, Numeric.Values(gradients[1]));
        CollectionAssert.AreEqual(new[] { 1.0, 1, 1 }, Numeric.Values(v));
    }

    [TestMethod]
    public void AFunctionThatWritesToItsArgumentIsRefused()
    {
        using var scope = NewDisposeScope();
        Tensor w = Leaf(), constant = ones(3, dtype: float64);
        ArgumentException thrown =
            Assert.ThrowsExactly<ArgumentException>(() => Autograd.Checkpoint(x => [x[0].add_(1) * x[1]], constant, w));
        Assert.AreEqual("func", thrown.ParamName);
        StringAssert.Contains(thrown.Message, "its argument 0 in place");
        CollectionAssert.AreEqual(new[] { 2.0, 2, 2 },
            Numeric.Values(Autograd.Grad(Autograd.Checkpoint(x => [x[0].clone().add_(1) * x[1]], ones(3, dtype: float64), w)[0].sum(), w)));
    }

    [TestMethod]
    public void InferenceTensorsAreRefused()
    {
        using var scope = NewDisposeScope();
        Tensor made;
        using (inference_mode())
            made = Leaf();
        Assert.AreEqual("input", Assert.ThrowsExactly<ArgumentException>(() => Autograd.Checkpoint((Tensor t) => t * 2, made)).ParamName);
        Assert.AreEqual("inputs",
            Assert.ThrowsExactly<ArgumentException>(() => Autograd.Checkpoint(t => [t[0] * t[1]], Leaf(), made)).ParamName);
        ArgumentException returned = Assert.ThrowsExactly<ArgumentException>(() => Autograd.Checkpoint((Tensor _) =>
        {
            using (inference_mode())
                return Leaf();
        }, Leaf()));
        Assert.AreEqual("func", returned.ParamName);
        StringAssert.Contains(returned.Message, "Inference tensors cannot be saved for backward");
    }

    /// <summary>As in PyTorch: the graph knows that the output is a view, and neither the view nor its base may be written to.</summary>
    [TestMethod]
    [DataRow("the argument itself")]
    [DataRow("an alias")]
    [DataRow("a view")]
    [DataRow("another object for it")]
    public void AViewThatACustomFunctionReturnsIsGuarded(string name)
    {
        using var scope = NewDisposeScope();
        Tensor Apply(Tensor y) => CustomFunction.Apply((_, x) => [s_views[name](x[0])], (_, g) => [g[0]!.reshape(3)], y)[0];
        Tensor y = Leaf() * 1, o = Apply(y);
        StringAssert.Contains(Assert.ThrowsExactly<ExternalException>(() => o.mul_(2)).Message, "is a view and is being modified inplace");
        CollectionAssert.AreEqual(new[] { 1.0, 2, 3 }, Numeric.Values(y));
        y.mul_(2);
        StringAssert.Contains(Assert.ThrowsExactly<ExternalException>(() => o.sum()).Message,
            "its base or another view of its base has been modified inplace");
        Tensor z = Leaf() * 1, hooked = z.WithGradHook(_ => null);
        Assert.ThrowsExactly<ExternalException>(() => hooked.mul_(2));
        CollectionAssert.AreEqual(new[] { 1.0, 2, 3 }, Numeric.Values(z));
    }

    [TestMethod]
    [DataRow("the argument itself")]
    [DataRow("a view")]
    [DataRow("another object for it")]
    public void OneTensorTwiceIsTwoOutputsOfWhichNeitherCanChangeTheOther(string name)
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf();
        Tensor[] Apply() => CustomFunction.Apply(
            (_, inputs) =>
            {
                Tensor twice = inputs[0] * 2;
                return [twice, s_views[name](twice)];
            }, (_, g) => [g[0]! * 2 + g[1]!.reshape(3) * 20], x);
        Tensor[] o = Apply();
        CollectionAssert.AreEqual(new[] { 2.0, 20.0 },
            o.Select(output => Autograd.Grad(output.sum(), x, retainGraph: true).mean().ToDouble()).ToArray());
        Assert.ThrowsExactly<ExternalException>(() => o[1].mul_(2));
        o[0].mul_(2);
        Assert.ThrowsExactly<ExternalException>(() => o[1].sum());
    }

    private static Tensor Leaf() => tensor([1.0, 2.0, 3.0], requires_grad: true);
}
