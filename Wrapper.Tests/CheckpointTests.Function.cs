using System.Globalization;
using TorchBridge.Engine;
using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>What a checkpointed function may do, and what stays in memory.</summary>
public sealed partial class CheckpointTests
{
    [TestMethod]
    public void RandomNumbersAreTheSameAgain()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        Tensor x = ones(1000, dtype: float64).requires_grad_();
        Tensor y = Autograd.Checkpoint(input => nn.functional.dropout(input, 0.5), x);
        Tensor next = rand(3);
        Tensor after = DefaultGenerator.State;
        CollectionAssert.AreEqual(Numeric.Values(y), Numeric.Values(Autograd.Grad(y.sum(), x)));
        CollectionAssert.AreEqual(Numeric.Values(after), Numeric.Values(DefaultGenerator.State));
        manual_seed(5);
        nn.functional.dropout(ones(1000, dtype: float64), 0.5);
        CollectionAssert.AreEqual(Numeric.Values(next), Numeric.Values(rand(3)));
    }

    [TestMethod]
    public void AModulesParametersGetTheirGradients()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(4, 3, dtype: float64);
        Tensor x = Random(2, 4);
        Autograd.Checkpoint(layer.forward, x).pow(2).sum().Backward();
        double[][] checkpointed = [.. layer.parameters().Select(parameter => Numeric.Values(parameter.grad))];
        Autograd.ZeroGrad(layer.parameters());
        layer.forward(x).pow(2).sum().Backward();
        double[][] plain = [.. layer.parameters().Select(parameter => Numeric.Values(parameter.grad))];
        for (int i = 0; i < plain.Length; i++)
            Numeric.AssertClose(plain[i], checkpointed[i], 1e-12, 1e-12);
    }

    [TestMethod]
    public void WithoutGradModeNothingIsRecorded()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(3);
        long before = Live.Tensors();
        using (no_grad())
        {
            Tensor y = Autograd.Checkpoint(input => (input * 2 + 1) * 3, x);
            Assert.IsFalse(y.requires_grad);
            Assert.AreEqual(before + 1, Tensor.TotalCount);
            Assert.AreSame(x, Autograd.Checkpoint((Tensor input) => input, x));
        }
        Assert.IsFalse(x.IsInvalid);
        Assert.IsFalse(Autograd.Checkpoint(input => input * 2, x.detach()).requires_grad);
    }

    [TestMethod]
    public void OnlyTheOutputsStay()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(3);
        long before = Live.Tensors();
        Tensor y = Autograd.Checkpoint(input => (input * input).exp() * 3, x);
        Assert.AreEqual(before + 1, Tensor.TotalCount);
        Autograd.Grad(y, x, ones_like(y).DetachFromDisposeScope());
        Assert.AreEqual(before + 3, Tensor.TotalCount);
    }

    [TestMethod]
    public void WhatTheFunctionThrowsComesOut()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(3);
        bool fail = true;
        Tensor Function(Tensor input) => fail ? throw new TimeoutException("in func") : input * input;
        long before = Live.Tensors();
        Assert.ThrowsExactly<TimeoutException>(() => Autograd.Checkpoint(Function, x));
        Assert.AreEqual(before, Tensor.TotalCount);
        fail = false;
        Tensor y = Autograd.Checkpoint(Function, x).sum();
        fail = true;
        Tensor state = DefaultGenerator.State;
        Assert.ThrowsExactly<TimeoutException>(() => y.Backward(retainGraph: true));
        CollectionAssert.AreEqual(Numeric.Values(state), Numeric.Values(DefaultGenerator.State));
        fail = false;
        y.Backward();
        Numeric.AssertClose(Numeric.Values(x * 2), Numeric.Values(x.grad), 1e-12);
    }

    [TestMethod]
    public void AFunctionThatDoesSomethingElseTheSecondTimeIsAnError()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(3);
        foreach ((Func<Tensor, Tensor[]> again, string message) in new (Func<Tensor, Tensor[]>, string)[]
        {
            (input => [input, input], "func returned 1 tensors in the forward pass and 2 when it was computed again"),
            (input => [input.unsqueeze(0)], "func returned a tensor of shape [3] at index 0 in the forward pass and one of shape [1, 3]"),
            (input => [input.detach()], "a tensor that requires grad at index 0 in the forward pass and one that does not"),
        })
        {
            int calls = 0;
            Tensor y = Autograd.Checkpoint(inputs => calls++ == 0 ? [inputs[0] * 2] : again(inputs[0]), [x])[0].sum();
            AutogradException thrown = Assert.ThrowsExactly<AutogradException>(() => y.Backward());
            Assert.AreEqual(AutogradError.Other, thrown.Kind);
            StringAssert.Contains(thrown.Message, message);
        }
    }

    [TestMethod]
    public void AComputedTensorThatIsNotAnArgumentIsAnError()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(3);
        Tensor computed = x * 2, constant = computed.detach();
        Assert.AreEqual("func", Assert.ThrowsExactly<ArgumentException>(() => Autograd.Checkpoint(input => input * computed, x)).ParamName);
        Numeric.AssertClose(Numeric.Values(constant),
            Numeric.Values(Autograd.Grad(Autograd.Checkpoint(input => input * constant, x).sum(), x)), 1e-12);
    }

    [TestMethod]
    public void AnInputThatIsWrittenToBeforeBackwardIsAnError()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(3);
        Tensor t = x * 1;
        Tensor y = Autograd.Checkpoint(input => input.exp(), t).sum();
        t.zero_();
        Assert.AreEqual(AutogradError.ModifiedInPlace, Assert.ThrowsExactly<AutogradException>(() => y.Backward()).Kind);
    }

    /// <summary>
    /// A chain of 64 layers of 8 MB. Each method runs in its own process, and its memory is compared with that of the process without the
    /// chain.
    /// </summary>
    [TestMethod]
    public void ThePeakOfMemoryIsLower()
    {
        double nothing = Peak("memory-nothing"), plain = Peak("memory-plain") - nothing, checkpointed = Peak("memory-checkpoint") - nothing;
        TestContext.WriteLine($"peak: {plain:F0} MB plain, {checkpointed:F0} MB with checkpoints");
        Assert.IsGreaterThan(400, plain);
        Assert.IsLessThan(plain / 2, checkpointed);

        // Without the variable, Linux's allocator keeps freed memory and leaves holes, and their size differs between runs.
        static double Peak(string program)
        {
            ChildProcess.Result child = ChildProcess.Run(program, environment: ("MALLOC_MMAP_THRESHOLD_", "1000000"));
            Assert.AreEqual(0, child.ExitCode, child.ToString());
            return long.Parse(child.Lines[^1], CultureInfo.InvariantCulture) / 1e6;
        }
    }
}
