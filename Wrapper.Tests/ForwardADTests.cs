using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Dual numbers.</summary>
[TestClass]
public sealed class ForwardADTests
{
    private const double Rounding = 1e-12;

    [TestMethod]
    public void AValueThatLeavesItsLevelHasNoTangent()
    {
        using var scope = NewDisposeScope();
        Tensor x = randn(3, float64), dual;
        using (DualLevel level = ForwardAD.EnterDualLevel())
        {
            dual = level.MakeDual(x, ones_like(x));
            Assert.IsNotNull(level.UnpackDual(dual).Tangent);
        }
        using (DualLevel level = ForwardAD.EnterDualLevel())
        {
            Assert.IsNull(level.UnpackDual(dual).Tangent);
            Assert.IsNull(level.UnpackDual(dual * 2).Tangent);
        }
        Numeric.AssertClose("the value stays", x, dual, 0, 0);
    }

    [TestMethod]
    public void LevelsCanBeEnteredAgainAndAgain()
    {
        for (int i = 0; i < 100; i++)
        {
            using var scope = NewDisposeScope();
            using DualLevel level = ForwardAD.EnterDualLevel();
            Tensor x = tensor([1.0, 2.0]).clone();
            Numeric.AssertClose("tangent", 2 * x, level.UnpackDual(level.MakeDual(x, ones_like(x)).square()).Tangent!, Rounding, Rounding);
        }
    }

    [TestMethod]
    public void DisposingALevelTwiceIsHarmless()
    {
        DualLevel level = ForwardAD.EnterDualLevel();
        level.Dispose();
        level.Dispose();
        using DualLevel next = ForwardAD.EnterDualLevel();
    }

    [TestMethod]
    public void ALevelOutlivesAnException()
    {
        using var scope = NewDisposeScope();
        Assert.ThrowsExactly<TimeoutException>(() =>
        {
            using DualLevel level = ForwardAD.EnterDualLevel();
            level.MakeDual(randn(3, float64), randn(3, float64));
            throw new TimeoutException();
        });
        using DualLevel again = ForwardAD.EnterDualLevel();
        Tensor x = randn(3, float64);
        Numeric.AssertClose("tangent", x.cos(), again.UnpackDual(sin(again.MakeDual(x, ones_like(x)))).Tangent!, Rounding, Rounding);
    }

    [TestMethod]
    public void MakeDualLeavesThePrimalAlone()
    {
        using var scope = NewDisposeScope();
        Tensor x = randn(3, float64), v = randn(3, float64);
        using DualLevel level = ForwardAD.EnterDualLevel();
        Tensor dual = level.MakeDual(x, v);
        Assert.IsNull(level.UnpackDual(x).Tangent);
        Assert.IsFalse(x.requires_grad || dual.requires_grad);
        Numeric.AssertClose("primal", x, level.UnpackDual(dual).Primal, 0, 0);
        Numeric.AssertClose("tangent", v, level.UnpackDual(dual).Tangent!, 0, 0);
    }

    [TestMethod]
    public void ComplexDualsCarryComplexTangents()
    {
        using var scope = NewDisposeScope();
        Tensor z = complex(randn(3, float64), randn(3, float64)), v = complex(randn(3, float64), randn(3, float64));
        using DualLevel level = ForwardAD.EnterDualLevel();
        Tensor tangent = level.UnpackDual(level.MakeDual(z, v).square()).Tangent!;
        Numeric.AssertClose("2 z v", view_as_real((2 * z * v).detach()), view_as_real(tangent.detach()), Rounding, Rounding);
    }

