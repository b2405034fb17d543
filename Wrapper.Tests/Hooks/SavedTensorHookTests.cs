using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Hooks;

/// <summary>torch.autograd.graph.saved_tensors_hooks and its like.</summary>
[TestClass]
public sealed class SavedTensorHookTests
{
    [TestMethod]
    public void WhatIsSavedIsPackedOnceAndUnpackedInEachPass()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(0.1, 0.2, 0.3);
        int packs = 0, unpacks = 0;
        Tensor y;
        using (Autograd.SavedTensorHooks(saved => { packs++; return saved; }, packed => { unpacks++; return (Tensor)packed; }))
            y = (x.exp().sin() * x).sum();      // exp saves its result; sin its input; the product both factors
        Assert.AreEqual(4, packs);
        Assert.AreEqual(0, unpacks);
        Tensor first = Autograd.Grad(y, x, retainGraph: true), second = Autograd.Grad(y, x);
        Assert.AreEqual(4, packs);
        Assert.AreEqual(8, unpacks);
        double[] exact = [.. new[] { 0.1, 0.2, 0.3 }.Select(v => Math.Cos(Math.Exp(v)) * Math.Exp(v) * v + Math.Sin(Math.Exp(v)))];
        Numeric.AssertClose(exact, Numeric.Values(first), 1e-14, 1e-14);
        Numeric.AssertClose(exact, Numeric.Values(second), 1e-14, 1e-14);
    }

    [TestMethod]
    public void AGradientFromHalfPrecisionHasTheRightValues()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(0.1, 0.2, 0.3);
        Tensor y;
        using (Autograd.SavedTensorHooks(saved => saved.to_type(float16), packed => ((Tensor)packed).to_type(float64)))
            y = x.exp().sum();
        Tensor gradient = Autograd.Grad(y, x);
        // Exactly the exponentials, rounded to float16.
        CollectionAssert.AreEqual(Numeric.Values(x.exp().to_type(float16).to_type(float64)), Numeric.Values(gradient));
        Assert.AreNotEqual(Math.Exp(0.1), Numeric.Values(gradient)[0]);
    }

    [TestMethod]
    public void WhatUnpackReturnsIsWhatThePassUses()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(1, 2, 3);
        Tensor y;
        using (Autograd.SavedTensorHooks(saved => saved * 2, packed => (Tensor)packed * 3))
            y = (x * x).sum();
        // 6x for each factor instead of x
        CollectionAssert.AreEqual(new[] { 12.0, 24, 36 }, Numeric.Values(Autograd.Grad(y, x)));
    }

    [TestMethod]
    public void ToDiskAndBack()
    {
        using var scope = NewDisposeScope();
        string folder = Directory.CreateTempSubdirectory("saved").FullName;
        try
        {
            Tensor x = Leaf(1, 2, 3);
            Tensor y;
            using (Autograd.SavedTensorHooks(
                saved =>
                {
                    string file = Path.Combine(folder, Guid.NewGuid().ToString("N"));
                    saved.save(file);
                    return file;
                },
                packed => Tensor.load((string)packed)))
                y = x.pow(3).exp().sum();
            Assert.HasCount(2, Directory.GetFiles(folder));
            Numeric.AssertClose([.. new[] { 1.0, 2, 3 }.Select(v => 3 * v * v * Math.Exp(v * v * v))],
                Numeric.Values(Autograd.Grad(y, x)), 1e-12, 1e-12);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void OnlyTheInnermostScopePacksAndOnlyOnItsThread()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(1.0);
        var order = new List<string>();
        IDisposable Named(string name) => Autograd.SavedTensorHooks(saved =>
        {
            order.Add(name);
            return saved;
        }, packed => (Tensor)packed);
        using (Named("outer"))
        {
            _ = x.exp();
            using (Named("inner"))
                _ = x.exp();
            var other = new Thread(() => x.exp().Dispose());
            other.Start();
            other.Join();
            _ = x.exp();
        }
        _ = x.exp();
        Assert.AreEqual("outer inner outer", string.Join(' ', order));
    }

    [TestMethod]
    public void SecondDerivativesGoThroughUnpackedTensors()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(2, 3);
        Tensor first, second;
        using (Autograd.SavedTensorHooks(saved => saved.clone(), packed => ((Tensor)packed).clone()))
        {
            first = Autograd.Grad(x.pow(3).sum(), x, createGraph: true);
            second = Autograd.Grad((first * first).sum(), x);      // (9x⁴)' = 36x³
        }
        CollectionAssert.AreEqual(new[] { 12.0, 27 }, Numeric.Values(first));
        CollectionAssert.AreEqual(new[] { 288.0, 972 }, Numeric.Values(second));
    }

    [TestMethod]
    public void PackGetsNoGraphAndRecordsNothing()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(1.0, 2);
        var seen = new List<(bool RequiresGrad, bool Recording)>();
        using (Autograd.SavedTensorHooks(saved =>
            {
                seen.Add((saved.requires_grad, is_grad_enabled()));
                return saved;
            }, packed => (Tensor)packed))
            _ = x.exp() * x;
        Assert.HasCount(3, seen);
        Assert.IsTrue(seen.TrueForAll(each => each == (false, false)));
    }

    [TestMethod]
    public void TensorsThatPackMakesLiveAsLongAsTheGraphWhateverScopeIsAroundTheOperation()
    {
        using var x = Leaf(1.0, 2);
        Tensor? stored = null, temporary = null;
        Tensor y;
        using (Autograd.SavedTensorHooks(saved =>
            {
                temporary = saved.clone();
                return (Name: "copy", Tensor: stored = temporary.clone());
            }, packed => (((string, Tensor))packed).Item2))
        using (NewDisposeScope())
            y = x.exp().MoveToOuterDisposeScope();
        Assert.IsTrue(temporary!.IsInvalid);
        Assert.IsFalse(stored!.IsInvalid);
        using (Tensor sum = y.sum(), gradient = Autograd.Grad(sum, x))
            Numeric.AssertClose([Math.E, Math.E * Math.E], Numeric.Values(gradient), 1e-12, 1e-12);
        y.Dispose();
        Assert.IsTrue(stored.IsInvalid);
    }

    [TestMethod]
    public void SaveOnCpuLeavesThemOnTheCpu()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(1, 2), y;
        using (Autograd.SaveOnCpu())
            y = x.pow(2).sum();
        CollectionAssert.AreEqual(new[] { 2.0, 4 }, Numeric.Values(Autograd.Grad(y, x)));
    }

    [TestMethod]
    public void TheyCanBeForbidden()
    {
        using (Autograd.DisableSavedTensorHooks("not in this layer"))
        {
            StringAssert.Contains(Assert.ThrowsExactly<AutogradException>(Begin).Message, "not in this layer");
            using (Autograd.DisableSavedTensorHooks("nor here"))
                StringAssert.Contains(Assert.ThrowsExactly<AutogradException>(() => Autograd.SaveOnCpu()).Message, "nor here");
            StringAssert.Contains(Assert.ThrowsExactly<AutogradException>(Begin).Message, "not in this layer");
        }
        using (Begin())
            StringAssert.Contains(
                Assert.ThrowsExactly<AutogradException>(() => Autograd.DisableSavedTensorHooks("too late")).Message, "too late");
        Begin().Dispose();

        static IDisposable Begin() => Autograd.SavedTensorHooks(saved => saved, packed => (Tensor)packed);
    }

    private static Tensor Leaf(params double[] values) => tensor(values).requires_grad_();
}
