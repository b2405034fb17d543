using TorchBridge.Engine;

namespace TorchBridge.Operators.Reverse;

/// <summary>Checks that a function can be checkpointed, and that it computes the same when it runs again.</summary>
internal static class CheckpointGuard
{
    private const string Api = "Checkpoint", Func = "func";

    /// <summary>Checks that no argument is an inference tensor, which a graph can't save.</summary>
    public static Tensor[] NoInferenceTensors(Tensor[] inputs, string parameter)
    {
        if (Array.FindIndex(inputs, Memory.IsInference) is var i and >= 0)
            throw ArgumentMessages.InferenceInput(Api, parameter, i, inputs[i]);
        return inputs;
    }

    /// <summary>
    /// Checks that the function did not change its arguments. Otherwise it would start from other values the second time.
    /// </summary>
    public static void NotWrittenTo(Tensor[] arguments, long[] versions, string function)
    {
        for (int i = 0; i < arguments.Length; i++)
            if (Memory.Version(arguments[i]) != versions[i])
                throw ArgumentMessages.CheckpointWritesToArgument(Api, function, i);
    }

    /// <summary>Checks that no output is an inference tensor. It has no graph, even if it requires grad.</summary>
    public static void Differentiable(Tensor[] outputs, string function)
    {
        if (Array.FindIndex(outputs, output => output.requires_grad && Memory.IsInference(output)) is var i and >= 0)
            throw ArgumentMessages.CheckpointReturnsInferenceTensor(Api, function, i);
    }

    /// <summary>Checks that all operations behind the outputs were made inside the function.</summary>
    public static void OwnOperations(GraphWalk.Behind behind, ulong start, string function)
    {
        if (behind.OldestNode < start)
            throw ArgumentMessages.CheckpointUsesComputedTensor(Api, function);
    }

    /// <summary>Checks that outputs with gradients have the shapes of the forward pass.</summary>
    public static void SameOutputs(Tensor[] outputs, int count, int[] used, Tensor[] cotangents)
    {
        if (outputs.Length != count)
            throw GraphMessages.RecomputedCount(Api, Func, count, outputs.Length);
        for (int i = 0; i < used.Length; i++)
        {
            Tensor output = outputs[used[i]];
            if (!Shapes.Same(output, cotangents[i]))
                throw GraphMessages.RecomputedShape(Api, Func, used[i], cotangents[i], output);
            if (!output.requires_grad)
                throw GraphMessages.RecomputedConstant(Api, Func, used[i]);
        }
    }

    /// <summary>Checks that the operations behind the outputs are those of the forward pass.</summary>
    public static void SameGraph(GraphTrace first, GraphTrace again, bool metadata)
    {
        if (first.NodeCount != again.NodeCount)
            throw GraphMessages.RecomputedNodeCount(Api, Func, first.NodeCount, again.NodeCount);
        int node = metadata ? first.FirstDifference(again) : -1;
        if (node == 0)
            throw GraphMessages.RecomputedOutputs(Api);
        if (node > 0)
            throw GraphMessages.RecomputedOperation(Api, node, first.Describe(node), again.Describe(node));
    }
}