    [TestMethod]
    public void UnderNoGradTangentsStillFlow()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor x = randn(3, float64);
        using DualLevel level = ForwardAD.EnterDualLevel();
        Numeric.AssertClose("tangent", x.exp(), level.UnpackDual(level.MakeDual(x, ones_like(x)).exp()).Tangent!, Rounding, Rounding);
    }

    [TestMethod]
    public void WhatMakeDualMakesBelongsToTheCaller()
    {
        using Tensor x = randn(3, float64), v = randn(3, float64);
        long live = Live.Tensors();
        using (DualLevel level = ForwardAD.EnterDualLevel())
        {
            using Tensor dual = level.MakeDual(x, v);
            Assert.AreEqual(live + 1, Tensor.TotalCount);
            using Tensor y = dual.sin();
            (Tensor primal, Tensor? tangent) = level.UnpackDual(y);
            Assert.AreEqual(live + 4, Tensor.TotalCount);
            primal.Dispose();
            tangent!.Dispose();
        }
        Assert.AreEqual(live, Tensor.TotalCount);
    }

    /// <summary>The process has one level, and other threads may use it.</summary>
    [TestMethod]
    public void ThreadsDoNotDisturbEachOther()
    {
        Exception? failure = null;
        Thread[] threads = [.. Enumerable.Range(1, 4).Select(seed => new Thread(() => Work(seed)))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        Assert.IsNull(failure, failure?.ToString());

        void Work(int seed)
        {
            try
            {
                for (int i = 0; i < 200; i++)
                {
                    using var scope = NewDisposeScope();
                    Tensor x = tensor([seed * 0.1, i * 0.01]).clone();
                    Numeric.AssertClose("jacobian", diag(x.cos()), Autograd.Jacobian(sin, x, strategy: JacobianStrategy.ForwardMode),
                        Rounding, Rounding);
                    Numeric.AssertClose("hessian", diag(-x.sin()),
                        Autograd.Hessian(a => a.sin().sum(), x, outerStrategy: JacobianStrategy.ForwardMode), Rounding, Rounding);
                }
            }
            catch (Exception e)
            {
                failure = e;
            }
        }
    }

    [TestMethod]
    public void ADerivativeOperatorMayRunInsideALevel()
    {
        using var scope = NewDisposeScope();
        Tensor x = randn(3, float64);
        using DualLevel level = ForwardAD.EnterDualLevel();
        Tensor dual = level.MakeDual(x, ones_like(x));
        Numeric.AssertClose("jacobian in reverse", diag(x.cos()), Autograd.Jacobian(sin, x), Rounding, Rounding);
        Numeric.AssertClose("jacobian forward", diag(x.cos()), Autograd.Jacobian(sin, x, strategy: JacobianStrategy.ForwardMode),
            Rounding, Rounding);
        Numeric.AssertClose("the level is still there", x.cos(), level.UnpackDual(dual.sin()).Tangent!, Rounding, Rounding);
    }

    /// <summary>LibTorch has one level for all threads. While another thread keeps it open, all tangents stay alive.</summary>
    [TestMethod]
    public void ADualLosesItsTangentWithItsLevelWhileAnotherThreadHasOne()
    {
        using var scope = NewDisposeScope();
        using ManualResetEventSlim held = new(), done = new();
        Task other = Task.Factory.StartNew(() =>
        {
            using DualLevel level = ForwardAD.EnterDualLevel();
            held.Set();
            done.Wait();
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        held.Wait();
        try
        {
            Tensor x = ones(2, dtype: float64).requires_grad_(), v = ones(2, dtype: float64), dual;
            using (DualLevel level = ForwardAD.EnterDualLevel())
                dual = level.MakeDual(x * 3, v);
            CollectionAssert.AreEqual(new[] { 3.0, 3.0 }, Numeric.Values(dual));
            CollectionAssert.AreEqual(new[] { 3.0, 3.0 }, Numeric.Values(Autograd.Grad(dual.sum(), x)));
            using (DualLevel level = ForwardAD.EnterDualLevel())
            {
                Assert.IsNull(level.UnpackDual(dual).Tangent);
                Assert.IsNull(level.UnpackDual(dual * 2).Tangent);
                CollectionAssert.AreEqual(new[] { 2.0, 2.0 }, Numeric.Values(level.UnpackDual(level.MakeDual(dual, v) * 2).Tangent));
            }
        }
        finally
        {
            done.Set();
            other.Wait();
        }
    }
}
