using System.Diagnostics;
using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Hooks;

/// <summary>How long hooks live, what they cost, what they do on threads and without LibTorch's own hooks.</summary>
[TestClass]
public sealed class HookLifeTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void HooksLeakNothing()
    {
        using Tensor x = Leaf(3);
        Flat(10_000, () =>
        {
            using Tensor y = x.mul(x), sum = y.sum();
            y.RegisterHook(gradient => gradient.clone());
            using Tensor gradient = Autograd.Grad(sum, x);
        });
        Flat(20_000, () =>
        {
            using IDisposable hook = x.RegisterHook(_ => null), told = x.RegisterPostAccumulateGradHook(leaf => leaf.grad = null);
            using Tensor sum = x.sum();
            sum.Backward();
        });
        Flat(3_000, () =>
        {
            using Tensor y = x.mul(x), sum = y.sum();
            Autograd.RegisterMultiGradHook([x, y], _ => { }).Dispose();
            Autograd.RegisterMultiGradHook([y], _ => { });
            Autograd.RegisterMultiGradHook([y], _ => { }, MultiGradMode.Any);
            using Tensor gradient = Autograd.Grad(sum, x);
        });
    }

    [TestMethod]
    public void ModuleHooksLeakNothing()
    {
        using Tensor x = Leaf(1, 3);
        using nn.Module<Tensor, Tensor> layer = nn.Linear(3, 2, dtype: float64);
        Flat(2_000, () =>
        {
            using var scope = NewDisposeScope();
            using IDisposable hook = layer.RegisterFullBackwardHook((input, _) => input),
                pre = layer.RegisterFullBackwardPreHook(_ => null);
            Autograd.Grad(layer.call(x).sum(), x);
        });
    }

    /// <summary>Without a dispose scope what a module's hooks have made goes when the collector finds it.</summary>
    [TestMethod]
    public void TheGraphOfAHookedModuleIsCollected()
    {
        using Tensor x = Leaf(1, 3);
        using nn.Module<Tensor, Tensor> layer = nn.Linear(3, 2, dtype: float64);
        using IDisposable hook = layer.RegisterFullBackwardHook((input, _) => input);
        Call(layer, x);
        long before = Live.Tensors();
        for (int i = 0; i < 20; i++)
            Call(layer, x);
        for (int i = 0; i < 5 && Live.Tensors() > before; i++)
            GC.Collect();
        Assert.IsLessThanOrEqualTo(before, Live.Tensors());

        static void Call(nn.Module<Tensor, Tensor> layer, Tensor x) => Autograd.Grad(layer.call(x).sum(), x);
    }

    [TestMethod]
    public void SavedTensorHooksLeakNothing()
    {
        using Tensor x = Leaf(3);
        Flat(5_000, () =>
        {
            using var scope = NewDisposeScope();
            Tensor y;
            using (Autograd.SavedTensorHooks(saved => (saved.clone(), "text"), packed => (((Tensor, string))packed).Item1.clone()))
                y = (x.exp() * x).sum();
            Autograd.Grad(y, x, retainGraph: true);
            Autograd.Grad(y, x);
        });
        Flat(2_000, () =>
        {
            using var scope = NewDisposeScope();
            using (Autograd.SavedTensorHooks(saved => new Holder(saved), packed => ((Holder)packed).Tensor))
                _ = x.exp();      // a graph that no pass walks
        });
    }

    private sealed record Holder(Tensor Tensor);

    /// <summary>The hook and all that it captures go when the tensor and its graph are gone, and when the hook is removed.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void WhatAHookCapturesIsFreed(bool byDispose)
    {
        using Tensor x = Leaf(2);
        WeakReference captured = Register(x, byDispose);
        for (int i = 0; i < 3 && captured.IsAlive; i++)
            _ = Live.Tensors();
        Assert.IsFalse(captured.IsAlive);

        static WeakReference Register(Tensor x, bool byDispose)
        {
            var held = new object();
            using Tensor y = x.mul(x);
            IDisposable hook = (byDispose ? x : y).RegisterHook(_ => held.ToString() is null ? null : null);
            if (byDispose)
                hook.Dispose();
            return new WeakReference(held);
        }
    }

    /// <summary>The graph of a tensor outlives the object, and so do the tensor's hooks.</summary>
    [TestMethod]
    public void AHookWorksAfterItsTensorObjectIsDisposed()
    {
        using var x = Leaf(2);
        Tensor sum;
        using (Tensor y = x.mul(x))
        {
            y.RegisterHook(gradient => gradient * 3);
            sum = y.sum();
        }
        using (sum)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            using Tensor gradient = Autograd.Grad(sum, x);
            CollectionAssert.AreEqual(new[] { 6.0, 6 }, Numeric.Values(gradient));
        }
    }

    [TestMethod]
    public void ManyThreadsHookOneLeafWhileOthersRunPasses()
    {
        using Tensor x = Leaf(2);
        int calls = 0;
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            for (int i = 0; i < 200; i++)
            {
                using IDisposable hook = x.RegisterHook(_ => Count()), both = Autograd.RegisterMultiGradHook([x], _ => Count());
                using Tensor y = x.mul(x), sum = y.sum(), gradient = Autograd.Grad(sum, x);
                CollectionAssert.AreEqual(new[] { 2.0, 2 }, Numeric.Values(gradient));
            }
        });
        Assert.IsGreaterThanOrEqualTo(2 * 8 * 200, calls);

        Tensor? Count()
        {
            Interlocked.Increment(ref calls);
            return null;
        }
    }

    [TestMethod]
    public void ThreadsThatPackAndThreadsThatDoNot()
    {
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, worker =>
        {
            using var scope = NewDisposeScope();
            Tensor x = tensor([0.5]).requires_grad_();
            for (int i = 0; i < 100; i++)
            {
                int packs = 0;
                using IDisposable? hooks = worker % 2 == 0 ? null : Autograd.SavedTensorHooks(
                    saved =>
                    {
                        packs++;
                        return saved * 2;
                    }, packed => (Tensor)packed);
                using Tensor gradient = Autograd.Grad(x.exp(), x);
                Assert.AreEqual(worker % 2 == 0 ? Math.Exp(0.5) : 2 * Math.Exp(0.5), gradient.item<double>(), 1e-12);
                Assert.AreEqual(worker % 2, packs);
            }
        });
    }

    [TestMethod]
    public void ManyHooksUnderTheCollector()
    {
        using var collector = new Collector();
        using Tensor x = Leaf(2);
        for (int i = 0; i < 300; i++)
        {
            using Tensor y = x.mul(x), sum = y.sum();
            y.RegisterHook(gradient => gradient.clone());
            x.RegisterPostAccumulateGradHook(_ => { }).Dispose();
            sum.Backward();
        }
        Assert.IsGreaterThan(0, collector.Collections);
    }

    /// <summary>Over the same pass without a hook; the quickest of several rounds, since other programs run too.</summary>
    [TestMethod]
    [NotUnderWine("a call between managed and native code takes longer there")]
    public void AHookCostsAtMostFiveMicroseconds()
    {
        using Tensor x = Leaf(2), y = x.mul(x), sum = y.sum();
        double without = Microseconds(), with;
        using (y.RegisterHook(_ => null))
            with = Microseconds();
        TestContext.WriteLine($"a pass: {without:F2} us, with a hook {with:F2} us");
        Assert.IsLessThan(5, with - without);

        double Microseconds()
        {
            double best = double.MaxValue;
            for (int round = 0; round < 40; round++)
            {
                long start = Stopwatch.GetTimestamp();
                for (int i = 0; i < 100; i++)
                    Autograd.Grad(sum, x, retainGraph: true).Dispose();
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds / 100);
            }
            return best;
        }
    }

    [TestMethod]
    public void WithoutTheCapabilityTheySayWhatElseThereIs()
    {
        using Tensor x = Leaf(2);
        using var off = new SwitchedOff("Hooks");
        Assert.IsFalse(NativeRuntime.Diagnose().Capabilities.Hooks);
        StringAssert.Contains(NativeRuntime.Diagnose().ToString(), "hooks: no");
        foreach (Action call in new Action[]
        {
            () => x.RegisterHook(_ => null), () => x.RegisterPostAccumulateGradHook(_ => { }),
            () => Autograd.RegisterMultiGradHook([x], _ => { }),
        })
            StringAssert.Contains(Assert.ThrowsExactly<PlatformNotSupportedException>(call).Message, "WithGradHook");
        foreach (Action call in new Action[] { () => Autograd.SaveOnCpu(), () => Autograd.SavedTensorHooks(saved => saved, _ => x) })
            StringAssert.Contains(Assert.ThrowsExactly<PlatformNotSupportedException>(call).Message, "Checkpoint");
        Autograd.DisableSavedTensorHooks("works anyway").Dispose();
    }

    private void Flat(int count, Action action) =>
        TestContext.WriteLine($"{Leak.AssertNone(TestContext.TestName!, count, action, 4 * Leak.Megabyte):F1} us a call");

    private static Tensor Leaf(params long[] shape) => ones(shape, float64).requires_grad_();
}
