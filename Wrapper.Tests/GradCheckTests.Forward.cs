using TorchBridge.Engine;
using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Forward mode, and capabilities that LibTorch may lack.</summary>
public sealed partial class GradCheckTests
{
    private static readonly string[][] s_lacking = [[], ["FunctionTransforms"], ["ForwardMode"], ["FunctionTransforms", "ForwardMode"]];

    public static IEnumerable<object[]> Platforms =>
        from lacking in Enumerable.Range(0, s_lacking.Length) from fast in new[] { false, true } select new object[] { lacking, fast };

    [TestMethod]
    [DynamicData(nameof(Platforms))]
    public void ForwardModeIsChecked(int lacking, bool fast) => Lacking(lacking, () =>
    {
        Tensor x = Leaf(0.5, -1), z = Complexes(), constant = tensor([1.0, 2]);
        Assert.IsTrue(Autograd.GradCheck(sin, x, checkForwardAd: true, fastMode: fast));
        Assert.IsTrue(Autograd.GradCheck(t => [t[0] * t[1] * t[2], t[0].sum(), t[1].argmax(), t[1].detach(), t[3].exp() * 2],
            [x, Leaf(3, 4), constant, Leaf(7)], checkForwardAd: true, fastMode: fast));
        Assert.IsTrue(Autograd.GradCheck(t => [t[0] * t[1].exp(), t[1].abs(), t[1].conj() * t[1]], [x, z], checkForwardAd: true,
            fastMode: fast), "complex");
        Assert.IsTrue(Autograd.GradCheck(t => t * 2, zeros(0, dtype: float64).requires_grad_(), checkForwardAd: true, fastMode: fast),
            "empty");
        Assert.IsTrue(Autograd.GradCheck(t => t.data<double>()[0] > 0 ? t * 2 : t, x, checkForwardAd: true, fastMode: fast),
            "a function that looks at values");
    });

    [TestMethod]
    [DynamicData(nameof(Platforms))]
    public void ForwardModeOverBackwardIsChecked(int lacking, bool fast) => Lacking(lacking, () =>
    {
        Tensor x = Leaf(0.5, -1, 2);
        Assert.IsTrue(Autograd.GradGradCheck(t => t.sin() * t.sum(), x, checkForwardAd: true, fastMode: fast));
        Assert.IsTrue(Autograd.GradGradCheck(t => [t[0] * t[1].pow(3), t[1].exp(), t[0].detach()], [x, Leaf(1, 2, 3)],
            checkForwardAd: true, fastMode: fast));
        Assert.IsTrue(Autograd.GradGradCheck(t => t * t.exp(), Complexes(), checkForwardAd: true, fastMode: fast), "complex");
        Assert.IsTrue(Autograd.GradGradCheck(t => t * 2, x, checkForwardAd: true, fastMode: fast), "linear");
    });

    [TestMethod]
    [DynamicData(nameof(Platforms))]
    public void BatchesAreChecked(int lacking, bool fast) => Lacking(lacking, () =>
    {
        Assert.IsTrue(Autograd.GradCheck(t => [t[0].tanh().cumsum(0) * t[1], t[1].abs()], [Leaf(0.5, -1), Complexes()],
            checkBatchedGrad: true, fastMode: fast));
        Assert.IsTrue(Autograd.GradGradCheck(t => t.sin(), Leaf(0.5, -1), checkBatchedGrad: true, fastMode: fast));
    });

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void AForwardModeThatDiffersIsNamed(bool fast)
    {
        using var scope = NewDisposeScope();
        // Arguments that are dual numbers don't require grad, so this function computes another result for them.
        Func<Tensor, Tensor> twoFaced = t => t.requires_grad ? t * 2 : t * 3;
        Assert.IsTrue(Autograd.GradCheck(twoFaced, Leaf(1, 2), fastMode: fast));
        string message = Fails(() => Autograd.GradCheck(twoFaced, Leaf(1, 2), checkForwardAd: true, fastMode: fast)).Message;
        StringAssert.Contains(message,
            "GradCheck: Jacobian computed with forward mode mismatch for output 0 with respect to input 0,\nnumerical:\n");
        StringAssert.Contains(message, "numerical:\n[[2, 0],\n [0, 2]]\nanalytical:\n[[3, 0],\n [0, 3]]\n");
        message = Fails(() => Autograd.GradCheck(twoFaced, Complexes(), checkForwardAd: true, fastMode: fast)).Message;
        StringAssert.Contains(message,
            "While considering the imaginary part of complex inputs only, Jacobian computed with forward mode mismatch for output 0 with "
            + "respect to input 0,");
        StringAssert.Contains(message, "numerical:\n[[0+2i, 0+0i],\n [0+0i, 0+2i]]\nanalytical:\n[[0+3i, 0+0i],\n [0+0i, 0+3i]]\n");
        Assert.IsFalse(Autograd.GradCheck(twoFaced, Leaf(1, 2), checkForwardAd: true, raiseException: false, fastMode: fast));
    }

