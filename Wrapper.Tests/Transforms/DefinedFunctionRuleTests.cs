using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>The parts of CustomFunction.Define one by one.</summary>
[TestClass]
public sealed partial class DefinedFunctionRuleTests : TransformTest
{
    private static readonly Scalar s_two = 2.0, s_three = 3.0;

    [TestMethod]
    public void TheSecondAndThirdDerivativesOfASavedOutputAreTheExponentials()
    {
        Func<Tensor[], Tensor[]> exp = CustomFunction.Define(x => [x[0].exp()], (context, _, y) => context.SaveForBackward(y[0]),
            (context, g) => [g[0]! * context.SavedTensors[0]], (context, t) => [t[0]! * context.SavedTensors[0]], generateVmapRule: true);
        Func<Tensor, Tensor> f = x => exp([x])[0].sum();
        using Tensor x = tensor([0.5, -1.0, 2.0]);
        double[] expected = [.. new[] { 0.5, -1.0, 2.0 }.Select(Math.Exp)];
        Numeric.AssertClose(expected, Numeric.Values(Grad(f)(x)), 1e-12);
        Numeric.AssertClose(expected, Numeric.Values(Grad(Sum(Grad(f)))(x)), 1e-12);
        Numeric.AssertClose(expected, Numeric.Values(Grad(Sum(Grad(Sum(Grad(f)))))(x)), 1e-12);
        Numeric.AssertClose(expected, Numeric.Values(Hessian(f)(x).diagonal()), 1e-12);
    }

    [TestMethod]
    public void ThePerSampleGradientIsThatOfDifferences()
    {
        Func<Tensor[], Tensor[]> own = DefinedFunctions.OfTwo["setupContext, given rule"].Own;
        Tensor a = rand([4, 3], float64), b = rand([3], float64);
        Tensor found = Vmap((Tensor x) => Grad((Tensor y) => own([y, b])[0].sum())(x))(a);
        Numeric.AssertClose(Numeric.Gradient(x => (x.pow(3) * b).sum(), a), Numeric.Values(found));
    }

    [TestMethod]
    public void AnInputThatNeedsNoGradientAtAnyLevelIsKnown()
    {
        var inForward = new List<bool>();
        var inBackward = new List<bool>();
        Func<Tensor[], Tensor[]> product = CustomFunction.Define(
            (context, x) =>
            {
                inForward = [.. context.NeedsInputGrad];
                context.SaveForBackward(x);
                return [x[0] * x[1]];
            },
            (context, g) =>
            {
                inBackward = [.. context.NeedsInputGrad];
                return [g[0]! * context.SavedTensors[1], null];
            },
            generateVmapRule: true);
        Tensor a = rand([2, 3], float64), b = rand([3], float64);
        Vmap(Grad((Tensor x) => product([x, b])[0].sum()))(a);
        CollectionAssert.AreEqual(new[] { true, false }, inForward);
        CollectionAssert.AreEqual(new[] { true, false }, inBackward);
    }

    [TestMethod]
    public void NoGradMakesAConstantAtEveryLevel()
    {
        Func<Tensor[], Tensor[]> own = DefinedFunctions.OfTwo["saved inputs, generated rule"].Own;
        Func<Func<Tensor[], Tensor[]>, Func<Tensor, Tensor>> constant = f => x =>
        {
            using var mode = no_grad();
            return f([x, x])[0].sum();
        };
        Tensor x = tensor([1.0, 2.0], requires_grad: true);
        Func<Tensor, Tensor> of(Func<Tensor[], Tensor[]> f) => Grad((Tensor y) => (y * y * constant(f)(y)).sum());
        Tensor first = of(own)(x), plain = of(DefinedFunctions.OfTwo["saved inputs, generated rule"].Plain)(x);
        Numeric.AssertClose(Numeric.Values(plain), Numeric.Values(first), 1e-12);
        Numeric.AssertClose(Numeric.Values(Autograd.Grad(plain.sum(), x)), Numeric.Values(Autograd.Grad(first.sum(), x)), 1e-12);
        using (no_grad())      // outside of the transform it does not concern the transform
            Numeric.AssertClose(Numeric.Values(first), Numeric.Values(of(own)(x)), 1e-12);
    }

