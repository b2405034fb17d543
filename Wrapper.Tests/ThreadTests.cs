using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

[TestClass]
public sealed class ThreadTests
{
    [TestMethod]
    public void EightThreadsOnTheirOwnGraphs() => OnTheirOwnGraphs(2_000);

    [TestMethod]
    [TestCategory("Soak")]
    public void EightThreadsOnTheirOwnGraphsForLong() => OnTheirOwnGraphs(20_000);

    private static void OnTheirOwnGraphs(int passes)
    {
        Task.WaitAll([.. Enumerable.Range(1, 8).Select(seed => Task.Factory.StartNew(() =>
        {
            var random = new Random(seed);
            for (int i = 0; i < passes; i++)
                OnePass(random.NextDouble() + 0.5);
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))]);
    }

    [TestMethod]
    public void EightThreadsIntoOneLeaf()
    {
        using Tensor x = tensor(1.0, requires_grad: true);
        Parallel.For(0, 8, _ =>
        {
            for (int i = 0; i < 500; i++)
            {
                using Tensor y = x.mul(x);
                y.Backward();
            }
        });
        using Tensor gradient = x.grad!;
        CollectionAssert.AreEqual(new[] { 8000.0 }, Numeric.Values(gradient));
    }

    [TestMethod]
    public void EightThreadsOverOneRetainedGraph()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([0.3, 0.7], requires_grad: true), v = tensor([1.0, 10.0]);
        Tensor t = x.sin();
        Tensor y = Functions.Cube(t).WithGradHook(g => g.mul(v)).sum();
        double[] expected = Numeric.Values(Autograd.Grad(y, x, retainGraph: true)),
            expectedT = Numeric.Values(Autograd.Grad(y, t, retainGraph: true));
        Parallel.For(0, 8, _ =>
        {
            for (int i = 0; i < 200; i++)
            {
                using var inner = NewDisposeScope();
                Tensor?[] gradients = Autograd.Grad([y], [x, t], retainGraph: true);
                CollectionAssert.AreEqual(expected, Numeric.Values(gradients[0]));
                CollectionAssert.AreEqual(expectedT, Numeric.Values(gradients[1]));
            }
        });
    }

    [TestMethod]
    public void EightThreadsWithFunctionsHooksCheckpointsAndSecondDerivatives()
    {
        Parallel.For(0, 8, worker =>
        {
            for (int i = 1; i <= 100; i++)
            {
                using var scope = NewDisposeScope();
                double at = 0.1 * (worker + 1) + 0.001 * i;
                Tensor x = full(3, at, dtype: float64).requires_grad_();
                Tensor y = Autograd.Checkpoint(input => Functions.Cube(input.WithGradHook(g => g.clone())), x).sum();
                Tensor first = Autograd.Grad(y, x, createGraph: true);
                foreach (double second in Numeric.Values(Autograd.Grad(first.sum(), x)))
                    Assert.AreEqual(6 * at, second, 1e-12);
            }
        });
    }

    /// <summary>d/dx of sum(sin(x)^2), x the same number three times, is sin(2x) each.</summary>
    private static void OnePass(double value)
    {
        using var scope = NewDisposeScope();
        Tensor x = full(3, value, dtype: float64).requires_grad_();
        Tensor sine = x.sin();
        sine.mul(sine).sum().Backward();
        foreach (double derivative in Numeric.Values(x.grad))
            Assert.AreEqual(Math.Sin(2 * value), derivative, 1e-14);
    }
}
