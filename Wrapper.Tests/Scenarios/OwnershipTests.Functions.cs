using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>What a function may do with its argument, with what it makes and with modes.</summary>
public sealed partial class OwnershipTests
{
    [TestMethod]
    public void WhatFuncReturnsFromOutsideStaysTheCallers()
    {
        using var scope = NewDisposeScope();
        Tensor x = randn(3, float64), constant = randn(3, float64), scalar = tensor(2.0);
        foreach (bool? vectorize in new bool?[] { null, true, false })
        {
            Autograd.Jacobian(_ => constant, x, vectorize: vectorize);
            Autograd.Jacobian(a => [constant, a[0]], [x], vectorize: vectorize);
            Autograd.Hessian(_ => scalar, x, vectorize: vectorize);
        }
        Autograd.Jacobian(_ => constant, x, strategy: JacobianStrategy.ForwardMode);
        Tensor output = Autograd.Vjp(_ => constant, x, x).Output, identity = Autograd.Jvp(a => a, x, x).Output;
        Autograd.ValueAndGrad(_ => scalar, x).Value.Dispose();
        output.Dispose();
        identity.Dispose();
        Assert.IsFalse(constant.IsInvalid || scalar.IsInvalid || x.IsInvalid);
        Assert.AreEqual(2.0, scalar.ToDouble());
        Assert.HasCount(3, constant.data<double>().ToArray());
        Assert.HasCount(3, x.data<double>().ToArray());
    }

    [TestMethod]
    public void FuncMayDisposeWhatItMakes()
    {
        using var scope = NewDisposeScope();
        Tensor x = randn(3, float64);
        foreach (bool? vectorize in new bool?[] { null, true, false })
        {
            Tensor jacobian = Autograd.Jacobian(a =>
            {
                using Tensor square = a * a;
                using (NewDisposeScope())
                    return (square + a.sin()).MoveToOuterDisposeScope();
            }, x, vectorize: vectorize);
            Numeric.AssertClose("jacobian", diag(2 * x + x.cos()), jacobian, 1e-12, 1e-12);
        }
    }

    [TestMethod]
    public void FuncMayDisposeItsArgument()
    {
        using var scope = NewDisposeScope();
        Tensor x = randn(3, float64), v = randn(3, float64);
        foreach (bool? vectorize in new bool?[] { null, true, false })
            foreach (JacobianStrategy strategy in Enum.GetValues<JacobianStrategy>())
            {
                Numeric.AssertClose("jacobian", diag(2 * x),
                    Autograd.Jacobian(Square, x, vectorize: vectorize, strategy: strategy), 1e-12, 1e-12);
                Numeric.AssertClose("hessian", diag(2 * ones_like(x)),
                    Autograd.Hessian(a => Square(a).sum(), x, vectorize: vectorize, outerStrategy: strategy), 1e-12, 1e-12);
            }
        Numeric.AssertClose("vjp", 2 * x * v, Autograd.Vjp(Square, x, v).Vjp, 1e-12, 1e-12);
        Numeric.AssertClose("jvp", 2 * x * v, Autograd.Jvp(Square, x, v).Jvp, 1e-12, 1e-12);
        Numeric.AssertClose("hvp", 2 * v, Autograd.Hvp(a => Square(a).sum(), x, v).Hvp, 1e-12, 1e-12);
        Numeric.AssertClose("vhp", 2 * v, Autograd.Vhp(a => Square(a).sum(), x, v).Vhp, 1e-12, 1e-12);
        Numeric.AssertClose("gradient", 2 * x, Autograd.ValueAndGrad(a => Square(a).sum(), x).Grad, 1e-12, 1e-12);

        static Tensor Square(Tensor a)
        {
            Tensor square = a * a;
            a.Dispose();
            return square;
        }
    }

    [TestMethod]
    public void AModeThatFuncLeavesOnIsPutBack()
    {
        using var scope = NewDisposeScope();
        Tensor x = randn(3, float64);
        foreach (bool? vectorize in new bool?[] { null, true, false })
        {
            Autograd.Jacobian(Forget, x, vectorize: vectorize);
            Assert.IsTrue(is_grad_enabled());
        }
        Autograd.Vjp(Forget, x, x);
        Assert.IsTrue(is_grad_enabled());
        Autograd.ValueAndGrad(a => Forget(a).sum(), x);
        Assert.IsTrue(is_grad_enabled());

        static Tensor Forget(Tensor a)
        {
            Tensor square = a * a;
            set_grad_enabled(false);
            return square;
        }
    }
}
