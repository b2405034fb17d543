using TorchBridge.Engine;

namespace TorchBridge.Operators.Functions;

/// <summary>torch.autograd.Function.apply: runs forward without recording, and adds a node with backward to the graph instead.</summary>
internal static class FunctionApplication
{
    /// <param name="api">The public name for messages.</param>
    /// <param name="inputs">The tensors that gradients go to.</param>
    /// <param name="forward">From the context to the outputs.</param>
    /// <param name="backward">From the context and the gradients of the outputs to the gradients of the inputs.</param>
    /// <param name="leavesTensors">Whether backward may keep tensors that it makes. Otherwise they are disposed.</param>
    public static Tensor[] Run(string api, Tensor[] inputs, Func<FunctionContext, Tensor[]> forward,
        Func<FunctionContext, Tensor?[], Tensor?[]> backward, bool leavesTensors = false)
    {
        Admission.Usable(api, inputs, nameof(inputs));
        RefuseTransformed(api, inputs);
        bool recording = is_grad_enabled();
        bool[] needed = Array.ConvertAll(inputs, input => recording && input.requires_grad);
        var context = new FunctionContext(needed);
        using DisposeScope scope = NewDisposeScope();
        using (no_grad())
        {
            Tensor[] outputs = Forward(api, forward, context);
            Admission.Shaped(api, outputs, nameof(forward));
            RefuseTransformed(api, outputs);
            Tensor[] results = Array.IndexOf(needed, true) < 0
                ? FunctionNode.WrapOutputs(api, null, inputs, context.NonDifferentiable, outputs)
                : Recorded(api, inputs, outputs, context, backward, leavesTensors);
            scope.MoveToOuter(results);
            return results;
        }
    }

    private static Tensor[] Forward(string api, Func<FunctionContext, Tensor[]> forward, FunctionContext context)
    {
        using var modes = new KeptModes();
        return Distinct(Guard.UsableResult(forward(context), api, "forward"));
    }

    /// <summary>Throws for batched and wrapped tensors. Levels ignore our nodes, so the derivative would be lost silently.</summary>
    private static void RefuseTransformed(string api, Tensor[] tensors)
    {
        if (Array.Exists(tensors, Level.Holds))
            throw TransformMessages.CustomFunctionInTransform(api);
    }

    private static Tensor[] Recorded(string api, Tensor[] inputs, Tensor[] outputs, FunctionContext context,
        Func<FunctionContext, Tensor?[], Tensor?[]> backward, bool leavesTensors)
    {
        var node = new FunctionNode(context, gradients => backward(context, gradients), inputs.Length, leavesTensors);
        try
        {
            node.SetNextEdges(api, inputs);
            Tensor[] results = FunctionNode.WrapOutputs(api, node, inputs, context.NonDifferentiable, outputs);
            node.Record(api, results);
            return results;
        }
        finally
        {
            node.LeaveToGraph();
        }
    }

    /// <summary>
    /// Makes a tensor that is returned twice two outputs, each with its own gradient. The second is a view of the first, so that autograd
    /// sees in-place writes to either of them.
    /// </summary>
    private static Tensor[] Distinct(Tensor[] outputs)
    {
        for (int i = 1; i < outputs.Length; i++)
            if (outputs.Take(i).Any(other => GraphWalk.Same(other, outputs[i])))
                // A sparse tensor has no view_as.
                outputs[i] = outputs[i].is_sparse ? outputs[i].detach() : outputs[i].view_as(outputs[i]);
        return outputs;
    }
}
