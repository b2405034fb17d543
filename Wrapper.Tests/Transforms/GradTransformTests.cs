using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Transforms.Grad and GradAndValue.</summary>
[TestClass]
public class GradTransformTests : TransformTest
{
    private static Tensor Random(params long[] shape) => rand(shape, dtype: float64) + 0.5;

    /// <summary>a^2 b + sin(a c), summed.</summary>
    private static Tensor Three(Tensor[] x) => (x[0] * x[0] * x[1] + (x[0] * x[2]).sin()).sum();

    private static Tensor[] ThreeGradients(Tensor[] x) =>
        [x[0] * x[1] * 2 + x[2] * (x[0] * x[2]).cos(), x[0] * x[0], x[0] * (x[0] * x[2]).cos()];

    [TestMethod]
    public void OneTensor()
    {
        Tensor x = Random(3, 2);
        Tensor gradient = Grad((Tensor t) => t.pow(3).sum())(x);
        Same.Values(x * x * 3, gradient);
        Assert.IsFalse(gradient.requires_grad);
        Assert.IsFalse(x.requires_grad);
    }

    [TestMethod]
    public void SeveralTensorsAndWhichOfThem()
    {
        Tensor[] x = [Random(4), Random(4), Random(4)], all = ThreeGradients(x);
        Same.Values(all[..1], Grad(Three)(x));
        Same.Values(all[1..2], Grad(Three, 1)(x));
        Same.Values(all, Grad(Three, [0, 1, 2])(x));
        Same.Values([all[2], all[0]], Grad(Three, 2, 0)(x));
        Same.Values([all[2], all[0]], Grad(Three, -1, -3)(x));
    }

    [TestMethod]
    public void TheValueToo()
    {
        Tensor[] x = [Random(4), Random(4), Random(4)];
        (Tensor[] gradients, Tensor value) = GradAndValue(Three, 0, 2)(x);
        Tensor[] all = ThreeGradients(x);
        Same.Values([all[0], all[2]], gradients);
        Same.Values(Three(x), value);
        (Tensor gradient, Tensor one) = GradAndValue((Tensor t) => t.exp().sum())(x[0]);
        Same.Values(x[0].exp(), gradient);
        Same.Values(x[0].exp().sum(), one);
        Assert.IsFalse(one.requires_grad || value.requires_grad || gradient.requires_grad);
    }

    [TestMethod]
    public void WhatElseTheFunctionReturns()
    {
        Tensor x = Random(3);
        (Tensor gradient, Tensor tensor) = Grad((Tensor t) => ((t * t).sum(), t * 3))(x);
        Same.Values(x * 2, gradient);
        Same.Values(x * 3, tensor);
        (_, Tensor[] several) = Grad((Tensor t) => ((t * t).sum(), new[] { t, t.sin(), x }))(x);
        Same.Values([x, x.sin(), x], several);
        (_, string text) = Grad((Tensor t) => (t.sum(), "plain data"))(x);
        Assert.AreEqual("plain data", text);
        (Tensor g, Tensor value, (int, double) pair) = GradAndValue((Tensor t) => (t.sum(), (3, 0.5)))(x);
        Same.Values(ones_like(x), g);
        Same.Values(x.sum(), value);
        Assert.AreEqual((3, 0.5), pair);
        foreach (Tensor aux in several.Append(tensor))
            Assert.IsFalse(aux.requires_grad);
    }

    [TestMethod]
    public void AnArgumentThatTakesNoPartHasZeros()
    {
        Tensor[] x = [Random(3), Random(2)];
        Same.Values([ones(3, dtype: float64), zeros(2, dtype: float64)], Grad((Tensor[] a) => a[0].sum(), 0, 1)(x));
        Same.Values(zeros(3, dtype: float64), Grad((Tensor _) => tensor(1.0))(x[0]));
        Same.Values(zeros(3, dtype: float64), Grad((Tensor t) => t.detach().sum())(x[0]));
    }

    [TestMethod]
    public void ArgumentsThatAreNotDifferentiatedMayBeIntegers()
    {
        Tensor x = Random(4), index = tensor([0L, 2, 2]);
        Same.Values(tensor([1.0, 0, 2, 0]), Grad((Tensor[] a) => a[0].index_select(0, a[1]).sum())([x, index])[0]);
    }

    [TestMethod]
    public void DerivativesOfDerivatives()
    {
        Tensor x = tensor(0.7);
        Func<Tensor, Tensor> f = t => t.sin();
        Func<Tensor, Tensor>[] expected = [t => t.sin(), t => t.cos(), t => -t.sin(), t => -t.cos()];
        for (int order = 1; order <= 8; order++)
        {
            f = Grad(f);
            Same.Values(expected[order % 4](x), f(x), 1e-11, $"derivative {order}");
        }
    }

    [TestMethod]
    public void LinearFunctionsHaveASecondDerivativeOfZero()
    {
        Tensor x = Random(3);
        Same.Values(zeros(3, dtype: float64), Grad((Tensor t) => Grad((Tensor s) => (s * 3).sum())(t).sum())(x));
    }

