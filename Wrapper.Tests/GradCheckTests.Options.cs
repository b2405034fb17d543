using TorchBridge.Operators.Checking;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>The options that can be switched on and off.</summary>
public sealed partial class GradCheckTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void BackwardNeedNotBeChecked(bool fast)
    {
        using var scope = NewDisposeScope();
        // 2x with a backward that returns 3. Arguments that are dual numbers don't require grad.
        Func<Tensor, Tensor> wrong = t => !t.requires_grad ? t * 2
            : CustomFunction.Apply((_, x) => [x[0] * 2], (_, g) => [g[0]! * 3], t)[0];
        Assert.IsTrue(Autograd.GradCheck(wrong, Leaf(1, 2), checkForwardAd: true, checkBackwardAd: false, fastMode: fast));
        Assert.IsTrue(Autograd.GradCheck(t => [wrong(t[0])], [Leaf(1, 2)],
            new GradCheckOptions { CheckForwardAd = true, CheckBackwardAd = false, FastMode = fast }));
        StringAssert.Contains(Fails(() => Autograd.GradCheck(wrong, Leaf(1, 2), checkForwardAd: true, fastMode: fast)).Message,
            "Jacobian mismatch for output 0");
        // Forward mode is still compared.
        StringAssert.Contains(Fails(() => Autograd.GradCheck(t => t.requires_grad ? t * 2 : t * 3, Leaf(1, 2), checkForwardAd: true,
            checkBackwardAd: false, fastMode: fast)).Message, "Jacobian computed with forward mode mismatch");
    }

    [TestMethod]
    public void MissingGradientsNeedNotBeTakenForZeros()
    {
        using var scope = NewDisposeScope();
        Func<Tensor, Tensor> throws = t => CustomFunction.Apply(
            (context, x) =>
            {
                context.MaterializeGrads = false;
                return [x[0] * 2];
            },
            (_, g) => g[0] is null ? throw new InvalidTimeZoneException("no gradient") : [g[0]! * 2], t)[0];
        Assert.IsTrue(Autograd.GradCheck(throws, Leaf(1, 2), checkUndefinedGrad: false));
        Assert.IsInstanceOfType<InvalidTimeZoneException>(Fails(() => Autograd.GradCheck(throws, Leaf(1, 2))).InnerException);
        Func<Tensor[], Tensor[]> counts = t =>
            [t[0] * (t[0].requires_grad || Engine.DualTensor.Unpack("", t[1]).Tangent is not null ? 2 : 3) + t[1]];
        Assert.IsTrue(Autograd.GradCheck(counts, [Leaf(1, 2), Leaf(3, 4)], checkForwardAd: true, checkUndefinedGrad: false));
        StringAssert.Contains(Fails(() => Autograd.GradCheck(counts, [Leaf(1, 2), Leaf(3, 4)], checkForwardAd: true)).Message,
            "undefined tangent value");
    }

    [TestMethod]
    [DynamicData(nameof(Platforms))]
    public void BatchesOfTangentsAreChecked(int lacking, bool fast) => Lacking(lacking, () =>
        Assert.IsTrue(Autograd.GradCheck(t => [t[0].tanh().cumsum(0) * t[1].abs(), t[1].exp(), t[0].detach(), t[2] * 1],
            [Leaf(0.5, -1), Complexes(), Leaf(7, 8)], checkForwardAd: true, checkBatchedForwardGrad: true, fastMode: fast)));

    [TestMethod]
    public void ABatchOfTangentsThatCannotBeIsNamed()
    {
        using var scope = NewDisposeScope();
        string message = Fails(() => Autograd.GradCheck(t => t.data<double>()[0] > 0 ? t * 2 : t, Leaf(1, 2), checkForwardAd: true,
            checkBatchedForwardGrad: true)).Message;
        StringAssert.Contains(message, "GradCheck: While computing batched gradients in forward mode, in input 0, got: ");
        message = Fails(() => Autograd.GradCheck(t => Native.Functorch.Depth > 0 ? t * 3 : t * 2, Leaf(1, 2), checkForwardAd: true,
            checkBatchedForwardGrad: true)).Message;
        StringAssert.Contains(message,
            "For output 0 and input 0: gradcheck or gradgradcheck failed while testing batched gradient computation");
        StringAssert.Contains(message, "\nGot:\n");
        Assert.AreEqual(0, Native.Functorch.Depth);
    }

    [TestMethod]
    public void TypesOfGradientsAreCompared()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(1, 2);
        Assert.IsTrue(Autograd.GradCheck(t => t * 2, x, checkGradDtypes: true));
        Assert.IsTrue(Autograd.GradCheck(t => t * 2, x, checkGradDtypes: true, fastMode: true));
        Assert.IsTrue(Autograd.GradGradCheck(t => t.exp(), x, checkGradDtypes: true));
        // The engine converts the gradients of a backward, so a wrong type can't reach the comparison through it.
        ReverseJacobian Asked(bool check) => new(new("GradCheck", "inputs", new() { CheckGradDtypes = check }), [x], [3]);
        Tensor other = ones(2, dtype: float32);
        Asked(true).SameTypes([x.detach()]);
        Asked(true).SameTypes([null]);
        Asked(false).SameTypes([other]);
        Assert.AreEqual("GradCheck: Gradient has dtype mismatch: the gradient of input 3 is float32, and the input is float64. Return a "
        + "gradient of the same type from backward.",
            Assert.ThrowsExactly<GradCheckException>(() => Asked(true).SameTypes([other])).Message);
    }

    [TestMethod]
    public void EitherOrderOfSecondDerivativesIsChecked()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(0.5, -1, 2);
        Assert.IsTrue(Autograd.GradGradCheck(t => t.sin(), x, checkFwdOverRev: true));
        Assert.IsTrue(Autograd.GradGradCheck(t => t.sin(), x, checkFwdOverRev: true, checkRevOverRev: false, checkUndefinedGrad: false));
        Assert.IsTrue(Autograd.GradGradCheck(t => [t[0].sin()], [x], null,
            new GradCheckOptions { CheckForwardAd = true, CheckBackwardAd = false, CheckUndefinedGrad = false }));
        // Its backward is right, but the second backward returns zero, because the gradient is cut from the graph.
        Func<Tensor, Tensor> cut = t => CustomFunction.Apply(
            (context, a) =>
            {
                context.SaveForBackward(a[0]);
                return [a[0] * a[0]];
            },
            (context, g) => [g[0]! * 2 * context.SavedTensors[0].detach()], t)[0];
        Fails(() => Autograd.GradGradCheck(cut, x));
    }

    [TestMethod]
    public void GradientsWithGapsAreMadeWhenAsked()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(0.5, -1, 2);
        Assert.IsTrue(Seen(false).SetEquals([true]));
        Assert.Contains(false, Seen(true));

        HashSet<bool> Seen(bool gaps)
        {
            var contiguous = new HashSet<bool>();
            Assert.IsTrue(Autograd.GradGradCheck(t => CustomFunction.Apply(
                (_, a) => [a[0] * 2],
                (_, g) =>
                {
                    contiguous.Add(g[0]!.is_contiguous());
                    return [g[0]! * 2];
                }, t)[0], x, genNonContigGradOutputs: gaps));
            return contiguous;
        }
    }
}
