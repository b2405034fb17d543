using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Gradients that are missing, batches, second derivatives, and exceptions.</summary>
public sealed partial class GradCheckTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ABackwardThatTakesNullForZerosPasses(bool materialize)
    {
        using var scope = NewDisposeScope();
        var seen = new HashSet<(bool, bool)>();
        Assert.IsTrue(Autograd.GradCheck(x => TwoOutputs(x, materialize, g =>
        {
            seen.Add((g[0] is null, g[1] is null));
            return g[0] is null && g[1] is null ? null : (g[0] ?? zeros_like(g[1]!)) * 2 + (g[1] ?? zeros_like(g[0]!)) * 3;
        }), [Leaf(1, 2)]));
        (bool, bool)[] expected = materialize ? [(false, false)] : [(true, true), (false, true), (true, false), (false, false)];
        CollectionAssert.AreEquivalent(expected, seen.ToArray());
    }

    [TestMethod]
    public void ABackwardThatThrowsOnNullFails()
    {
        using var scope = NewDisposeScope();
        Func<Tensor[], Tensor[]> func = x =>
            TwoOutputs(x, false, g => g[0] is null && g[1] is null ? null : (g[0] ?? zeros_like(g[1]!)) * 2 + g[1]! * 3);
        // A pass from one output gives the other output null. The passes of the comparison find this, and their exception is thrown
        // unchanged.
        Assert.ThrowsExactly<NullReferenceException>(() => Autograd.GradCheck(func, [Leaf(1, 2)]));
        GradCheckException failure = Fails(() => Autograd.GradCheck(t => CustomFunction.Apply(
            (context, x) =>
            {
                context.MaterializeGrads = false;
                return [x[0] * 2];
            },
            (_, g) => g[0] is null ? throw new InvalidTimeZoneException("no gradient") : [g[0]! * 2], t)[0], Leaf(1, 2)));
        StringAssert.Contains(failure.Message, "Expected backward function to handle undefined output grads");
        Assert.IsInstanceOfType<InvalidTimeZoneException>(failure.InnerException);
    }

    [TestMethod]
    public void ABackwardThatMakesSomethingOfNullFails()
    {
        using var scope = NewDisposeScope();
        StringAssert.Contains(Fails(() => Autograd.GradCheck(t => CustomFunction.Apply(
            (context, x) =>
            {
                context.MaterializeGrads = false;
                return [x[0] * 2];
            },
            (_, g) => [g[0] is null ? ones(2, dtype: float64) : g[0]! * 2], t)[0], Leaf(1, 2))).Message,
            "Expected all input grads to be undefined or zero when all output grads are undefined or zero: the gradient of input 0 is not");
    }

    [TestMethod]
    public void SecondDerivatives()
    {
        using var scope = NewDisposeScope();
        foreach (bool fast in new[] { false, true })
        {
            Tensor x = Leaf(0.5, -1, 2);
            Assert.IsTrue(Autograd.GradGradCheck(t => t.sin() * t.sum(), x, fastMode: fast));
            Assert.IsTrue(Autograd.GradGradCheck(t => t * 2, x, fastMode: fast), "linear");
            Assert.IsTrue(Autograd.GradGradCheck(Functions.Cube, x, checkBatchedGrad: true, fastMode: fast), "a custom function");
            Assert.IsTrue(Autograd.GradGradCheck(t => t * t.exp(), Complexes(), fastMode: fast), "complex");
            Assert.IsTrue(Autograd.GradGradCheck(t => [t[0].mm(t[1]).sigmoid(), t[2] * t[0].sum(), t[0].argmax(), t[1].detach()],
                [rand(2, 3, dtype: float64).requires_grad_(), rand(3, 2, dtype: float64).requires_grad_(), tensor([1.0, 2])],
                    fastMode: fast), "several");
        }
    }

    [TestMethod]
    public void SecondDerivativesWithTheCallersGradients()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(0.5, -1), y = Leaf(1, 3);
        Assert.IsTrue(Autograd.GradGradCheck(t => t.pow(3), x, Leaf(2, 3)));
        Assert.IsTrue(Autograd.GradGradCheck(t => t.pow(3), x, tensor([2.0, 3])));
        Assert.IsTrue(Autograd.GradGradCheck(t => [t[0] * t[1], t[0].detach(), t[1].exp()], [x, y], [Leaf(2, 3), tensor([0.5, 1])]));
    }

    [TestMethod]
    public void AWrongSecondDerivativeFails()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(0.5, -1, 2);
        Assert.IsTrue(Autograd.GradCheck(CubeOfOneOrder, x));
        StringAssert.Contains(Fails(() => Autograd.GradGradCheck(CubeOfOneOrder, x, Leaf(1, 1, 1))).Message,
            "GradGradCheck: Jacobian mismatch for output 0 with respect to input 0,\nnumerical:\n[[ 3,  0,  0],\n [ 0, -6,  0],\n [ 0,  "
            + "0, 12]]\nanalytical:\n[[0, 0, 0],");
        StringAssert.Contains(Fails(() => Autograd.GradGradCheck(CubeOfOneOrder, x, ones(3, dtype: float64))).Message,
            "no output requires grad, but output 0 changes with input 0");
    }

    [TestMethod]
    public void WhatTheCallersCodeThrowsComesOutAsItIs()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(1, 2, 3);
        foreach (bool fast in new[] { false, true })
        {
            // The function at its first call and at later ones, then a backward.
            for (int call = 1; call <= 4; call++)
            {
                int left = call;
                Func<Tensor, Tensor> throws = t => --left == 0 ? throw new InvalidTimeZoneException("from func") : t.sin();
                Assert.AreEqual("from func", Assert.ThrowsExactly<InvalidTimeZoneException>(() =>
                    Autograd.GradCheck(throws, x, raiseException: false, fastMode: fast)).Message);
                left = call;
                Assert.ThrowsExactly<InvalidTimeZoneException>(() =>
                    Autograd.GradGradCheck(throws, x, raiseException: false, fastMode: fast));
            }
            Func<Tensor, Tensor> throwsBackward = t =>
                Functions.OnBackward(t * 2, () => throw new InvalidTimeZoneException("from backward"));
            Assert.AreEqual("from backward", Assert.ThrowsExactly<InvalidTimeZoneException>(() =>
                Autograd.GradCheck(throwsBackward, x, raiseException: false, fastMode: fast)).Message);
            Assert.ThrowsExactly<InvalidTimeZoneException>(() =>
                Autograd.GradGradCheck(throwsBackward, x, raiseException: false, fastMode: fast));
        }
        Assert.AreEqual(AutogradError.ModifiedInPlace, Assert.ThrowsExactly<AutogradException>(() => Autograd.GradCheck(t =>
        {
            Tensor y = t.exp(), z = y.sum();
            y.zero_();
            return z;
        }, x)).Kind);
    }

    [TestMethod]
    public void NothingIsLeftBehind()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(0.5, -1), z = Complexes();
        using var inner = NewDisposeScope();
        foreach (Action call in (Action[])[
            () => Autograd.GradCheck(t => t.sin(), x, checkBatchedGrad: true),
            () => Autograd.GradCheck(t => [t[0] * t[1]], [x, z], checkBatchedGrad: true, fastMode: true),
            () => Autograd.GradGradCheck(t => t.sin(), x, checkBatchedGrad: true),
            () => Fails(() => Autograd.GradCheck(WrongSquare, x)),
            () => Fails(() => Autograd.GradCheck(WrongSquare, x, fastMode: true)),
            () => Autograd.GradGradCheck(CubeOfOneOrder, x, raiseException: false),
            () => Assert.ThrowsExactly<InvalidTimeZoneException>(() =>
                Autograd.GradCheck(t => Functions.OnBackward(t, () => throw new InvalidTimeZoneException()), x)),
            () => Assert.ThrowsExactly<InvalidTimeZoneException>(() =>
                Autograd.GradCheck(t => throw new InvalidTimeZoneException($"{t * 2}"), x))])
        {
            call();
            long live = Live.Tensors();
            for (int i = 0; i < 20; i++)
                call();
            Assert.AreEqual(live, Tensor.TotalCount);
            Assert.IsEmpty(inner.DisposablesView);
            Assert.IsTrue(is_grad_enabled());
        }
        using (no_grad())
        {
            Assert.IsFalse(Autograd.GradCheck(sin, x, raiseException: false));
            Assert.IsFalse(is_grad_enabled());
        }
    }

    /// <summary>2 x and 3 x; null as the gradient of x stays null.</summary>
    private static Tensor[] TwoOutputs(Tensor[] x, bool materialize, Func<Tensor?[], Tensor?> gradient) => CustomFunction.Apply(
        (context, inputs) =>
        {
            context.MaterializeGrads = materialize;
            return [inputs[0] * 2, inputs[0] * 3];
        },
        (_, g) => [gradient(g)], x);
}
