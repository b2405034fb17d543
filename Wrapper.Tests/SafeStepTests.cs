using System.Globalization;
using TorchBridge.Tests.Tools;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>StepSafely: L-BFGS as it is, and a closure may throw.</summary>
[TestClass]
public sealed class SafeStepTests
{
    [TestMethod]
    public void ItFindsTheMinimumAsStepDoes()
    {
        double[] safe = Minimize((optimizer, closure) => optimizer.StepSafely(closure), out int calls),
            plain = Minimize((optimizer, closure) => optimizer.step(closure), out int plainCalls);
        Numeric.AssertClose([1, 1], safe, 1e-4);
        CollectionAssert.AreEqual(plain, safe);
        Assert.AreEqual(plainCalls, calls);
    }

    [TestMethod]
    public void ItReturnsTheLossBeforeTheStep()
    {
        using var scope = NewDisposeScope();
        using var x = new Parameter(tensor([-1.2, 1.0]));
        using LBFGS optimizer = optim.LBFGS([x], lr: 1);
        Assert.AreEqual(24.2, optimizer.StepSafely(() => Rosenbrock(optimizer, x)).ToDouble(), 1e-9);
    }

    /// <summary>In a process of its own, which an exception on its way into native code would end.</summary>
    [TestMethod]
    public void WhatTheClosureThrowsComesOutAndTheStepIsUndone()
    {
        ChildProcess.Result child = ChildProcess.Run("safe-step");
        Assert.AreEqual(0, child.ExitCode, child.ToString());
        CollectionAssert.AreEqual(new[] { "1: undone, then 1", "2: undone, then 1", "7: undone, then 1", "23: undone, then 1",
            "null: ArgumentException", "disposed: ArgumentException", "two: ArgumentException" }, child.Lines);
    }

    [TestMethod]
    public void StepsLeaveNoTensorBehind()
    {
        using var scope = NewDisposeScope();
        using var x = new Parameter(tensor([-1.2, 1.0]));
        using LBFGS optimizer = optim.LBFGS([x], lr: 1);
        optimizer.StepSafely(() => Rosenbrock(optimizer, x));
        long before = Live.Tensors();
        for (int i = 0; i < 5; i++)
        {
            using (NewDisposeScope())
                optimizer.StepSafely(() => Rosenbrock(optimizer, x));
            using (NewDisposeScope())
                Assert.ThrowsExactly<TimeoutException>(() => optimizer.StepSafely(() => throw new TimeoutException()));
        }
        Assert.AreEqual(before, Live.Tensors());
    }

    [TestMethod]
    public void AnOptimizerAndAClosureAreNeeded()
    {
        using var x = new Parameter(ones(2));
        using LBFGS optimizer = optim.LBFGS([x]);
        Assert.AreEqual("closure", Assert.ThrowsExactly<ArgumentNullException>(() => optimizer.StepSafely(null!)).ParamName);
        Assert.AreEqual("self", Assert.ThrowsExactly<ArgumentNullException>(() => ((LBFGS)null!).StepSafely(() => x)).ParamName);
    }

    public static void Print()
    {
        set_num_threads(1);
        foreach (int call in new[] { 1, 2, 7, 23 })
            Console.WriteLine(Throwing(call));
        foreach ((string name, Func<Tensor> closure) in
            new (string, Func<Tensor>)[] { ("null", () => null!), ("disposed", Disposed), ("two", () => ones(2)) })
        {
            using LBFGS optimizer = optim.LBFGS([new Parameter(ones(2))]);
            try
            {
                optimizer.StepSafely(closure);
            }
            catch (ArgumentException e) when (e.ParamName == "closure")
            {
                Console.WriteLine($"{name}: {e.GetType().Name}");
            }
        }
    }

    private static string Throwing(int call)
    {
        using var scope = NewDisposeScope();
        using var x = new Parameter(tensor([-1.2, 1.0]));
        using LBFGS optimizer = optim.LBFGS([x], lr: 1, tolerance_change: 1e-12);
        int calls = 0;
        string found = "nothing thrown";
        for (int i = 0; i < 20; i++)
        {
            double[] before = Numeric.Values(x);
            try
            {
                optimizer.StepSafely(() => ++calls == call ? throw new TimeoutException("mine") : Rosenbrock(optimizer, x));
            }
            catch (TimeoutException e) when (e.StackTrace!.Contains(nameof(Throwing), StringComparison.Ordinal) && calls == call)
            {
                found = Numeric.Values(x).SequenceEqual(before) && x.grad is null && is_grad_enabled() ? "undone" : "changed";
            }
        }
        return string.Create(CultureInfo.InvariantCulture, $"{call}: {found}, then {Math.Round(Numeric.Values(x)[0], 3)}");
    }

    private static double[] Minimize(Action<LBFGS, Func<Tensor>> step, out int calls)
    {
        using var scope = NewDisposeScope();
        using var x = new Parameter(tensor([-1.2, 1.0]));
        using LBFGS optimizer = optim.LBFGS([x], lr: 1);
        int count = 0;
        for (int i = 0; i < 10; i++)
            step(optimizer, () =>
            {
                count++;
                return Rosenbrock(optimizer, x);
            });
        calls = count;
        return Numeric.Values(x);
    }

    private static Tensor Rosenbrock(LBFGS optimizer, Tensor x)
    {
        optimizer.zero_grad();
        Tensor loss = (1 - x[0]).pow(2) + 100 * (x[1] - x[0].pow(2)).pow(2);
        loss.Backward();
        return loss;
    }

    private static Tensor Disposed()
    {
        Tensor loss = ones(1);
        loss.Dispose();
        return loss;
    }
}
