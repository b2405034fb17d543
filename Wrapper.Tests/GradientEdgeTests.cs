using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Edges as roots and as inputs; the tensors are gone by then.</summary>
[TestClass]
public class GradientEdgeTests : GradRouteTest
{
    [TestMethod]
    public void AnEdgeAsInputGetsTheGradientOfItsTensor()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0, 3.0], requires_grad: true), y = x * x;
        using GradientEdge middle = Autograd.GradientEdge(y), end = Autograd.GradientEdge((y * y).sum());
        y.Dispose();
        Tensor?[] found = Autograd.Grad([end], [middle]);      // d Σy² / dy = 2y
        Numeric.AssertClose([2, 8, 18], Numeric.Values(found[0]));
        Assert.IsNull(x.grad);
    }

    [TestMethod]
    public void AnEdgeAsRootNeedsNoTensor()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0, 3.0], requires_grad: true);
        GradientEdge end;
        using (NewDisposeScope())
            end = Autograd.GradientEdge(x * x);
        using (end)
        {
            Autograd.Backward([end], [tensor([1.0, 10.0, 100.0])], retainGraph: true);      // 2 x v
            Numeric.AssertClose([2, 40, 600], Numeric.Values(x.grad));
            Autograd.Backward([end, end], [ones(3, float64), ones(3, float64)]);
            Numeric.AssertClose([6, 48, 612], Numeric.Values(x.grad));
        }
    }

    [TestMethod]
    public void TheEdgeOfALeafLeadsToItsGradient()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0], requires_grad: true), w = tensor([3.0, 4.0], requires_grad: true);
        using GradientEdge end = Autograd.GradientEdge((x * w).sum()), leaf = Autograd.GradientEdge(x), other = Autograd.GradientEdge(w);
        Assert.IsTrue(leaf.IsLeaf);
        Assert.IsFalse(end.IsLeaf);
        Numeric.AssertClose([1, 2], Numeric.Values(Autograd.Grad([end], [other], retainGraph: true)[0]));
        Autograd.Backward([end], inputs: [leaf]);
        Numeric.AssertClose([3, 4], Numeric.Values(x.grad));
        Assert.IsNull(w.grad);
        Autograd.Backward([leaf], [ones(2, float64)]);      // a leaf as root: its own gradient
        Numeric.AssertClose([4, 5], Numeric.Values(x.grad));
    }

    [TestMethod]
    public void AnEdgeKnowsWhichOutputOfTheOperationItIs()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new[,] { { 1.0, 2.0 }, { 3.0, 4.0 } }, requires_grad: true);
        Tensor[] rows = x.unbind();
        using GradientEdge second = Autograd.GradientEdge(rows[1]), end = Autograd.GradientEdge((rows[0] * rows[1]).sum());
        Assert.AreEqual(1L, second.OutputNr);
        Assert.AreEqual(0L, end.OutputNr);
        CollectionAssert.AreEqual(new long[] { 2 }, second.Shape.ToArray());
        Assert.AreEqual(float64, second.Type);
        Assert.AreEqual("GradientEdge of float64 [2]", second.ToString());
        Numeric.AssertClose([1, 2], Numeric.Values(Autograd.Grad([end], [second], retainGraph: true)[0]));
        Autograd.Backward([second], [tensor([5.0, 6.0])], retainGraph: true);
        Numeric.AssertClose([0, 0, 5, 6], Numeric.Values(x.grad));
    }

    [TestMethod]
    public void TheOptionsOfGradHoldForEdges()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0], requires_grad: true), y = x.pow(3), unused = x * 5;
        using GradientEdge from = Autograd.GradientEdge(y), to = Autograd.GradientEdge(x), no = Autograd.GradientEdge(unused);
        Tensor?[] rows = Autograd.Grad([from], [to], [tensor(new[,] { { 1.0, 0.0 }, { 0.0, 1.0 }, { 1.0, 1.0 } })], retainGraph: true,
            isGradsBatched: true);
        Numeric.AssertClose([3, 0, 0, 12, 3, 12], Numeric.Values(rows[0]));
        Tensor first = Autograd.Grad([from], [to], [ones(2, float64)], createGraph: true)[0]!;      // 3 x²
        Numeric.AssertClose([6, 12], Numeric.Values(Autograd.Grad(first.sum(), x, retainGraph: true)));
        Assert.IsNull(Autograd.Grad([from], [no], [ones(2, float64)], retainGraph: true, allowUnused: true)[0]);
        Tensor zeros = Autograd.Grad([from], [no], [ones(2, float64)], retainGraph: true, materializeGrads: true)[0]!;
        Numeric.AssertClose([0, 0], Numeric.Values(zeros));
        var thrown = Assert.ThrowsExactly<AutogradException>(() => Autograd.Grad([from], [no], [ones(2, float64)], retainGraph: true));
        Assert.AreEqual(AutogradError.UnusedInput, thrown.Kind);
    }

    [TestMethod]
    public void ALaterWriteDoesNotMoveTheEdge()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0], requires_grad: true), y = x * 2;
        using GradientEdge before = Autograd.GradientEdge(y);
        y.mul_(3);
        using GradientEdge after = Autograd.GradientEdge(y);
        Tensor end = y.sum();
        using GradientEdge sum = Autograd.GradientEdge(end);
        Tensor?[] found = Autograd.Grad([sum], [before, after]);
        Numeric.AssertClose([3, 3], Numeric.Values(found[0]));
        Numeric.AssertClose([1, 1], Numeric.Values(found[1]));
    }

    [TestMethod]
    public void TheEdgeOfAViewFollowsWhatWasWrittenBefore()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0], requires_grad: true), y = x * 2, view = y.narrow(0, 0, 1);
        y.mul_(3);      // the view's own node is made anew
        using GradientEdge edge = Autograd.GradientEdge(view);
        Autograd.Backward([edge]);
        Numeric.AssertClose([6, 0], Numeric.Values(x.grad));
    }

    [TestMethod]
    public void EveryTypeAndModeHasEdges()
    {
        foreach (ScalarType type in new[] { float32, float64, ScalarType.ComplexFloat64, ScalarType.BFloat16 })
        {
            using var scope = NewDisposeScope();
            Tensor x = ones(2, 3, dtype: type).requires_grad_(), y = x * 3;
            GradientEdge edge;
            using (no_grad())
            using (inference_mode(true))
                edge = Autograd.GradientEdge(y);
            using (edge)
                Autograd.Backward([edge], [ones(2, 3, dtype: type)]);
            Assert.AreEqual(type, x.grad!.dtype);
            Numeric.AssertClose([3, 3, 3, 3, 3, 3], Numeric.Values(x.grad.is_complex() ? real(x.grad) : x.grad));
        }
    }

    [TestMethod]
    public void AFreedGraphIsAnErrorAndAnEdgeOfItStaysUsableElsewhere()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0], requires_grad: true);
        using GradientEdge edge = Autograd.GradientEdge(x.exp());
        Autograd.Backward([edge], [ones(2, float64)]);
        var thrown = Assert.ThrowsExactly<AutogradException>(() => Autograd.Backward([edge], [ones(2, float64)]));
        Assert.AreEqual(AutogradError.GraphFreed, thrown.Kind);
    }

    [TestMethod]
    public void WhatTheGraphHoldsLivesAsLongAsTheEdge()
    {
        using Tensor x = tensor([1.0], requires_grad: true);
        (WeakReference held, GradientEdge edge) = Made(x);
        Collect();
        Assert.IsTrue(held.IsAlive);
        edge.Dispose();
        edge.Dispose();      // again: nothing
        Collect();
        Assert.IsFalse(held.IsAlive);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static (WeakReference, GradientEdge) Made(Tensor x)
        {
            var marker = new object();
            using Tensor y = Functions.OnBackward(x, () => GC.KeepAlive(marker));
            return (new WeakReference(marker), Autograd.GradientEdge(y));
        }

        static void Collect()
        {
            for (int i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
    }

    [TestMethod]
    public void EdgesLeaveNothingBehind()
    {
        using Tensor x = rand(100, 100, dtype: float64).requires_grad_(), gradient = ones(100, 100, dtype: float64);
        Leak.AssertNone("edges", 400, () =>
        {
            GradientEdge from, to = Autograd.GradientEdge(x);
            using (Tensor y = x.exp())
                from = Autograd.GradientEdge(y);
            Autograd.Grad([from], [to], [gradient])[0]!.Dispose();
            from.Dispose();
            to.Dispose();
        }, 4 * Leak.Megabyte);
    }

    [TestMethod]
    public void ThreadsShareAnEdge()
    {
        using Tensor x = tensor([1.0, 2.0], requires_grad: true), gradient = ones(2, float64), y = x.exp();
        using GradientEdge to = Autograd.GradientEdge(x);
        GradientEdge from = Autograd.GradientEdge(y);
        double[] expected = [Math.E, Math.E * Math.E];
        Parallel.For(0, 4, _ =>
        {
            for (int i = 0; i < 50; i++)
            {
                using Tensor found = Autograd.Grad([from], [to], [gradient], retainGraph: true)[0]!;
                Numeric.AssertClose(expected, Numeric.Values(found));
            }
        });
        var last = new Thread(from.Dispose);      // a thread that did not make it
        last.Start();
        last.Join();
        Assert.ThrowsExactly<ArgumentException>(() => Autograd.Grad([from], [to], [gradient]));
    }

    [TestMethod]
    public void WithoutTheGraphThereAreNoEdges()
    {
        using Tensor x = ones(2, dtype: float64).requires_grad_();
        using var off = new SwitchedOff("Graph");
        var thrown = Assert.ThrowsExactly<AutogradException>(() => Autograd.GradientEdge(x));
        Assert.AreEqual(AutogradError.NotImplemented, thrown.Kind);
        StringAssert.Contains(thrown.Message, "NativeRuntime.Diagnose()");
    }
}

/// <summary>The same where TorchScript makes Grad's native call.</summary>
[TestClass]
public sealed class GradientEdgeByScriptTests : GradientEdgeTests
{
    protected override bool ByScript => true;
}
