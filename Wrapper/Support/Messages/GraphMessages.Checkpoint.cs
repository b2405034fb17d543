namespace TorchBridge.Support.Messages;

/// <summary>A checkpointed function that does something else the second time.</summary>
internal static partial class GraphMessages
{
    public static AutogradException RecomputedCount(string api, string function, int first, int again) => new(AutogradError.Other,
        $"{api}: {function} returned {first} tensors in the forward pass and {again} when it was computed again. "
        + "Make sure that it computes the same each time.");

    /// <param name="api">The public name.</param>
    /// <param name="function">The caller's parameter.</param>
    /// <param name="index">The output's index.</param>
    /// <param name="first">A tensor of the shape that the output had in the forward pass.</param>
    /// <param name="again">The output when it was computed again.</param>
    public static AutogradException RecomputedShape(string api, string function, int index, Tensor first, Tensor again) => new(
        AutogradError.Other,
        $"{api}: {function} returned a tensor of shape {Describe.Shape(first)} at index {index} in the forward pass and one of "
        + $"shape {Describe.Shape(again)} when it was computed again. Make sure that it computes the same each time.");

    public static AutogradException RecomputedConstant(string api, string function, int index) => new(AutogradError.Other,
        $"{api}: {function} returned a tensor that requires grad at index {index} in the forward pass and "
        + "one that does not when it was computed again. Make sure that it computes the same each time.");

    public static AutogradException RecomputedNodeCount(string api, string function, int first, int again) => new(AutogradError.Other,
        $"{api}: torch.utils.checkpoint: A different number of tensors was saved during the original forward and recomputation. "
        + $"The graph of the outputs had {first} nodes in the forward pass and {again} when {function} was computed again. "
        + "Make sure that it computes the same each time.");

    public static AutogradException RecomputedOutputs(string api) => new(AutogradError.Other,
        $"{api}: torch.utils.checkpoint: Recomputed values for the following tensors have different metadata than during the forward pass: "
        + "the outputs come from other operations. Make sure that it computes the same each time.");

    /// <param name="api">The public name.</param>
    /// <param name="node">The operation's number, counted from the outputs.</param>
    /// <param name="first">The operation of the forward pass, in words.</param>
    /// <param name="again">The operation when the function was computed again.</param>
    public static AutogradException RecomputedOperation(string api, int node, string first, string again) => new(AutogradError.Other,
        $"{api}: torch.utils.checkpoint: Recomputed values for the following tensors have different metadata than during the forward pass. "
        + $"Operation {node}, counted from the outputs, has saved metadata: {first}; recomputed metadata: {again}. "
        + "Make sure that it computes the same each time.");
}
