using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

[TestClass]
public sealed class GradHookTests
{
    [TestMethod]
    public void TheValueIsTheSameAndSharesMemory()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(3);
        Tensor y = x.WithGradHook(_ => null);
        CollectionAssert.AreEqual(Numeric.Values(x), Numeric.Values(y));
        using (no_grad())
            x.add_(1);
        CollectionAssert.AreEqual(Numeric.Values(x), Numeric.Values(y));
    }

    [TestMethod]
    public void TheHookSeesAndReplacesTheGradient()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(3), v = rand(3, dtype: float64);
        double[]? seen = null;
        Tensor y = (x * 3).WithGradHook(g =>
        {
            seen = Numeric.Values(g);
            return g * 10;
        });
        y.Backward(v);
        CollectionAssert.AreEqual(Numeric.Values(v), seen);
        Numeric.AssertClose(Numeric.Values(v * 30), Numeric.Values(x.grad), 1e-12, 1e-12);
    }

    [TestMethod]
    public void NullLeavesItAsItIs()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(3);
        int calls = 0;
        (x.WithGradHook(_ =>
        {
            calls++;
            return null;
        }) * 2).sum().Backward();
        Assert.AreEqual(1, calls);
        CollectionAssert.AreEqual(new[] { 2.0, 2, 2 }, Numeric.Values(x.grad));
    }

    [TestMethod]
    public void OnlyWhatFlowsThroughItIsSeen()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(2);
        (x.WithGradHook(g => g * 100) + x).sum().Backward();
        CollectionAssert.AreEqual(new[] { 101.0, 101 }, Numeric.Values(x.grad));
    }

    [TestMethod]
    public void SeveralHooksRunFromTheOutputInwards()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(2);
        x.WithGradHook(g => g + 1).WithGradHook(g => g * 10).sum().Backward();
        CollectionAssert.AreEqual(new[] { 11.0, 11 }, Numeric.Values(x.grad));
    }

    /// <summary>As in PyTorch, the hook also runs on what a second pass brings to the tensor.</summary>
    [TestMethod]
    public void AHookIsPartOfSecondDerivatives()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(3);
        Tensor first = Autograd.Grad(x.pow(3).WithGradHook(g => g * g).pow(2).sum(), x, createGraph: true);      // (2x³)² 3x² = 12 x⁸
        Numeric.AssertClose(Numeric.Values(x.pow(8) * 12), Numeric.Values(first), 1e-12, 1e-12);
        // 4x⁶ d(3x²)/dx = 24 x⁷, and by way of y: hook(3x² d(g²)/dg 2) 3x² with g = 2x³, that is (24 x⁵)² 3x²
        Numeric.AssertClose(Numeric.Values(x.pow(7) * 24 + x.pow(12) * 1728), Numeric.Values(Autograd.Grad(first.sum(), x)), 1e-12, 1e-12);
    }

    [TestMethod]
    public void GradCanBeCalledInAHook()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(2);
        Tensor y = x.WithGradHook(g =>
        {
            using var enabled = enable_grad();
            Tensor z = tensor([2.0, 3.0], requires_grad: true);
            return g * Autograd.Grad((z * z).sum(), z);
        });
        CollectionAssert.AreEqual(new[] { 4.0, 6 }, Numeric.Values(Autograd.Grad(y.sum(), x)));
    }

    [TestMethod]
    public void WhatAHookMakesIsLeftToTheScopeAroundThePass()
    {
        using var x = Random(2);
        Tensor? made = null, given = null;
        using (NewDisposeScope())
        {
            Tensor y = x.WithGradHook(g =>
            {
                (given, made) = (g, g.clone());
                return null;
            });
            y.sum().Backward();
            CollectionAssert.AreEqual(new[] { 1.0, 1 }, Numeric.Values(made));
            Assert.IsTrue(given!.IsInvalid);
        }
        Assert.IsTrue(made!.IsInvalid);
    }

    [TestMethod]
    public void ATensorThatDoesNotRequireGradHasNoHook()
    {
        using Tensor constant = ones(2);
        AutogradException thrown = Assert.ThrowsExactly<AutogradException>(() => constant.WithGradHook(_ => null));
        Assert.AreEqual(AutogradError.DoesNotRequireGrad, thrown.Kind);
        StringAssert.Contains(thrown.Message, "cannot register a hook on a tensor that doesn't require gradient");
    }

    [TestMethod]
    [DataRow("size", "from [2] to [1]")]
    [DataRow("type", "from float64 to float32")]
    [DataRow("device", "from cpu to meta")]
    public void AHookMayNotChangeWhatKindOfTensorItIs(string what, string how)
    {
        using var scope = NewDisposeScope();
        Tensor y = Random(2).WithGradHook(g => what switch
        {
            "size" => g[..1],
            "type" => g.to_type(float32),
            _ => g.to(META),
        });
        AutogradException thrown = Assert.ThrowsExactly<AutogradException>(() => y.sum().Backward());
        StringAssert.Contains(thrown.Message, $"has changed the {what} of value, {how}");
    }

    private static Tensor Random(params long[] shape) => rand(shape, dtype: float64).requires_grad_();
}
