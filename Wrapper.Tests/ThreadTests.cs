using System.Diagnostics;
using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

[TestClass]
public sealed class ThreadTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void EightThreadsOnTheirOwnGraphs()
    {
        long passes = 0;
        var threads = Enumerable.Range(1, 8).Select(seed => Task.Factory.StartNew(() =>
        {
            var random = new Random(seed);
            for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10); Interlocked.Increment(ref passes))
                OnePass(random.NextDouble() + 0.5);
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        Task.WaitAll(threads);
        TestContext.WriteLine($"{passes} passes");
        Assert.IsGreaterThan(1000, passes);
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
