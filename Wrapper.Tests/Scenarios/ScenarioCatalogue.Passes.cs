using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>Passes through graphs, what is made to be in one, and what passes refuse.</summary>
internal static partial class ScenarioCatalogue
{
    private static readonly Scalar s_two = 2.ToScalar(), s_three = 3.ToScalar();

    private static Scenario[] Passes() =>
    [
        One("Backward", s => Accumulated(s, () => (s.Leaf * s.W).sum().Backward()), s => s.W.detach()),
        One("Backward with a gradient and inputs", s => Accumulated(s, () => (s.Leaf * s.W).Backward(s.V, inputs: [s.Leaf])),
            s => (s.W * s.V).detach()),
        One("Backward of several", s => Accumulated(s, () => Autograd.Backward([s.Leaf * s.W, s.Leaf.sum()], [s.V, null])),
            s => (s.W * s.V).detach() + 1),
        One("Backward with createGraph", s => Accumulated(s, () => (s.Leaf * s.Leaf).sum().Backward(createGraph: true)), s => 2 * s.X),
        One("ZeroGrad", s => Accumulated(s, () =>
        {
            (s.Leaf * s.W).sum().Backward();
            s.Leaf.ZeroGrad(setToNone: false);
        }), s => zeros_like(s.X)),
        new("ZeroGrad of what nothing holds", s =>
        {
            s.X.ZeroGrad();
            s.X.ZeroGrad(setToNone: false);
            return [];
        }, _ => []),
        One("Autograd.Grad", s => Autograd.Grad((s.Leaf * s.W).sum(), s.Leaf), s => s.W.detach()),
        One("Autograd.Grad with a gradient", s => Autograd.Grad(s.Leaf * s.W, s.Leaf, s.V.clone()), s => (s.W * s.V).detach()),
        new("Autograd.Grad of several in several", s => Autograd.Grad([s.Leaf * s.W, s.Leaf.sum()], [s.Leaf, s.W], [s.V, null]),
            s => [(s.W * s.V).detach() + 1, s.X * s.V]),
        new("Autograd.Grad in an unused input",
            s => Autograd.Grad([s.Leaf.exp().sum()], [s.W, s.Leaf, s.X.clone().requires_grad_()], materializeGrads: true),
            s => [zeros_like(s.X), s.X.exp(), zeros_like(s.X)]),
        new("Autograd.Grad with a batch of gradients", s => Autograd.Grad([s.Leaf * s.W], [s.Leaf], [s.Rows], isGradsBatched: true),
            s => [s.Rows * s.W.detach()]),
        One("Autograd.Grad of Autograd.Grad", s => Twice(s.Leaf, s.Leaf * s.Leaf * s.Leaf), s => 6 * s.X),
        One("GradientEdge", s =>
        {
            using GradientEdge from = Autograd.GradientEdge((s.Leaf * s.W).sum()), to = Autograd.GradientEdge(s.Leaf);
            return Autograd.Grad([from], [to])[0];
        }, s => s.W.detach()),
        One("Backward of an edge", s => Accumulated(s, () =>
        {
            using GradientEdge from = Autograd.GradientEdge((s.Leaf * s.W).sum()), to = Autograd.GradientEdge(s.Leaf);
            Autograd.Backward([from], inputs: [to]);
        }), s => s.W.detach()),
        One("ClipGradNorm", s => Accumulated(s, () =>
        {
            (s.Leaf * s.W).sum().Backward();
            Autograd.ClipGradNorm([s.Leaf, s.W], 1e9, errorIfNonfinite: true);
            Autograd.ClipGradValue([s.Leaf, s.W], 1e9);
        }), s => s.W.detach()),
        One("SetMultithreadingEnabled", s =>
        {
            using IDisposable scope = Autograd.SetMultithreadingEnabled(false);
            return Autograd.Grad((s.Leaf * s.W).sum(), s.Leaf);
        }, s => s.W.detach()),
        One("CustomFunction", s => Autograd.Grad(Functions.Cube(s.Leaf).sum(), s.Leaf), s => 3 * s.X * s.X),
        One("CustomFunction, second derivative", s => Twice(s.Leaf, Functions.Cube(s.Leaf)), s => 6 * s.X),
        One("WithGradHook", s => Autograd.Grad((s.Leaf * s.W).WithGradHook(g => g * s.V).sum(), s.Leaf), s => (s.W * s.V).detach()),
        One("RegisterHook", s =>
        {
            Tensor y = s.Leaf * s.W;
            y.RegisterHook(g => g * s.V);
            return Autograd.Grad(y.sum(), s.Leaf);
        }, s => (s.W * s.V).detach()),
        One("RegisterMultiGradHook", s =>
        {
            Tensor y = s.Leaf * s.W, sum = zeros_like(s.X);
            using IDisposable hook = Autograd.RegisterMultiGradHook([s.Leaf, y], gradients => sum.copy_(gradients[0]! * gradients[1]!));
            Autograd.Grad((y * s.V).sum(), s.Leaf);
            return sum;
        }, s => (s.W * s.V * s.V).detach()),
        One("SavedTensorHooks", s =>
        {
            Tensor y;
            using (Autograd.SavedTensorHooks(saved => saved.clone(), packed => ((Tensor)packed).clone()))
                y = (s.Leaf * s.Leaf).sum();
            return Autograd.Grad(y, s.Leaf);
        }, s => 2 * s.X),
        One("CheckpointSequential",
            s => Autograd.Grad(Autograd.CheckpointSequential([x => x * x, x => x * s.V.detach(), x => x.sum()], 3, s.Leaf), s.Leaf),
            s => 2 * s.X * s.V.detach()),
        new("Checkpoint", s => Autograd.Grad([Autograd.Checkpoint(x => (x * s.W).tanh(), s.Leaf).sum()], [s.Leaf, s.W]), s =>
        {
            Tensor w = s.W.detach(), slope = 1 - (s.X * w).tanh().square();
            return [slope * w, slope * s.X];
        }),
        One("Checkpoint of random numbers",
            s => DroppedOrDoubled(Autograd.Grad(Autograd.Checkpoint((Tensor x) => nn.functional.dropout(x, 0.5), s.Leaf).sum(), s.Leaf)),
            s => zeros_like(s.X)),
        One("DetectAnomaly", s =>
        {
            using IDisposable anomaly = Autograd.DetectAnomaly();
            return Autograd.Grad((s.Leaf * s.W).sum(), s.Leaf);
        }, s => s.W.detach(), tags: Tags.Slow),
        // the product, two leaves
        One("Graph", s => tensor(Autograd.Graph(s.Leaf * s.W).Nodes.Count, float64), _ => tensor(3, float64)),
        One("DualLevel", s =>
        {
            using DualLevel level = ForwardAD.EnterDualLevel();
            return level.UnpackDual(level.MakeDual(s.X, s.X).mul(s.V)).Tangent;
        }, s => s.X * s.V),
    ];

