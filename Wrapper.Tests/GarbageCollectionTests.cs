using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>
/// No value is wrong and nothing is thrown while a second thread does nothing but collect: what the library hands to native code stays alive
/// for as long as native code reads it. The lambdas here hold their own Scalars, as the README tells users to.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class GarbageCollectionTests
{
    public TestContext TestContext { get; set; } = null!;

    /// <summary>Each returns numbers that are the same every time. Tensors are left to the scope, or to the collector where that is the point.</summary>
    private static readonly Dictionary<string, Func<Inputs, Tensor?[]>> s_operations = new()
    {
        ["Backward"] = t => Accumulated(t, () => (t.X * t.W).sum().Backward()),
        ["Backward with a gradient and inputs"] = t => Accumulated(t, () => (t.X * t.W).Backward(t.V, inputs: [t.X])),
        ["Backward of several"] = t => Accumulated(t, () => Autograd.Backward([t.X * t.W, t.X.sum()], [t.V, null])),
        ["Backward with createGraph"] = t => Accumulated(t, () => (t.X * t.X).sum().Backward(createGraph: true)),
        ["ZeroGrad"] = t => Accumulated(t, () =>
        {
            (t.X * t.W).sum().Backward();
            t.X.ZeroGrad(setToNone: false);
        }),
        ["Grad"] = t => [Autograd.Grad((t.X * t.W).sum(), t.X)],
        ["Grad with a gradient"] = t => [Autograd.Grad(t.X * t.W, t.X, t.V.clone())],
        ["Grad of several in several"] = t => Autograd.Grad([t.X * t.W, t.X.sum()], [t.X, t.W], [t.V, null]),
        ["Grad in an unused input"] = t => Autograd.Grad([t.X.exp().sum()], [t.W, t.X], materializeGrads: true),
        ["Grad with a batch of gradients"] = t => Autograd.Grad([t.X * t.W], [t.X], [t.Rows], isGradsBatched: true),
        ["Grad of Grad"] = t => [Autograd.Grad(Autograd.Grad((t.X * t.X * t.X).sum(), t.X, createGraph: true).sum(), t.X)],
        ["CustomFunction"] = t => [Autograd.Grad(Functions.Cube(t.X).sum(), t.X)],
        ["CustomFunction, second derivative"] = t => [Autograd.Grad(Autograd.Grad(Functions.Cube(t.X).sum(), t.X, createGraph: true).sum(), t.X)],
        ["WithGradHook"] = t => [Autograd.Grad((t.X * t.W).WithGradHook(g => g * t.V).sum(), t.X)],
        ["Checkpoint"] = t => Autograd.Grad([Autograd.Checkpoint(x => (x * t.W).tanh(), t.X).sum()], [t.X, t.W]),
        ["DetectAnomaly"] = t =>
        {
            using IDisposable anomaly = Autograd.DetectAnomaly();
            return [Autograd.Grad((t.X * t.W).sum(), t.X)];
        },
        ["Graph"] = t => [tensor(Autograd.Graph(t.X * t.W).Nodes.Count, float64)],
    };

    public static IEnumerable<object[]> Operations => s_operations.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Operations))]
    public void EveryOperationIsRightWhileGarbageIsCollected(string name) => Run(name, 500);

    [TestMethod]
    [TestCategory("Soak")]
    [DynamicData(nameof(Operations))]
    public void EveryOperationIsRightAHundredThousandTimes(string name) => Run(name, 100_000);

    /// <summary>The control: the collector does find what nothing holds, in time to do harm.</summary>
    [TestMethod]
    public void TheCollectorFindsWhatNothingHolds()
    {
        using var collector = new Collector();
        WeakReference reference = Unheld();
        Assert.IsTrue(SpinWait.SpinUntil(() => !reference.IsAlive, TimeSpan.FromSeconds(10)));

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Unheld() => new(new object());
    }

    private void Run(string name, int count)
    {
        Func<Inputs, Tensor?[]> operation = s_operations[name];
        if (name == "DetectAnomaly")
            count /= 100;      // LibTorch describes its call stack for each recorded operation: 60 ms a run
        using var inputs = new Inputs();
        double[][] expected = Values(operation, inputs);
        using var collector = new Collector();
        for (int i = 0; i < count || collector.Collections < 50; i++)
        {
            double[][] found = Values(operation, inputs);
            Assert.HasCount(expected.Length, found);
            for (int k = 0; k < found.Length; k++)
                CollectionAssert.AreEqual(expected[k], found[k], $"{name}, run {i}, result {k}");
        }
        TestContext.WriteLine($"{name}: {collector.Collections} collections during {count} runs");
    }

    private static double[][] Values(Func<Inputs, Tensor?[]> operation, Inputs inputs)
    {
        using var scope = NewDisposeScope();
        return [.. operation(inputs).Select(Numeric.Values)];
    }

    private static Tensor?[] Accumulated(Inputs t, Action pass)
    {
        t.X.ZeroGrad();
        t.W.ZeroGrad();
        pass();
        Tensor?[] gradients = [t.X.grad?.detach()];
        t.X.ZeroGrad();      // a gradient with a graph would hold X
        return gradients;
    }

    private sealed class Inputs : IDisposable
    {
        public Tensor X { get; } = tensor([0.5, -1.0, 2.0]).clone().requires_grad_();

        public Tensor W { get; } = tensor([1.5, 0.25, -3.0]).clone().requires_grad_();

        public Tensor V { get; } = tensor([1.0, 10.0, 100.0]).clone();

        public Tensor Rows { get; } = ones(2, 3, dtype: float64);

        public void Dispose()
        {
            foreach (Tensor tensor in new[] { X, W, V, Rows })
                tensor.Dispose();
        }
    }

    /// <summary>A thread that collects and runs finalizers until it is disposed.</summary>
    private sealed class Collector : IDisposable
    {
        private readonly Thread _thread;
        private volatile bool _stop;

        public Collector()
        {
            _thread = new Thread(() =>
            {
                while (!_stop)
                {
                    GC.Collect(0);
                    if (++Collections % 16 == 0)
                        GC.WaitForPendingFinalizers();
                }
            });
            _thread.Start();
        }

        public long Collections { get; private set; }

        public void Dispose()
        {
            _stop = true;
            _thread.Join();
        }
    }
}
