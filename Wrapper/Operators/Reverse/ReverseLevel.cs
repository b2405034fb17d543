using TorchBridge.Engine;
using TorchBridge.Operators.Jacobians;

namespace TorchBridge.Operators.Reverse;

/// <summary>
/// What torch.func's reverse transforms run a function in: a grad level with recording on. Where LibTorch's levels can't be reached,
/// ordinary autograd, whose graphs of graphs nest as well.
/// </summary>
internal readonly struct ReverseLevel : IDisposable
{
    private readonly Level? _level;
    private readonly PlainTransform? _plain;
    private readonly IDisposable _recording;

    private ReverseLevel(Level? level, IDisposable recording) => (_level, _plain, _recording) = (level, level is null ? new PlainTransform() : null, recording);

    /// <param name="api">The public name for messages.</param>
    /// <param name="plain">Ordinary autograd all the same: the function may then read values. Not inside a level.</param>
    public static ReverseLevel Enter(string api, bool plain = false)
    {
        KeptModes.RefuseInference(api);
        Level? level = Capabilities.FunctionTransforms && !plain ? Level.Grad() : null;      // first: it remembers the grad mode outside
        return new(level, enable_grad());
    }

    /// <summary>The function's arguments; gradients can be taken in those named.</summary>
    public Tensor[] Arguments(Tensor[] inputs, int[] argnums)
    {
        if (_level is { } level)
            return [.. inputs.Select((input, i) => Array.IndexOf(argnums, i) >= 0 ? level.Differentiable(input) : level.Wrapped(input))];
        Tensor[] arguments = [.. inputs.Select((input, i) => Array.IndexOf(argnums, i) >= 0 ? Evaluation.StandIn(input, createGraph: true, "Transforms") : Handles.Another(input))];
        GC.KeepAlive(inputs);
        return arguments;
    }

    /// <summary>Zeros in the shape of an output, for a derivative in what a backward pass is started with.</summary>
    public static Tensor Zeros(Tensor output) => Capabilities.FunctionTransforms ? Level.Require(zeros_like(output)) : zeros_like(output, requires_grad: true);

    public void Dispose()
    {
        _recording.Dispose();
        _level?.Dispose();
        _plain?.Dispose();
    }

    /// <summary>A new tensor of the level below, once this one has been left.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="own">The leaves that were made for this level. A graph that ends in no others is nobody's outside.</param>
    /// <param name="plain">As the level was entered.</param>
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
