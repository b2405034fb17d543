using TorchBridge.Tests.Tools;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Hooks;

/// <summary>Hooks together with transforms, checkpoints and custom functions.</summary>
[TestClass]
public sealed class HookCompositionTests
{
    [TestMethod]
    public void AHookInsideGradActsOnTheGradientOfItsLevel()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0]);
        Tensor Tripled(Tensor t)
        {
            Tensor y = t * t;
            y.RegisterHook(gradient => gradient * 3);
            return y.sum();
        }
        CollectionAssert.AreEqual(new[] { 6.0, 12 }, Numeric.Values(Grad((Tensor t) => Tripled(t))(x)));
        CollectionAssert.AreEqual(new[] { 18.0, 18 }, Numeric.Values(Grad((Tensor s) => Grad((Tensor t) => Tripled(t) * 3)(s).sum())(x)));
        CollectionAssert.AreEqual(new[] { 6.0, 12 }, Numeric.Values(Vmap(Grad((Tensor t) => Tripled(t)))(x)));
        using var off = new SwitchedOff("FunctionTransforms");
        CollectionAssert.AreEqual(new[] { 6.0, 12 }, Numeric.Values(Grad((Tensor t) => Tripled(t))(x)));
    }

    [TestMethod]
    public void ABatchDoesNotRequireGradSoItHasNoHook()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0]).requires_grad_();
        Assert.AreEqual(AutogradError.DoesNotRequireGrad, Assert.ThrowsExactly<AutogradException>(() => Vmap((Tensor t) =>
        {
            t.RegisterHook(_ => null);
            return t;
        })(x)).Kind);
    }

    [TestMethod]
    public void ReverseTransformsAndSavedTensorHooksExcludeEachOther()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0]);
        const string phrase = "torch.func.{grad, vjp, jacrev, hessian} don't yet support saved tensor hooks";
        using (Autograd.SaveOnCpu())
            StringAssert.Contains(Assert.ThrowsExactly<AutogradException>(() => Grad((Tensor t) => t.sum())(x)).Message, phrase);
        StringAssert.Contains(Assert.ThrowsExactly<AutogradException>(() => Grad((Tensor t) =>
        {
            using IDisposable hooks = Autograd.SaveOnCpu();
            return t.sum();
        })(x)).Message, phrase);
        CollectionAssert.AreEqual(new[] { 1.0, 1 }, Numeric.Values(Grad((Tensor t) => t.sum())(x)));
    }

    [TestMethod]
    public void VmapInsideOfSavedTensorHooksPacksWholeBatches()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new[,] { { 1.0, 2.0 }, { 3.0, 4.0 } }).requires_grad_();
        var shapes = new List<long>();
        Tensor y;
        using (Autograd.SavedTensorHooks(saved =>
            {
                shapes.Add(saved.numel());
                return saved.clone();
            }, packed => (Tensor)packed))
            y = Vmap((Tensor t) => t.square().sum())(x).sum();
        CollectionAssert.AreEqual(new[] { 4L }, shapes);
        CollectionAssert.AreEqual(new[] { 2.0, 4, 6, 8 }, Numeric.Values(Autograd.Grad(y, x)));
    }

    [TestMethod]
    public void ACustomFunctionsTensorsArePacked()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([2.0]).requires_grad_(), y;
        int packs = 0;
        using (Autograd.SavedTensorHooks(saved =>
            {
                packs++;
                return saved.clone();
            }, packed => (Tensor)packed))
            y = Functions.Cube(x);
        Assert.AreEqual(1, packs);
        CollectionAssert.AreEqual(new[] { 12.0 }, Numeric.Values(Autograd.Grad(y, x)));
    }

    /// <summary>Of a checkpoint the hooks see the arguments: not what the function saves, nor its parameters and random state.</summary>
    [TestMethod]
    public void OfACheckpointTheArgumentsArePacked()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([0.5, 0.25]).requires_grad_(), w = tensor([2.0, 4.0]).requires_grad_();
        var packed = new List<double[]>();
        Tensor y;
        using (Autograd.SavedTensorHooks(saved =>
            {
                packed.Add(Numeric.Values(saved));
                return saved.to_type(float16);
            }, half => ((Tensor)half).to_type(float64)))
        {
            y = Autograd.Checkpoint((Tensor t) => (t * w).exp(), x);
            Assert.HasCount(1, packed);
            y = y.sum();
            CollectionAssert.AreEqual(new[] { 0.5, 0.25 }, packed.Single());
            Tensor?[] gradients = Autograd.Grad([y], [x, w]);
            Assert.HasCount(1, packed);      // nor when it is computed again
            CollectionAssert.AreEqual(new[] { 2 * Math.E, 4 * Math.E }, Numeric.Values(gradients[0]));
            CollectionAssert.AreEqual(new[] { 0.5 * Math.E, 0.25 * Math.E }, Numeric.Values(gradients[1]));
        }
    }

    [TestMethod]
    [DataRow(1, 0)]
    [DataRow(2, 2)]
    [DataRow(3, 2)]
    [DataRow(5, 4)]
    public void CheckpointSequentialComputesAllSegmentsButTheLastAgain(int segments, int again)
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([0.3, 0.7]).requires_grad_();
        int[] calls = new int[5];
        Func<Tensor, Tensor>[] functions = [.. Enumerable.Range(0, 5).Select(i => (Func<Tensor, Tensor>)(t =>
        {
            calls[i]++;
            return (t * (i + 1)).tanh();
        }))];
        Tensor y = Autograd.CheckpointSequential(functions, segments, x);
        Tensor plain = functions.Aggregate(x, (value, function) => function(value));
        Numeric.AssertClose(Numeric.Values(plain), Numeric.Values(y), 0, 0);
        Assert.AreEqual(10, calls.Sum());
        Numeric.AssertClose(Numeric.Values(Autograd.Grad(plain.sum(), x)), Numeric.Values(Autograd.Grad(y.sum(), x)), 1e-15, 1e-15);
        Assert.AreEqual(again, calls.Sum() - 10);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void CheckpointSequentialReplaysRandomNumbersOrNot(bool preserve)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        Tensor x = ones(64, dtype: float64).requires_grad_();
        Tensor y = Autograd.CheckpointSequential([t => t * rand(64, dtype: float64), t => t.sum()], 2, x, preserve);
        double replayed = Numeric.Values(Autograd.Grad(y, x)).Sum();
        Assert.AreEqual(preserve, Math.Abs(replayed - y.item<double>()) < 1e-12);
    }

    /// <summary>A chain of 8 layers of 40 MB: what a child process has resident at most.</summary>
    [TestMethod]
    public void PackingSavesMemory()
    {
        if (Wine.IsHere)
            return;      // the peak is not that of Windows there
        long plain = Peak("memory-saved-plain"), half = Peak("memory-saved-half");
        Console.WriteLine($"peak {plain / Leak.Megabyte} MB, packed to a quarter {half / Leak.Megabyte} MB");
        // 8 results, of which a quarter is kept: 240 MB less, but for what a pass needs at once.
        Assert.IsGreaterThan(120 * Leak.Megabyte, plain - half);

        static long Peak(string child)
        {
            ChildProcess.Result result = ChildProcess.Run(child);
            Assert.AreEqual(0, result.ExitCode, result.ToString());
            return long.Parse(result.Lines[^1], System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    /// <summary>The child of the test above.</summary>
    internal static void PrintPeak(bool packs)
    {
        set_num_threads(1);
        using var scope = NewDisposeScope();
        Tensor x = zeros(5_000_000, dtype: float64).requires_grad_(), y = x.alias();
        using (packs ? Autograd.SavedTensorHooks(saved => saved.to_type(float16), half => ((Tensor)half).to_type(float64)) : null)
            for (int i = 0; i < 8; i++)
            {
                using Tensor before = y;
                y = before.tanh();
            }
        using (Tensor sum = y.sum())
        {
            y.Dispose();
            sum.Backward();
        }
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        Console.WriteLine(process.PeakWorkingSet64);
    }
}