    [TestMethod]
    public void ApplyWorksInReverseTransforms()
    {
        Tensor x = tensor([1.0, 2.0]), v = tensor([1.0, -1.0]);
        Func<Tensor, Tensor> f = y => Functions.Cube(y).sum();
        CollectionAssert.AreEqual(new[] { 3.0, 12 }, Numeric.Values(Grad(f)(x)));
        CollectionAssert.AreEqual(new[] { 6.0, 12 }, Numeric.Values(Grad(Sum(Grad(f)))(x)));
        CollectionAssert.AreEqual(new[] { 3.0, 0, 0, 12 }, Numeric.Values(JacRev((Tensor y) => Functions.Cube(y))(x)));
        CollectionAssert.AreEqual(new[] { 3.0, -12 }, Numeric.Values(Vjp(Functions.Cube, x).VjpFn(v)));
        CollectionAssert.AreEqual(new[] { 6.0, 0, 0, 12 }, Numeric.Values(JacRev(Grad(f))(x)));
        Throws(AutogradError.NotImplemented, "You must implement the jvp function", () => Jvp(Functions.Cube, x, v));
        Throws(AutogradError.NotImplemented, "You must implement the jvp function", () => JacFwd((Tensor y) => Functions.Cube(y))(x));
        Throws(AutogradError.NotImplemented, "does not have vmap support", () => Vmap(Functions.Cube)(x));
        Throws(AutogradError.NotImplemented, "does not have vmap support", () => Vmap(Grad(f))(x.unsqueeze(0)));
        // Below the level of a batch nothing is a batch, so no rule is needed.
        CollectionAssert.AreEqual(new[] { 3.0, 12 }, Numeric.Values(Vmap((Tensor y) => y * Grad(f)(x))(ones(1, 2, dtype: float64))));
    }

    [TestMethod]
    public void AHookWorksInTransforms()
    {
        Tensor x = tensor([1.0, 2.0]);
        Func<Tensor, Tensor> f = y => y.WithGradHook(g => g * 10).pow(2).sum();
        CollectionAssert.AreEqual(new[] { 20.0, 40 }, Numeric.Values(Grad(f)(x)));
        CollectionAssert.AreEqual(new[] { 20.0, 40 }, Numeric.Values(Vmap(Grad(f))(x.unsqueeze(1))));
        CollectionAssert.AreEqual(new[] { 20.0, 0, 0, 20 }, Numeric.Values(JacFwd(Grad(f))(x)));
    }

    /// <summary>What a backward saved belongs to a level that has been left when Vjp's function runs.</summary>
    [TestMethod]
    public void ABackwardMayCallACustomFunctionAfterTheLevelHasBeenLeft()
    {
        Func<Tensor[], Tensor[]> product = CustomFunction.Define(
            (context, x) =>
            {
                context.SaveForBackward(x);
                return [x[0] * x[1]];
            },
            (context, g) => [g[0]! * context.SavedTensors[1], g[0]! * context.SavedTensors[0]]);
        Func<Tensor[], Tensor[]> exp = CustomFunction.Define(x => [x[0].exp()], (context, _, y) => context.SaveForBackward(y),
            (context, g) => product([g[0]!, context.SavedTensors[0]]));
        Tensor v = tensor([2.0, 3.0], requires_grad: true), x = tensor([0.0, 1.0]);
        Tensor found = Vjp(y => exp([y])[0], x).VjpFn(v);
        Numeric.AssertClose([2, 3 * Math.E], Numeric.Values(found), 1e-12);
        Numeric.AssertClose([1, Math.E], Numeric.Values(Autograd.Grad(found.sum(), v)), 1e-12);
    }

    [TestMethod]
    public void GradCheckTakesItWithAllItsChecks()
    {
        foreach ((string name, DefinedFunctions.Pair pair) in DefinedFunctions.OfTwo)
            using (NewDisposeScope())
            {
                Tensor[] x = [rand([2], float64).requires_grad_(), rand([2], float64).requires_grad_()];
                Assert.IsTrue(Autograd.GradCheck(pair.Own, x, checkForwardAd: true, checkBatchedGrad: true), name);
                Assert.IsTrue(Autograd.GradCheck(pair.Own, x, checkForwardAd: true, checkBatchedGrad: true, fastMode: true), name);
                Assert.IsTrue(Autograd.GradGradCheck(pair.Own, x, checkBatchedGrad: true, fastMode: true), name);
                Assert.IsTrue(Autograd.GradCheck(t => [Vmap(Grad((Tensor[] y) => pair.Own(y)[0]))(t)[0]], x, fastMode: true), name);
            }
    }

    [TestMethod]
    public void AWrongJvpIsFoundByGradCheck()
    {
        Func<Tensor[], Tensor[]> wrong = CustomFunction.Define((_, x) => [x[0].mul(s_two)], (_, g) => [g[0]!.mul(s_two)],
            (_, t) => [t[0]!.mul(s_three)]);
        Tensor x = rand([2], float64).requires_grad_();
        Assert.IsTrue(Autograd.GradCheck(wrong, [x]));
        StringAssert.Contains(Assert.ThrowsExactly<GradCheckException>(() => Autograd.GradCheck(wrong, [x], checkForwardAd: true)).Message,
            "computed with forward mode mismatch");
    }