    /// <summary>Whatever is thrown is what it should be, and leaves nothing behind.</summary>
    private static Scenario[] Errors() =>
    [
        Thrown<TimeoutException>("an exception in a backward",
            s => Autograd.Grad(s.Leaf.mul(s.W).WithGradHook(_ => throw new TimeoutException()).sum(), s.Leaf), Tags.Slow),
        Thrown<TimeoutException>("an exception in a hook", s =>
        {
            Tensor y = s.Leaf.mul(s.W);
            y.RegisterHook(_ => throw new TimeoutException());
            Autograd.Grad(y.sum(), s.Leaf);
        }, Tags.Slow),
        Thrown<TimeoutException>("an exception in a transformed function", s => Transforms.Vmap(
            Transforms.Grad((Tensor _) => throw new TimeoutException()))(s.Rows)),
        Thrown<ArgumentException>("a gradient of another shape", s => s.X.clone().requires_grad_().Backward(s.Rows.clone())),
        Thrown<ArgumentException>("a vector of another shape", s => Autograd.Vjp(s.F, s.X, s.Rows.clone())),
        Thrown<AutogradException>("an error of the engine", s =>
        {
            Tensor y = s.Leaf.exp().sum();
            y.Backward(inputs: [s.Leaf]);
            s.Leaf.ZeroGrad();
            y.Backward(inputs: [s.Leaf]);
        }, Tags.Slow),
        Thrown<AutogradException>("Vmap, a draw refused", s => Transforms.Vmap((Tensor x) => x.mul(rand_like(x)))(s.X)),
    ];

    private static Scenario Thrown<T>(string name, Action<Setting> call, Tags tags = Tags.None) where T : Exception => One(name, s =>
    {
        try
        {
            call(s);
            return Truth(false);
        }
        catch (T)
        {
            return Truth(true);
        }
    }, _ => Truth(true), tags: tags);

    private static Tensor Twice(Tensor x, Tensor y) => Autograd.Grad(Autograd.Grad(y.sum(), x, createGraph: true).sum(), x);

    /// <summary>Zeros if every gradient is that of a number which dropout dropped, or doubled.</summary>
    private static Tensor DroppedOrDoubled(Tensor gradient) => gradient.mul(gradient).sub(gradient.mul(s_two));

    private static Tensor? Accumulated(Setting s, Action pass)
    {
        s.Leaf.ZeroGrad();
        s.W.ZeroGrad();
        pass();
        Tensor? gradient = s.Leaf.grad?.detach();
        s.Leaf.ZeroGrad();      // a gradient with a graph would hold the leaf
        return gradient;
    }
}