    [TestMethod]
    public void TheInnerFunctionSeesOnlyItsOwnVariable()
    {
        // d/dx [ x * d/dy (x + y) ] = 1: the two must not be confused.
        Tensor one = Grad((Tensor x) => x * Grad((Tensor y) => x + y)(tensor(1.0)))(tensor(1.0));
        Assert.AreEqual(1.0, one.ToDouble());
        Tensor two = Grad((Tensor x) => Grad((Tensor y) => x * x * y * y)(x))(tensor(3.0));      // d/dx (2 x^3)
        Assert.AreEqual(54.0, two.ToDouble());
    }

    [TestMethod]
    public void OrdinaryGradientsFlowThroughItIntoInputsAndWhatIsCaptured()
    {
        Tensor x = Random(3).requires_grad_(), w = Random(3).requires_grad_();
        Tensor gradient = Grad((Tensor t) => (t.pow(3) * w).sum())(x);
        Assert.IsTrue(gradient.requires_grad);
        gradient.sum().Backward();
        Same.Values(x * w * 6, x.grad);
        Same.Values(x * x * 3, w.grad);
    }

    [TestMethod]
    public void GradModeInsideAndOutside()
    {
        Tensor x = Random(3).requires_grad_();
        using (no_grad())
        {
            Tensor gradient = Grad((Tensor t) =>
            {
                Assert.IsTrue(is_grad_enabled());
                return (t * t).sum();
            })(x);
            Assert.IsFalse(is_grad_enabled());
            Same.Values(x * 2, gradient);
            Assert.IsFalse(gradient.requires_grad);
        }
        // What runs without recording inside is a constant.
        Same.Values(x.detach(), Grad((Tensor t) =>
        {
            using (no_grad())
                x = t * 1;
            return (x * t).sum();
        })(x.detach()));
    }

    [TestMethod]
    public void ValuesCanBeReadAndBranchedOn()
    {
        Func<Tensor, Tensor> absolute = Grad((Tensor t) => t.ToDouble() > 0 ? t * 2 : t * -3);
        Assert.AreEqual(2.0, absolute(tensor(4.0)).ToDouble());
        Assert.AreEqual(-3.0, absolute(tensor(-4.0)).ToDouble());
    }

    [TestMethod]
    public void WritingInPlaceInside()
    {
        Tensor x = Random(3);
        Same.Values(x * 2, Grad((Tensor t) =>
        {
            Tensor y = t.clone();
            y.mul_(t);
            return y.sum();
        })(x));
    }

    [TestMethod]
    public void OtherElementTypes()
    {
        Same.Values(tensor([2f, 4f]), Grad((Tensor t) => (t * t).sum())(tensor([1f, 2f])));
        // PyTorch's convention: the gradient of a real function of z is the conjugate of its derivative.
        Tensor z = complex(tensor([1.0, 2]), tensor([-1.0, 0.5]));
        Tensor gradient = Grad((Tensor t) => (t * t.conj()).real.sum())(z);
        Same.Values((z * 2).real, gradient.real);
        Same.Values((z * 2).imag, gradient.imag);
    }

    [TestMethod]
    public void TheResultsLiveInTheScopeOfTheCallAndNothingElseDoes()
    {
        Tensor[] x = [Random(3), Random(3), Random(3)];
        using var scope = NewDisposeScope();
        _ = GradAndValue(Three, [0, 1])(x);
        Assert.AreEqual(3, scope.DisposablesCount);
        _ = Grad((Tensor t) => ((t * t).sum(), new[] { t * 2, t * 3 }))(x[0]);
        Assert.AreEqual(6, scope.DisposablesCount);
        foreach (Tensor each in x)
            Assert.IsFalse(each.IsInvalid);
    }

    /// <summary>None of the arguments is not the first of them.</summary>
    [TestMethod]
    public void NoArgumentsAreAnError()
    {
        Tensor[] x = [Random(3), Random(3), Random(3)];
        foreach (Action call in (Action[])[
            () => Grad(Three, [])(x), () => GradAndValue(Three, [])(x), () => Hessian(Three, [])(x),
            () => JacRev(t => [Three(t)], [])(x), () => JacFwd(t => [Three(t)], [])(x)])
            Assert.AreEqual("argnums", Assert.ThrowsExactly<ArgumentException>(call).ParamName);
    }

    /// <summary>Tensors in a collection that is not known would come back disposed.</summary>
    [TestMethod]
    public void AnUnknownCollectionOfTensorsIsNoAuxiliaryOutput() => Assert.ThrowsExactly<ArgumentException>(() =>
        Grad((Tensor t) => (t.sum(), new List<Tensor> { t * 2 }))(Random(3)));
}

/// <summary>The same on ordinary autograd.</summary>
[TestClass]
public sealed class GradTransformFallbackTests : GradTransformTests
{
    protected override bool WithLevels => false;
}
