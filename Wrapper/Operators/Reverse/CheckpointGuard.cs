using TorchBridge.Engine;

namespace TorchBridge.Operators.Reverse;

/// <summary>Checks that a function can be checkpointed, and that it does the same again.</summary>
internal static class CheckpointGuard
{
    private const string Api = "Checkpoint";

    /// <summary>Checks that no argument is an inference tensor, which a graph can't save.</summary>
    public static Tensor[] NoInferenceTensors(Tensor[] inputs, string parameter)
    {
        if (Array.FindIndex(inputs, Memory.IsInference) is var i and >= 0)
            throw new ArgumentException(
                $"{Api}: Inference tensors cannot be saved for backward. {parameter} {i} is {Describe.Tensor(inputs[i])}. "
                + "Give a clone() of it, or make it outside inference_mode.", parameter);
        return inputs;
    }

    /// <summary>Checks that the function did not change its arguments. It would start from other values the second time.</summary>
    public static void NotWrittenTo(Tensor[] arguments, long[] versions, string function)
    {
        for (int i = 0; i < arguments.Length; i++)
            if (Memory.Version(arguments[i]) != versions[i])
                throw new ArgumentException(
                    $"{Api}: {function} has written to its argument {i} in place, so that it would start from other values when it is "
                    + "computed again. Let it write to a clone() of the argument.", function);
    }

    /// <summary>Checks that no output is an inference tensor. It has no graph, even if it requires grad.</summary>
    public static void Differentiable(Tensor[] outputs, string function)
    {
        if (Array.FindIndex(outputs, output => output.requires_grad && Memory.IsInference(output)) is var i and >= 0)
            throw new ArgumentException(
                $"{Api}: Inference tensors cannot be saved for backward. {function} returned one that requires grad, at index {i}. "
                + "Return a clone() of it, or compute it outside inference_mode.", function);
    }

    /// <summary>Checks that all operations behind the outputs were made inside the function.</summary>
    public static void OwnOperations(GraphWalk.Behind behind, ulong start, string function)
    {
        if (behind.OldestNode < start)
            throw new ArgumentException(
                $"{Api}: {function} uses a computed tensor that is not among its arguments, and no gradient could be returned for it. "
                + "Make it one of the inputs. (Leaves, such as a module's parameters, need not be.)", function);
    }

    /// <summary>Checks that outputs with gradients have the shapes of the forward pass.</summary>
    public static void SameOutputs(Tensor[] outputs, int count, int[] used, Tensor[] cotangents)
    {
        if (outputs.Length != count)
            throw Differs($"func returned {count} tensors in the forward pass and {outputs.Length} when it was computed again.");
        for (int i = 0; i < used.Length; i++)
        {
            Tensor output = outputs[used[i]];
            if (!Shapes.Same(output, cotangents[i]))
                throw Differs(
                    $"func returned a tensor of shape {Describe.Shape(cotangents[i])} at index {used[i]} in the forward pass and one of "
                    + $"shape {Describe.Shape(output)} when it was computed again.");
            if (!output.requires_grad)
                throw Differs(
                    $"func returned a tensor that requires grad at index {used[i]} in the forward pass and "
                    + "one that does not when it was computed again.");
        }
    }

    /// <summary>Checks that the operations behind the outputs are those of the forward pass.</summary>
    public static void SameGraph(GraphTrace first, GraphTrace again, bool metadata)
    {
        if (first.NodeCount != again.NodeCount)
            throw Differs(
                "torch.utils.checkpoint: A different number of tensors was saved during the original forward and recomputation. "
                + $"Behind the outputs were {first.NodeCount} operations and leaves in the forward pass and "
                + $"{again.NodeCount} when func was computed again.");
        int node = metadata ? first.FirstDifference(again) : -1;
        if (node == 0)
            throw Differs(
                "torch.utils.checkpoint: Recomputed values for the following tensors have different metadata than during the forward pass: "
                + "the outputs come from other operations.");
        if (node > 0)
            throw Differs(
                "torch.utils.checkpoint: Recomputed values for the following tensors have different metadata than during the forward pass. "
                + $"Operation {node}, counted from the outputs: saved metadata: {first.Describe(node)}; "
                + $"recomputed metadata: {again.Describe(node)}.");
    }

    private static AutogradException Differs(string how) => new(AutogradError.Other, $"{Api}: {how} It must do the same each time.");
}
