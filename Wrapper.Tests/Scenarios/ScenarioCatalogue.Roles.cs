using System.Runtime.InteropServices;
using TorchBridge.Engine;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>
/// Calls that are given a tensor of any kind in a role: as the input, as a vector ("with it"),
/// captured by the function, or returned by it. The function of the setting uses its numbers.
/// </summary>
internal static partial class ScenarioCatalogue
{
    /// <summary>The errors of the functions themselves, for kinds of tensors that an operation does not support.</summary>
    public sealed class OfFunction(Exception inner) : Exception(inner.Message, inner);

    private static Tensor Plain => ones(2, 3, dtype: float64) * 0.5;

    /// <summary>Runs code of a function, whose errors come out unchanged.</summary>
    public static Tensor Guarded(Func<Tensor> function)
    {
        try
        {
            return function();
        }
        catch (Exception e)
        {
            throw new OfFunction(e);
        }
    }

    private static Scenario[] Roles() => [.. InPasses(), .. InState(), .. InOperators(), .. InTransforms()];

    private static Scenario Role(string name, Func<Setting, Tensor?[]> run) => new($"{name}, any tensor", run, null, 0, Tags.Role);

    /// <summary>The tensor as a leaf, where it can be one.</summary>
    private static Tensor Leaf(Tensor tensor)
    {
        try
        {
            return tensor.IsInvalid || Level.IsBatch(tensor) || !tensor.is_leaf || !tensor.is_floating_point() ? tensor
                : tensor.requires_grad_();
        }
        catch (ExternalException)      // an inference tensor
        {
            return tensor;
        }
    }

    private static Scenario[] InPasses() =>
    [
        Role("Backward", s =>
        {
            Tensor leaf = Leaf(s.X);
            s.Sum(leaf).Backward();
            return [leaf.grad];
        }),
        Role("Backward of it", s =>
        {
            s.X.Backward();
            return [];
        }),
        Role("Backward with it", s =>
        {
            Tensor x = Plain.requires_grad_();
            (x * 2).Backward(s.X);
            return [x.grad];
        }),
        Role("Backward into it", s =>
        {
            Tensor leaf = Leaf(s.X);
            s.Sum(leaf).Backward(inputs: [leaf]);
            return [leaf.grad];
        }),
        Role("ZeroGrad", s =>
        {
            s.X.ZeroGrad();
            s.X.ZeroGrad(setToNone: false);
            return [];
        }),
        Role("Autograd.Grad", s =>
        {
            Tensor leaf = Leaf(s.X);
            return [Autograd.Grad(s.Sum(leaf), leaf)];
        }),
        Role("Autograd.Grad in it", s => Autograd.Grad([Plain.requires_grad_().sum()], [s.X], allowUnused: true)),
        Role("Autograd.Grad with it", s =>
        {
            Tensor x = Plain.requires_grad_();
            return [Autograd.Grad(x * 2, x, s.X)];
        }),
        Role("Autograd.Grad with a batch of it", s =>
        {
            Tensor x = ones(3, dtype: float64).requires_grad_();
            return Autograd.Grad([x * 2], [x], [s.X], isGradsBatched: true);
        }),
        Role("Graph", s =>
        {
            Autograd.Graph(s.F(Leaf(s.X)));
            return [];
        }),
        Role("Graph of it", s =>
        {
            Autograd.Graph(s.X);
            return [];
        }),
        Role("WithGradHook", s => [Leaf(s.X).WithGradHook(g => g)]),
        Role("RegisterHook", s =>
        {
            Tensor leaf = Leaf(s.X);
            leaf.RegisterHook(g => g.clone());
            return [s.F(leaf)];
        }),
        Role("RegisterHook, returned", s =>
        {
            Tensor leaf = Plain.requires_grad_();
            leaf.RegisterHook(_ => s.X);
            return [Autograd.Grad(leaf.sum(), leaf)];
        }),
        Role("RegisterPostAccumulateGradHook", s =>
        {
            Leaf(s.X).RegisterPostAccumulateGradHook(_ => { });
            return [];
        }),
        Role("SavedTensorHooks", s =>
        {
            using (Autograd.SavedTensorHooks(saved => saved, packed => (Tensor)packed))
                return [s.F(Leaf(s.X))];
        }),
        Role("CustomFunction", s => [CustomFunction.Apply((_, inputs) => [s.F(inputs[0])], (_, gradients) => gradients, s.X)[0]]),
        Role("CustomFunction, returned", s => CustomFunction.Apply((_, _) => [s.X], (_, gradients) => gradients, Plain)),
        Role("CustomFunction.Define", s => CustomFunction.Define((_, inputs) => [s.F(inputs[0])], (_, gradients) => gradients,
            (_, tangents) => tangents, generateVmapRule: true)([s.X])),
        Role("CustomFunction.Define, returned", s => CustomFunction.Define((_, _) => [s.X], (_, gradients) => gradients)([Plain])),
        Role("CustomFunction.Define, saved", s => CustomFunction.Define(x => [x[0] * x[0]],
            (context, _, _) => context.SaveForBackward(s.X), (context, g) => [g[0]! * context.SavedTensors[0]])([Leaf(Plain)])),
        Role("Checkpoint", s => [Autograd.Checkpoint(s.F, s.X)]),
        Role("Checkpoint of a leaf", s => [Autograd.Checkpoint(s.F, Leaf(s.X))]),
        Role("Checkpoint, returned", s => [Autograd.Checkpoint(_ => s.X, Plain.requires_grad_())]),
    ];
}
