using TorchBridge.Engine;

namespace TorchBridge.Operators.Reverse;

/// <summary>torch.autograd.backward: accumulates the vector-Jacobian product of the outputs into <c>.grad</c>.</summary>
internal static class Backward
{
    private const string Api = "Backward";

    /// <summary>The common case: one scalar output, and gradients of all leaves.</summary>
    public static void Run(Tensor output, bool retainGraph, bool createGraph)
    {
        RefuseInTransform();
        Admission.Usable(Api, output, "self");
        Guard.RequiresGrad(output, Api, "self", -1);
        Guard.Gradient(output, null, Api, "gradient", 0);
        Pass.Accumulate(Api, output, retainGraph, createGraph);
    }

    /// <summary>
    /// The general case. <paramref name="tensors"/> and <paramref name="gradients"/> name the caller's parameters in messages.
    /// </summary>
    public static void Run(Tensor[] outputs, Tensor?[] gradOutputs, bool retainGraph, bool createGraph,
        Tensor[] inputs, string tensors, string gradients)
    {
        RefuseInTransform();
        Admission.Usable(Api, outputs, tensors);
        Admission.Shaped(Api, gradOutputs, gradients);
        Admission.Usable(Api, inputs, nameof(inputs));
        // The checks have Python's order: gradients, roots, inputs. All three are checked before any .grad is changed.
        for (int i = 0; i < outputs.Length; i++)
            if (gradOutputs[i] is not null || outputs[i].requires_grad)
                Guard.Gradient(outputs[i], gradOutputs[i], Api, gradients, i);
        for (int i = 0; i < outputs.Length; i++)
            Guard.RequiresGrad(outputs[i], Api, tensors, i);
        for (int i = 0; i < inputs.Length; i++)
            Guard.CanKeepGradient(inputs[i], Api, "inputs", i);

        using ImplicitGradients made = ImplicitGradients.For(outputs, gradOutputs);
        Pass.Accumulate(Api, outputs, made.Gradients, retainGraph, createGraph, inputs);
    }

    private static void RefuseInTransform()
    {
        if (PlainTransform.InTransform)
            throw TransformMessages.BackwardInTransform(Api);
    }
}
