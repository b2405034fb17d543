using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>Grad, custom functions, hooks, checkpoints and graphs, many times.</summary>
public sealed partial class LeakTests
{
    [TestMethod]
    public void GradLeaksNothing() => Grads(50_000);

    [TestMethod]
    [TestCategory("Soak")]
    public void AMillionGradsLeakNothing() => Grads(1_000_000);

    [TestMethod]
    public void GradOfManyLeaksNothing()
    {
        using Tensor x = Leaf(3), unused = Leaf(3), v = ones(3, float64), rows = ones(2, 3, dtype: float64);
        using Tensor product = x * x;
        using Tensor loss = product.sum();
        AssertFlat(10_000, () => Dispose(Autograd.Grad([product, loss], [x, product, x, unused], [v, null], retainGraph: true,
            allowUnused: true)));
        AssertFlat(10_000, () => Dispose(Autograd.Grad([loss], [unused, x], retainGraph: true, materializeGrads: true)));
        AssertFlat(5_000, () => Dispose(Autograd.Grad([product], [x], [rows], retainGraph: true, isGradsBatched: true)));
    }

    /// <summary>TorchSharp's own loop of backward(create_graph: true) grows by 70 KB a time.</summary>
    [TestMethod]
    public void GradWithCreateGraphLeaksNothing() => SecondDerivatives(10_000);

    [TestMethod]
    [TestCategory("Soak")]
    public void AHundredThousandSecondDerivativesLeakNothing() => SecondDerivatives(100_000);

    [TestMethod]
    public void CustomFunctionsLeakNothing()
    {
        using Tensor x = Leaf(3);
        AssertFlat(10_000, Scoped(() => Functions.Cube(x)));
        AssertFlat(10_000, Scoped(() => Autograd.Grad(Functions.Cube(x).sum(), x)));
        AssertFlat(5_000, Scoped(() => Autograd.Grad(Autograd.Grad(Functions.Cube(x).sum(), x, createGraph: true).sum(), x)));
    }

    [TestMethod]
    public void HooksLeakNothing()
    {
        using Tensor x = Leaf(3);
        AssertFlat(10_000, Scoped(() => Autograd.Grad(x.WithGradHook(g => g.clone()).sum(), x)));
        AssertFlat(10_000, Scoped(() => Autograd.Grad(x.WithGradHook(_ => null).WithGradHook(g => g).sum(), x)));
    }

    [TestMethod]
    public void CheckpointsLeakNothing()
    {
        using Tensor x = Leaf(3), w = Leaf(3);
        Tensor Layer(Tensor input) => (input * w).tanh();
        AssertFlat(3_000, Scoped(() => Autograd.Grad([Autograd.Checkpoint(Layer, Autograd.Checkpoint(Layer, x)).sum()], [x, w])));
        AssertFlat(1_000, Scoped(() => Autograd.Grad(Autograd.Grad(Autograd.Checkpoint(Layer, x).sum(), x, createGraph: true).sum(), w)));
        AssertFlat(1_000, Scoped(() => Autograd.Checkpoint(input => Autograd.Checkpoint(Layer, input) * input, x).sum().Backward()));
    }

    [TestMethod]
    public void GraphsLeakNothing()
    {
        using Tensor x = Leaf(3);
        using Tensor product = x * x;
        using Tensor loss = product.sum();
        AssertFlat(20_000, () => Autograd.Graph(loss));
    }

    private void Grads(int count)
    {
        using Tensor x = Leaf(3), v = ones(3, float64);
        using Tensor product = x * x;
        using Tensor loss = product.sum();
        double retained = AssertFlat(count, () => Autograd.Grad(loss, x, retainGraph: true).Dispose());
        double given = AssertFlat(count / 10, () => Autograd.Grad(product, x, v, retainGraph: true).Dispose());
        double anew = AssertFlat(count / 10, () =>
        {
            using Tensor again = x * x;
            using Tensor sum = again.sum();
            Autograd.Grad(sum, x).Dispose();
        });
        TestContext.WriteLine($"{retained:F1} us retained, {given:F1} us with a gradient, {anew:F1} us with a new graph");
    }

    private void SecondDerivatives(int count)
    {
        using Tensor x = Leaf(1000);
        double microseconds = AssertFlat(count, () =>
        {
            using Tensor exponential = x.exp();
            using Tensor loss = exponential.sum();
            using Tensor first = Autograd.Grad(loss, x, createGraph: true);
            using Tensor sum = first.sum();
            Autograd.Grad(sum, x).Dispose();
        });
        TestContext.WriteLine($"{microseconds:F1} us for a second derivative");
    }

    private static Tensor Leaf(long size) => ones(size, dtype: float64).requires_grad_();

    private static void Dispose(Tensor?[] tensors)
    {
        foreach (Tensor? tensor in tensors)
            tensor?.Dispose();
    }

    private static Action Scoped(Action action) => () =>
    {
        using var scope = NewDisposeScope();
        action();
    };
}
