using TorchBridge.Engine;
using TorchBridge.Operators.Jacobians;

namespace TorchBridge.Operators.Reverse;

/// <summary>
/// The level at which torch.func's reverse transforms run a function: a grad level with grad mode on. Without LibTorch's levels it is
/// ordinary autograd with createGraph, which can be nested too.
/// </summary>
internal readonly struct ReverseLevel : IDisposable
{
    private readonly Level? _level;
    private readonly PlainTransform? _plain;
    private readonly IDisposable _recording;

    private ReverseLevel(Level? level, IDisposable recording) =>
        (_level, _plain, _recording) = (level, level is null ? new PlainTransform() : null, recording);

    /// <param name="api">The public name for messages.</param>
    /// <param name="plain">Use ordinary autograd, so that the function may read values. Not allowed inside a level.</param>
    public static ReverseLevel Enter(string api, bool plain = false)
    {
        KeptModes.RefuseInference(api);
        if (SavedTensorHooks.IsActive)
            throw TransformMessages.SavedTensorHooksInTransform(api);
        Level? level = Capabilities.FunctionTransforms && !plain ? Level.Grad() : null;      // the level remembers the outer grad mode
        return new(level, enable_grad());
    }

    /// <summary>The function's arguments. Those in <paramref name="argnums"/> require grad.</summary>
    public Tensor[] Arguments(Tensor[] inputs, int[] argnums)
    {
        if (_level is { } level)
            return Each(inputs, argnums, level.Differentiable, level.Wrapped);
        Tensor[] arguments = Each(inputs, argnums, input => Evaluation.StandIn(input, createGraph: true, "Transforms"), Handles.Another);
        GC.KeepAlive(inputs);
        return arguments;
    }

    private static Tensor[] Each(Tensor[] inputs, int[] argnums, Func<Tensor, Tensor> differentiable, Func<Tensor, Tensor> constant)
    {
        var arguments = new Tensor[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
            arguments[i] = Array.IndexOf(argnums, i) >= 0 ? differentiable(inputs[i]) : constant(inputs[i]);
        return arguments;
    }

    /// <summary>Zeros that require grad, in the shape of an output. A backward pass starts with them.</summary>
    public static Tensor Zeros(Tensor output) =>
        Capabilities.FunctionTransforms ? Level.Require(zeros_like(output)) : zeros_like(output, requires_grad: true);

    public void Dispose()
    {
        _recording.Dispose();
        _level?.Dispose();
        _plain?.Dispose();
    }

    /// <summary>A result as a new tensor of the level below. Call it when this level has been left.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="own">This level's own leaves. If the graph has no other leaves, no outer code can use it, and it is dropped.</param>
    /// <param name="plain">The value that the level was entered with.</param>
    public static Tensor Result(Tensor tensor, Tensor[] own, bool plain = false) =>
        Capabilities.FunctionTransforms && !plain ? Level.Unwrapped(tensor)
        : tensor.requires_grad && (!is_grad_enabled() || EndsIn(tensor, own)) ? tensor.detach()
        : Handles.Another(tensor);

    private static bool EndsIn(Tensor tensor, Tensor[] own)
    {
        if (!GraphWalk.IsSupported)
            return false;
        Tensor[] leaves = GraphWalk.From("Transforms", [tensor]).Leaves;
        bool all = Array.TrueForAll(leaves, leaf => Array.Exists(own, mine => GraphWalk.Same(leaf, mine)));
        foreach (Tensor leaf in leaves)
            leaf.Dispose();
        return all;
    }
}
