using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Tools;

/// <summary>
/// The public operations, each as a computation that gives the same numbers every time, whatever other threads do. The lambdas hold their own
/// Scalars, as the README tells users to. Tensors are left to the scope, or to the collector where that is the point.
/// </summary>
internal static class Operations
{
    private static readonly Scalar s_two = 2.ToScalar();

    public static readonly Dictionary<string, Func<OperationInputs, Tensor?[]>> All = Autograds().Concat(Functionals()).Concat(Transforms()).Concat(Errors()).ToDictionary();

    private static Dictionary<string, Func<OperationInputs, Tensor?[]>> Autograds() => new()
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
        ["ZeroGrad of what nothing holds"] = t =>
        {
            t.At.ZeroGrad();
            t.At.ZeroGrad(setToNone: false);
            return [];
        },
        ["Grad"] = t => [Autograd.Grad((t.X * t.W).sum(), t.X)],
        ["Grad with a gradient"] = t => [Autograd.Grad(t.X * t.W, t.X, t.V.clone())],
        ["Grad of several in several"] = t => Autograd.Grad([t.X * t.W, t.X.sum()], [t.X, t.W], [t.V, null]),
        ["Grad in an unused input"] = t => Autograd.Grad([t.X.exp().sum()], [t.W, t.X, t.At.requires_grad_()], materializeGrads: true),
        ["Grad with a batch of gradients"] = t => Autograd.Grad([t.X * t.W], [t.X], [t.Rows], isGradsBatched: true),
        ["Grad of Grad"] = t => [Autograd.Grad(Autograd.Grad((t.X * t.X * t.X).sum(), t.X, createGraph: true).sum(), t.X)],
        ["CustomFunction"] = t => [Autograd.Grad(Functions.Cube(t.X).sum(), t.X)],
        ["CustomFunction, second derivative"] = t => [Autograd.Grad(Autograd.Grad(Functions.Cube(t.X).sum(), t.X, createGraph: true).sum(), t.X)],
        ["WithGradHook"] = t => [Autograd.Grad((t.X * t.W).WithGradHook(g => g * t.V).sum(), t.X)],
        ["Checkpoint"] = t => Autograd.Grad([Autograd.Checkpoint(x => (x * t.W).tanh(), t.X).sum()], [t.X, t.W]),
        ["Checkpoint of random numbers"] = t => [DroppedOrDoubled(Autograd.Grad(Autograd.Checkpoint((Tensor x) => nn.functional.dropout(x, 0.5), t.X).sum(), t.X))],
        ["DetectAnomaly"] = t =>
        {
            using IDisposable anomaly = Autograd.DetectAnomaly();
            return [Autograd.Grad((t.X * t.W).sum(), t.X)];
        },
        ["Graph"] = t => [tensor(Autograd.Graph(t.X * t.W).Nodes.Count, float64)],
        ["DualLevel"] = t =>
        {
            using DualLevel level = ForwardAD.EnterDualLevel();
            return [level.UnpackDual(level.MakeDual(t.At, t.At).mul(t.V)).Tangent];
        },
    };

    private static Dictionary<string, Func<OperationInputs, Tensor?[]>> Functionals() => new()
    {
        ["ValueAndGrad"] = t => Pair(Autograd.ValueAndGrad(CubeSum, t.At)),
        ["Vjp"] = t => Pair(Autograd.Vjp(Cube, t.At, t.At)),
        ["Autograd.Jvp"] = t => Pair(Autograd.Jvp(Cube, t.At, t.At)),
        ["Hvp"] = t => Pair(Autograd.Hvp(CubeSum, t.At, t.At)),
        ["Vhp"] = t => Pair(Autograd.Vhp(CubeSum, t.At, t.At)),
        ["Jacobian"] = t => [Autograd.Jacobian(Cube, t.At)],
        ["Jacobian, strict"] = t => [Autograd.Jacobian(Cube, t.At, strict: true)],
        ["Jacobian, forward"] = t => [Autograd.Jacobian(Cube, t.At, strategy: JacobianStrategy.ForwardMode)],
        ["Jacobian, forward, column by column"] = t => [Autograd.Jacobian(Cube, t.At, strategy: JacobianStrategy.ForwardMode, vectorize: false)],
        ["Autograd.Hessian"] = t => [Autograd.Hessian(CubeSum, t.At)],
        ["Autograd.Hessian, forward"] = t => [Autograd.Hessian(CubeSum, t.At, outerStrategy: JacobianStrategy.ForwardMode)],
        ["GradCheck"] = t => [Truth(Autograd.GradCheck(Cube, t.At.requires_grad_(), checkForwardAd: true, checkBatchedGrad: true))],
        ["GradCheck, fast"] = t => [Truth(Autograd.GradCheck(Cube, t.At.requires_grad_(), fastMode: true))],
        ["GradGradCheck"] = t => [Truth(Autograd.GradGradCheck(Cube, t.At.requires_grad_()))],
    };

    private static Dictionary<string, Func<OperationInputs, Tensor?[]>> Transforms() => new()
    {
        ["Vmap"] = t => [TorchBridge.Transforms.Vmap(Cube)(t.At)],
        ["Vmap by chunks"] = t => [TorchBridge.Transforms.Vmap(Cube, chunkSize: 2)(t.At)],
        ["Vmap of Vmap"] = t => [TorchBridge.Transforms.Vmap(TorchBridge.Transforms.Vmap(Cube))(t.Rows)],
        ["Vmap, the same numbers"] = t => [Drawn(t, VmapRandomness.Same)],
        ["Vmap, different numbers"] = t => [Drawn(t, VmapRandomness.Different)],
        ["Vmap, a draw refused"] = t => [Truth(Thrown(() => TorchBridge.Transforms.Vmap((Tensor x) => x.mul(rand_like(x)))(t.At)) is AutogradException)],
        ["Transforms.Grad"] = t => [TorchBridge.Transforms.Grad(CubeSum)(t.At)],
        ["GradAndValue with aux"] = t => TorchBridge.Transforms.GradAndValue((Tensor x) => (CubeSum(x), x.mul(s_two)))(t.At) is var (gradient, value, aux) ? [gradient, value, aux] : [],
        ["Vmap of Grad"] = t => [TorchBridge.Transforms.Vmap(TorchBridge.Transforms.Grad(CubeSum))(t.Rows)],
        ["Vmap of JacFwd"] = t => [TorchBridge.Transforms.Vmap(TorchBridge.Transforms.JacFwd(Cube))(t.Rows)],
        ["JacRev"] = t => [TorchBridge.Transforms.JacRev(Cube)(t.At)],
        ["JacFwd"] = t => [TorchBridge.Transforms.JacFwd(Cube)(t.At)],
        ["Transforms.Hessian"] = t => [TorchBridge.Transforms.Hessian(CubeSum)(t.At)],
        ["Transforms.Jvp"] = t => Pair(TorchBridge.Transforms.Jvp(Cube, t.At, t.At)),
        ["Transforms.Vjp"] = t => [TorchBridge.Transforms.Vjp(Cube, t.At).VjpFn(t.At)],
        ["Linearize"] = t => [TorchBridge.Transforms.Linearize(Cube, t.At).JvpFn(t.At)],
        ["FunctionalCall"] = t =>
        {
            using var module = new Scale(t.V);
            return [TorchBridge.Transforms.FunctionalCall(module, new Dictionary<string, Tensor> { ["scale"] = t.At }, t.At)];
        },
    };

    /// <summary>Whatever is thrown is what it should be, and leaves nothing behind.</summary>
    private static Dictionary<string, Func<OperationInputs, Tensor?[]>> Errors() => new()
    {
        ["an exception in a backward"] = t => [Truth(Thrown(() => Autograd.Grad(t.X.mul(t.W).WithGradHook(_ => throw new TimeoutException()).sum(), t.X)) is TimeoutException)],
        ["an exception in a transformed function"] = t =>
            [Truth(Thrown(() => TorchBridge.Transforms.Vmap(TorchBridge.Transforms.Grad((Tensor _) => throw new TimeoutException()))(t.Rows)) is TimeoutException)],
        ["a gradient of another shape"] = t => [Truth(Thrown(() => t.At.requires_grad_().Backward(t.Rows.clone())) is ArgumentException)],
        ["a vector of another shape"] = t => [Truth(Thrown(() => Autograd.Vjp(Cube, t.At, t.Rows.clone())) is ArgumentException)],
        ["an error of the engine"] = t => [Truth(Thrown(() =>
        {
            Tensor y = t.X.exp().sum();
            y.Backward(inputs: [t.X]);
            t.X.ZeroGrad();
            y.Backward(inputs: [t.X]);
        }) is AutogradException)],
    };

    private static Tensor Cube(Tensor x) => x.mul(x).mul(x);

    private static Tensor CubeSum(Tensor x) => Cube(x).sum();

    private static Tensor?[] Pair((Tensor, Tensor) pair) => [pair.Item1, pair.Item2];

    private static Tensor Truth(bool value) => value ? ones(1, dtype: float64) : zeros(1, dtype: float64);

    private static Exception? Thrown(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception thrown)
        {
            return thrown;
        }
    }

    /// <summary>Zeros if every gradient is that of a number which dropout dropped, or doubled.</summary>
    private static Tensor DroppedOrDoubled(Tensor gradient) => gradient.mul(gradient).sub(gradient.mul(s_two));

    /// <summary>Zeros if all numbers are between 0 and 1, and with one rule all are the same.</summary>
    private static Tensor Drawn(OperationInputs t, VmapRandomness randomness)
    {
        Tensor drawn = TorchBridge.Transforms.Vmap((Tensor x) => rand_like(x), randomness: randomness)(t.At);
        return randomness == VmapRandomness.Same ? drawn.sub(drawn[0]) : drawn.floor();
    }

    private static Tensor?[] Accumulated(OperationInputs t, Action pass)
    {
        t.X.ZeroGrad();
        t.W.ZeroGrad();
        pass();
        Tensor?[] gradients = [t.X.grad?.detach()];
        t.X.ZeroGrad();      // a gradient with a graph would hold X
        return gradients;
    }

    /// <summary>A module of its own, because TorchSharp's make Scalars.</summary>
    private sealed class Scale : nn.Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Parameter scale;

        public Scale(Tensor at)
            : base(nameof(Scale))
        {
            scale = new TorchSharp.Modules.Parameter(at.clone());
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => input.mul(scale);
    }
}

/// <summary>What the operations are computed at. Those of one thread are no other thread's.</summary>
internal sealed class OperationInputs : IDisposable
{
    private readonly Tensor _at = tensor([0.5, -1.0, 2.0]).clone();

    public Tensor X { get; } = tensor([0.5, -1.0, 2.0]).clone().requires_grad_();

    public Tensor W { get; } = tensor([1.5, 0.25, -3.0]).clone().requires_grad_();

    public Tensor V { get; } = tensor([1.0, 10.0, 100.0]).clone();

    public Tensor Rows { get; } = ones(2, 3, dtype: float64);

    /// <summary>A new tensor each time, which nothing holds but who gets it: no dispose scope either.</summary>
    public Tensor At => _at.clone().DetachFromDisposeScope();

    public void Dispose()
    {
        foreach (Tensor tensor in new[] { _at, X, W, V, Rows })
            tensor.Dispose();
    }
}
