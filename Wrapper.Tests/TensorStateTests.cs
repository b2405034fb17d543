using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>The version counter, output_nr, retains_grad, is_inference, and the thread's multithreading mode.</summary>
[TestClass]
public sealed class TensorStateTests
{
    [TestMethod]
    public void EveryWriteIsCountedAndViewsShareTheCount()
    {
        using var scope = NewDisposeScope();
        Tensor x = zeros(2, 2, dtype: float64), view = x[0];
        Assert.AreEqual(0L, x.Version());
        x.add_(1);
        view.mul_(2);
        Assert.AreEqual(2L, x.Version());
        Assert.AreEqual(2L, view.Version());
        Autograd.IncrementVersion(view);
        Assert.AreEqual(3L, x.Version());
        Autograd.IncrementVersion([x, view]);
        Assert.AreEqual(5L, x.Version());
        Numeric.AssertClose([2, 2, 1, 1], Numeric.Values(x));
    }

    [TestMethod]
    public void AWriteThatWasCountedByHandIsFoundByThePass()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0], requires_grad: true), y = x.exp(), z = (y * y).sum();
        Autograd.IncrementVersion(y);
        var thrown = Assert.ThrowsExactly<AutogradException>(() => z.Backward());
        Assert.AreEqual(AutogradError.ModifiedInPlace, thrown.Kind);
        Assert.IsNull(x.grad);
    }

    [TestMethod]
    public void AnInferenceTensorHasNoCount()
    {
        using var scope = NewDisposeScope();
        Tensor x;
        using (inference_mode(true))
            x = ones(2);
        Assert.IsTrue(x.IsInference());
        Assert.IsFalse(ones(2).IsInference());
        Autograd.IncrementVersion(x);      // nothing to count, no error
        var thrown = Assert.ThrowsExactly<AutogradException>(() => x.Version());
        StringAssert.Contains(thrown.Message, "Inference tensors do not track version counter");
    }

    [TestMethod]
    public void AnOutputHasItsNumber()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(3, 2, dtype: float64).requires_grad_();
        CollectionAssert.AreEqual(new long[] { 0, 1, 2 }, x.unbind().Select(row => row.OutputNr()).ToArray());
        Assert.AreEqual(0L, x.OutputNr());
        Assert.AreEqual(0L, ones(1).OutputNr());
    }

    [TestMethod]
    public void ANonLeafRetainsItsGradientWhenAsked()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(2, dtype: float64).requires_grad_(), y = x * 2;
        Assert.IsFalse(y.RetainsGrad());
        y.retain_grad();
        Assert.IsTrue(y.RetainsGrad());
        x.retain_grad();
        Assert.IsFalse(x.RetainsGrad());      // a leaf has its gradient anyway
        y.sum().Backward();
        Numeric.AssertClose([1, 1], Numeric.Values(y.grad));
    }

    [TestMethod]
    public void TheModeBelongsToTheThreadAndScopesNest()
    {
        Assert.IsTrue(Autograd.IsMultithreadingEnabled());
        using (Autograd.SetMultithreadingEnabled(false))
        {
            Assert.IsFalse(Autograd.IsMultithreadingEnabled());
            bool other = false;
            var thread = new Thread(() => other = Autograd.IsMultithreadingEnabled());
            thread.Start();
            thread.Join();
            Assert.IsTrue(other);
            using (Autograd.SetMultithreadingEnabled(true))
                Assert.IsTrue(Autograd.IsMultithreadingEnabled());
            Assert.IsFalse(Autograd.IsMultithreadingEnabled());
            Assert.IsTrue(is_grad_enabled());      // the other modes of the thread stay
            Assert.IsFalse(is_inference_mode_enabled());
            using Tensor x = tensor([2.0], requires_grad: true);
            (Tensor y, Tensor tangent) = Autograd.Jvp(t => t * t, x, x);      // forward mode is another bit
            Numeric.AssertClose([8], Numeric.Values(tangent));
            y.Dispose();
            tangent.Dispose();
        }
        Assert.IsTrue(Autograd.IsMultithreadingEnabled());
    }

    [TestMethod]
    public void APassWorksWithoutThreads()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0], requires_grad: true);
        int thread = 0;
        using (Autograd.SetMultithreadingEnabled(false))
            Functions.OnBackward(x * x, () => thread = Environment.CurrentManagedThreadId).sum().Backward();
        Assert.AreEqual(Environment.CurrentManagedThreadId, thread);
        Numeric.AssertClose([2, 4], Numeric.Values(x.grad));
    }

    [TestMethod]
    public void AScopeIsEndedByItsThreadOnce()
    {
        IDisposable scope = Autograd.SetMultithreadingEnabled(false);
        InvalidOperationException? thrown = null;
        var thread = new Thread(() => thrown = Assert.ThrowsExactly<InvalidOperationException>(scope.Dispose));
        thread.Start();
        thread.Join();
        StringAssert.Contains(thrown!.Message, "thread that made it");
        Assert.IsFalse(Autograd.IsMultithreadingEnabled());
        scope.Dispose();
        Assert.IsTrue(Autograd.IsMultithreadingEnabled());
        using (Autograd.SetMultithreadingEnabled(false))
        {
            scope.Dispose();      // again: nothing
            Assert.IsFalse(Autograd.IsMultithreadingEnabled());
        }
    }

    [TestMethod]
    public void NodesShowTheirOrderAndWhatTheyExpect()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(2, 3, dtype: float32).requires_grad_();
        AutogradGraph graph = Autograd.Graph(x.sum(1L).to_type(float64).exp());
        AutogradNode exp = graph.Nodes[0], sum = graph.Nodes.Single(node => node.Name.StartsWith("Sum", StringComparison.Ordinal));
        CollectionAssert.AreEqual(new long[] { 2 }, exp.Inputs.Single().Shape.ToArray());
        Assert.AreEqual(float64, exp.Inputs[0].Type);
        Assert.AreEqual(float32, sum.Inputs.Single().Type);
        Assert.AreEqual(TorchSharp.DeviceType.CPU, sum.Inputs[0].Device.type);
        Assert.IsGreaterThan(sum.SequenceNumber!.Value, exp.SequenceNumber!.Value);      // it came later
        Assert.IsNull(graph.Leaves.Single().SequenceNumber);
        CollectionAssert.AreEqual(new long[] { 2, 3 }, graph.Leaves[0].Inputs.Single().Shape.ToArray());
        AutogradGraph two = Autograd.Graph(x.unbind()[1]);
        Assert.HasCount(2, two.Nodes[0].Inputs);
    }
}
