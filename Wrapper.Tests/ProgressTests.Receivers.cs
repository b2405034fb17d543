using System.Runtime.InteropServices;
using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>What a receiver may do: throw, make tensors, call the library.</summary>
public sealed partial class ProgressTests
{
    /// <summary>Cancelled at the start, in the middle and at the end, where the result is there already.</summary>
    [TestMethod]
    [DynamicData(nameof(Calls))]
    public void WhatItThrowsComesOutUnchangedAndNothingIsLeft(string call)
    {
        using (NewDisposeScope())
            s_calls[call](new Notes());      // what is made once
        byte[] random = get_rng_state().data<byte>().ToArray();
        long before = Live.Tensors();
        foreach (bool grad in GradModes(call))
            foreach (double at in new[] { 0, 0.1, 1 })
            {
                var cancelled = new OperationCanceledException("enough");
                using (NewDisposeScope())
                using (set_grad_enabled(grad))
                {
                    using DisposeScope inner = NewDisposeScope();
                    Assert.AreSame(cancelled, Assert.ThrowsExactly<OperationCanceledException>(() =>
                        s_calls[call](new Notes(value => Throw(value >= at, cancelled)))));
                    Assert.AreEqual(grad, is_grad_enabled());
                    Assert.IsTrue(inner.Contains(ones(1)));
                }
                Assert.AreEqual(before, Live.Tensors(), $"{call}, {at}");
            }
        using Tensor state = get_rng_state();
        CollectionAssert.AreEqual(random, state.data<byte>().ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(Calls))]
    public void TensorsThatItMakesAreDisposed(string call)
    {
        using var scope = NewDisposeScope();
        var made = new List<Tensor>();
        s_calls[call](new Notes(_ => made.Add(ones(2))));
        Assert.IsGreaterThanOrEqualTo(2, made.Count);
        Assert.IsTrue(made.TrueForAll(each => each.IsInvalid));
    }

    /// <summary>Exceptions that the library handles itself where LibTorch or a check throws them.</summary>
    [TestMethod]
    [DynamicData(nameof(Calls))]
    public void NoExceptionOfItIsTakenForOneOfTheLibrary(string call)
    {
        using var scope = NewDisposeScope();
        AutogradException other = Assert.ThrowsExactly<AutogradException>(() => tensor(1.0).Backward());
        Exception[] looksLike =
        [
            other, Assert.ThrowsExactly<ExternalException>(() => ones(2, 3).mm(ones(2, 3))),
            new InvalidOperationException("ZeroTensors are immutable"), Failure(),
        ];
        foreach (Exception thrown in looksLike)
        {
            Exception? caught = null;
            try
            {
                s_calls[call](new Notes(value => Throw(value > 0.1, thrown)));
            }
            catch (Exception e)
            {
                caught = e;
            }
            Assert.AreSame(thrown, caught);
        }
        Assert.AreSame(looksLike[^1], Assert.ThrowsExactly<GradCheckException>(() => Autograd.GradCheck(Elementwise, Ten.requires_grad_(),
            raiseException: false, progress: new Notes(_ => throw looksLike[^1]))));
    }

    [TestMethod]
    [DynamicData(nameof(Calls))]
    public void ItMayCallTheLibraryAndChangesNothing(string call)
    {
        using var scope = NewDisposeScope();
        Tensor w = ones(2).requires_grad_();
        bool grad = GradModes(call)[^1];
        var modes = new List<bool>();
        using (set_grad_enabled(grad))
            s_calls[call](new Notes(_ =>
            {
                modes.Add(is_grad_enabled());
                set_grad_enabled(true);
                w.square().sum().Backward();
                Autograd.Jacobian(t => t * t, w, progress: new Notes());
                Transforms.Vmap(Transforms.Grad((Tensor t) => t.square()))(w);
                rand(3);
            }));
        CollectionAssert.DoesNotContain(modes, !grad);      // the caller's mode, whatever the computation's is
        CollectionAssert.AreEqual(new[] { 4f * modes.Count / 2, 4f * modes.Count / 2 }, w.grad!.data<float>().ToArray());
    }

    /// <summary>The modes in which a call works: a check of backward needs a graph.</summary>
    private static bool[] GradModes(string call) => call.StartsWith("Grad", StringComparison.Ordinal) ? [true] : [true, false];

    private static void Throw(bool now, Exception thrown)
    {
        if (now)
            throw thrown;
    }

    private static GradCheckException Failure() => Assert.ThrowsExactly<GradCheckException>(() =>
        Autograd.GradCheck(t => t.detach() * t, tensor([1.0]).requires_grad_()));
}