    [TestMethod]
    public void AMissingTangentThatIsNotTakenForZerosIsNamed()
    {
        using var scope = NewDisposeScope();
        // The second argument has a tangent in the comparison. Only the check of missing tangents leaves it out.
        Func<Tensor[], Tensor[]> counts = t =>
            [t[0] * (t[0].requires_grad || DualTensor.Unpack("", t[1]).Tangent is not null ? 2 : 3) + t[1]];
        StringAssert.Contains(Fails(() => Autograd.GradCheck(counts, [Leaf(1, 2), Leaf(3, 4)], checkForwardAd: true)).Message,
            "Mismatch in tangent values for output with index: 0 when input: 1 has an undefined tangent value");
    }

    [TestMethod]
    public void ACustomFunctionHasNoForwardMode()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(1, 2);
        long live = Live.Tensors();
        foreach (bool fast in new[] { false, true })
        {
            Assert.AreEqual(AutogradError.NotImplemented,
                Assert.ThrowsExactly<AutogradException>(() =>
                    Autograd.GradCheck(Functions.Cube, x, checkForwardAd: true, raiseException: false, fastMode: fast)).Kind);
            Assert.AreEqual(AutogradError.NotImplemented, Assert.ThrowsExactly<AutogradException>(() =>
                Autograd.GradGradCheck(Functions.Cube, x, checkForwardAd: true, fastMode: fast)).Kind);
        }
        Assert.AreEqual(live, Tensor.TotalCount);
        Assert.IsTrue(Autograd.GradCheck(sin, Leaf(1), checkForwardAd: true), "the levels have been left");
        using DualLevel level = ForwardAD.EnterDualLevel();
    }

    [TestMethod]
    public void WhatTheFunctionThrowsOnDualNumbersComesOutAsItIs()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(1, 2);
        Func<Tensor, Tensor> throws = t => t.requires_grad ? t.sin() : throw new InvalidTimeZoneException("on dual numbers");
        for (int i = 0; i < 10; i++)
            Assert.AreEqual("on dual numbers",
                Assert.ThrowsExactly<InvalidTimeZoneException>(() => Autograd.GradCheck(throws, x, checkForwardAd: true)).Message);
        Assert.AreEqual(0, LevelStack.Depth);
        using DualLevel level = ForwardAD.EnterDualLevel();
        Assert.IsNull(level.UnpackDual(x).Tangent);
    }

    [TestMethod]
    public void ABackwardThatCantBeBatchedFails()
    {
        using var scope = NewDisposeScope();
        Func<Tensor, Tensor> looks = t => CustomFunction.Apply((_, x) => [x[0] * 2],
            (_, g) => LevelStack.Depth > 0 ? throw new InvalidTimeZoneException("not in a batch") : [g[0]! * 2], t)[0];
        Assert.IsTrue(Autograd.GradCheck(looks, Leaf(1, 2)));
        GradCheckException failure = Fails(() => Autograd.GradCheck(looks, Leaf(1, 2), checkBatchedGrad: true));
        StringAssert.Contains(failure.Message, "While computing batched gradients of output 0, got: not in a batch");
        Assert.IsInstanceOfType<InvalidTimeZoneException>(failure.InnerException);
        Assert.IsFalse(Autograd.GradCheck(looks, Leaf(1, 2), checkBatchedGrad: true, raiseException: false));
        Func<Tensor, Tensor> reads = t =>
            CustomFunction.Apply((_, x) => [x[0] * 2], (_, g) => [g[0]!.data<double>()[0] > 0 ? g[0]! * 2 : g[0]! * 2], t)[0];
        failure = Fails(() => Autograd.GradCheck(reads, Leaf(1, 2), checkBatchedGrad: true));
        Assert.DoesNotContain('\n', failure.Message);
        Assert.IsInstanceOfType<System.Runtime.InteropServices.ExternalException>(failure.InnerException);
        Func<Tensor, Tensor> differs = t =>
            CustomFunction.Apply((_, x) => [x[0] * 2], (_, g) => [g[0]! * (LevelStack.Depth > 0 ? 3 : 2)], t)[0];
        StringAssert.Contains(Fails(() => Autograd.GradCheck(differs, Leaf(1, 2), checkBatchedGrad: true)).Message,
            "For output 0 and input 0: gradcheck or gradgradcheck failed while testing batched gradient computation");
        Assert.AreEqual(0, LevelStack.Depth);
    }

    private static void Lacking(int which, Action test)
    {
        using var scope = NewDisposeScope();
        using var off = new SwitchedOff(s_lacking[which]);
        test();
    }
}
