using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Who owns what: results are the caller's, temporaries are gone, inputs are as before, however a call ends.</summary>
[TestClass]
public sealed class OperatorOwnershipTests
{
    private static readonly Tensor s_x = tensor([0.5, -1.0, 2.0]).clone(), s_v = tensor([1.0, 0.3, -0.7]).clone(), s_scalar = tensor(0.7);

    private static readonly Dictionary<string, OperatorCall> s_calls = OperatorCall.All(s_x, s_v, s_scalar).ToDictionary(call => call.Name);

    public static IEnumerable<object[]> Calls => s_calls.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Calls))]
    public void WithoutAScopeTheCountGrowsByWhatIsReturned(string name)
    {
        long live = Live.Tensors();
        Tensor[] results = s_calls[name].Run(NoStep);
        Assert.AreEqual(live + results.Length, Tensor.TotalCount);
        foreach (Tensor result in results)
            result.Dispose();
        Assert.AreEqual(live, Tensor.TotalCount);
    }

    [TestMethod]
    [DynamicData(nameof(Calls))]
    public void InAScopeTheResultsAreTheScopes(string name)
    {
        long live = Live.Tensors();
        using (DisposeScope scope = NewDisposeScope())
        {
            Tensor[] results = s_calls[name].Run(NoStep);
            Assert.AreEqual(live + results.Length, Tensor.TotalCount);
            foreach (Tensor result in results)
                Assert.IsTrue(scope.Contains(result), "the result is not in the scope of the call");
        }
        Assert.AreEqual(live, Tensor.TotalCount);
    }

    [TestMethod]
    [DynamicData(nameof(Calls))]
    public void InAndOutsideAScopeTheResultsAreTheSame(string name)
    {
        Tensor[] outside = s_calls[name].Run(NoStep);
        using (NewDisposeScope())
            Numeric.AssertClose(name, outside, s_calls[name].Run(NoStep), 0, 0);
        foreach (Tensor result in outside)
            result.Dispose();
    }

    [TestMethod]
    [DynamicData(nameof(Calls))]
    public void AThrowAtAnyStepLeavesAllAsBefore(string name)
    {
        int steps = 0;
        using (NewDisposeScope())
            s_calls[name].Run(() => steps++);
        Assert.IsGreaterThan(1, steps);
        for (int k = 1; k <= steps; k++)
            AssertThrowsAndRestores(s_calls[name], k, () => throw new TimeoutException($"at {k}"));
        AssertThrowsAndRestores(s_calls[name], steps / 2 + 1, NativeFailure);      // which takes milliseconds to say where it is
    }

    private static void AssertThrowsAndRestores(OperatorCall call, int k, Action failure)
    {
        using DisposeScope scope = NewDisposeScope();
        bool gradMode = is_grad_enabled();
        long live = Live.Tensors();
        int step = 0;
        Exception? thrown = null, expected = null;
        try
        {
            call.Run(() =>
            {
                if (++step < k)
                    return;      // and from then on at each step, because a call may try again in another way
                try
                {
                    failure();
                }
                catch (Exception e)
                {
                    expected = e;
                    throw;
                }
            });
        }
        catch (Exception e)
        {
            thrown = e;
        }
        Assert.IsNotNull(expected, $"step {k} was not reached");
        Assert.AreSame(expected, thrown, $"step {k}: {thrown}");
        Assert.AreEqual(gradMode, is_grad_enabled(), $"step {k}: grad mode");
        Assert.AreEqual(live, Tensor.TotalCount, $"step {k}: live tensors");
        AssertUsable(scope);
    }

    /// <summary>No scope, level or mode is left behind: a new tensor is in the caller's scope, a dual level can be entered, and derivatives are right.</summary>
    private static void AssertUsable(DisposeScope scope)
    {
        Tensor made = s_x * s_v;
        Assert.IsTrue(scope.Contains(made), "another dispose scope is current");
        Assert.IsFalse(made.requires_grad);
        Assert.AreEqual(0, Engine.LevelStack.Depth);
        Assert.AreEqual(0, Native.Functorch.Depth);
        CollectionAssert.AreEqual(new[] { 0.5, -0.3, -1.4 }, made.data<double>().ToArray());
        using (DualLevel level = ForwardAD.EnterDualLevel())
            Assert.IsNull(level.UnpackDual(made).Tangent);
        Tensor jacobian = Autograd.Jacobian(a => a * s_v, s_x, vectorize: true, strategy: JacobianStrategy.ForwardMode);
        Numeric.AssertClose("a derivative afterwards", diag(s_v), jacobian, 0, 0);
        Numeric.AssertClose("another", diag(s_v), Autograd.Jacobian(a => a * s_v, s_x), 0, 0);
    }

    [TestMethod]
    [DynamicData(nameof(Calls))]
    public void InputsAreAsBefore(string name)
    {
        using var scope = NewDisposeScope();
        Tensor x = s_x.clone(), v = s_v.clone(), leaf = s_x.clone().requires_grad_(), other = s_v.clone().requires_grad_();
        leaf.grad = ones_like(leaf);
        foreach ((Tensor a, Tensor b) in new[] { (x, v), (leaf, other) })
        {
            OperatorCall.All(a, b, s_scalar).Single(call => call.Name == name).Run(NoStep);
            Assert.AreEqual(ReferenceEquals(a, leaf), a.requires_grad);
            Assert.AreEqual(ReferenceEquals(a, leaf), b.requires_grad);
            Numeric.AssertClose("x", s_x, a, 0, 0);
            Numeric.AssertClose("v", s_v, b, 0, 0);
        }
        Assert.IsNull(x.grad);
        Assert.IsNull(v.grad);
        Assert.IsNull(other.grad);
        CollectionAssert.AreEqual(new[] { 1.0, 1.0, 1.0 }, Numeric.Values(leaf.grad));
    }

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
                Numeric.AssertClose("jacobian", diag(2 * x), Autograd.Jacobian(Square, x, vectorize: vectorize, strategy: strategy), 1e-12, 1e-12);
                Numeric.AssertClose("hessian", diag(2 * ones_like(x)), Autograd.Hessian(a => Square(a).sum(), x, vectorize: vectorize, outerStrategy: strategy), 1e-12, 1e-12);
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

    private static void NoStep()
    {
    }

    /// <summary>An error of LibTorch's inside the function, as TorchSharp reports it.</summary>
    private static void NativeFailure()
    {
        using Tensor a = ones(2, 3), b = ones(2, 3);
        mm(a, b);
    }
}