    [TestMethod]
    public void SeveralThreadsMayBeInIt()
    {
        Func<Tensor[], Tensor[]> own = DefinedFunctions.OfTwo["setupContext, generated rule"].Own,
            plain = DefinedFunctions.OfTwo["setupContext, generated rule"].Plain;
        using Tensor a = rand([3, 2], float64), b = rand([3, 2], float64);
        Parallel.For(0, 4, _ =>
        {
            for (int i = 0; i < 20; i++)
            {
                using var scope = NewDisposeScope();
                Numeric.AssertClose("Vmap(Hessian)", Of(plain), Of(own), 1e-12, 1e-12);
            }
        });

        Tensor[] Of(Func<Tensor[], Tensor[]> f) => Vmap(x => Hessian((Tensor[] y) => f(y)[0].sum())(x)[0])([a, b]);
    }

    [TestMethod]
    [DataRow("Hooks")]
    [DataRow("DirectGrad")]
    [DataRow("Graph")]
    [DataRow("DrawWatch")]
    [DataRow("ForwardMode")]
    [DataRow("ForwardMode", "FunctionTransforms")]
    public void ItNeedsNoCapabilityForWhatDoesNotNeedOne(params string[] off)
    {
        Func<Tensor[], Tensor[]> own = DefinedFunctions.OfTwo["saved inputs, given rule"].Own;
        using var switched = new SwitchedOff(off);
        Tensor x = tensor([1.0, 2.0]);
        Func<Tensor, Tensor> f = y => own([y, y])[0].sum();      // x⁴
        CollectionAssert.AreEqual(new[] { 4.0, 32 }, Numeric.Values(Grad(f)(x)));
        CollectionAssert.AreEqual(new[] { 4.0, 32 }, Numeric.Values(Vmap(Grad(f))(x.unsqueeze(1))));
        CollectionAssert.AreEqual(new[] { 12.0, 0, 0, 48 }, Numeric.Values(Hessian(f)(x)));
        CollectionAssert.AreEqual(new[] { 4.0, 32 }, Numeric.Values(Jvp(y => own([y, y])[0], x, ones_like(x)).Tangent));
    }

    [TestMethod]
    public void ItLeaksNothing()
    {
        Func<Tensor[], Tensor[]> own = DefinedFunctions.OfTwo["saved output, generated rule"].Own,
            given = DefinedFunctions.OfTwo["saved inputs, given rule"].Own;
        using Tensor a = rand([2, 2], float64), b = rand([2, 2], float64);
        using Tensor leaf = rand([2], float64).DetachFromDisposeScope().requires_grad_();
        Action[] calls =
        [
            () => Vmap(Grad((Tensor[] x) => own(x)[0].sum()))([a, b]),
            () => Vmap(Grad((Tensor[] x) => given(x)[0].sum()))([a, b]),
            () => Hessian((Tensor[] x) => own(x)[0].sum())([a, b]),
            () => Autograd.Hessian((Tensor x) => own([x, x])[0].sum(), leaf, outerStrategy: JacobianStrategy.ForwardMode),
            () => ForwardOverReverseWithoutAPass(own, leaf),
        ];
        foreach (Action call in calls)
            Leak.AssertNone("custom", 400, () =>
            {
                using var scope = NewDisposeScope();
                call();
            }, 4 * Leak.Megabyte);
    }

    /// <summary>A saved output whose tangent has the node itself in its graph, in a graph that is never walked.</summary>
    private static void ForwardOverReverseWithoutAPass(Func<Tensor[], Tensor[]> f, Tensor leaf)
    {
        using DualLevel level = ForwardAD.EnterDualLevel();
        f([level.MakeDual(leaf, leaf.detach()), leaf]);
    }

    private static Func<Tensor, Tensor> Sum(Func<Tensor, Tensor> f) => x => f(x).sum();

    private static void Throws(AutogradError kind, string message, Func<object> call) => Throws(kind, message, () => { call(); });

    private static void Throws(AutogradError kind, string message, Action call)
    {
        AutogradException thrown = Assert.ThrowsExactly<AutogradException>(call);
        StringAssert.Contains(thrown.Message, message);
        Assert.AreEqual(kind, thrown.Kind, thrown.Message);
        AssertAtRest(long.MaxValue);
    }
}
