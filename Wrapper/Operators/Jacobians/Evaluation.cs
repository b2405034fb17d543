using TorchBridge.Engine;
using TorchBridge.Operators.Reverse;

namespace TorchBridge.Operators.Jacobians;

/// <summary>
/// Calls a function of the caller for its derivatives, as _grad_preprocess and _grad_postprocess of torch.autograd.functional do.
/// </summary>
internal static class Evaluation
{
    /// <summary>
    /// New tensors that replace the inputs, so that a captured input does not count as an argument. With <paramref name="createGraph"/>
    /// they are connected to the inputs, otherwise detached. (TorchSharp's alias returns the same tensor, so it can't be used.)
    /// </summary>
    public static Tensor[] Inputs(Tensor[] inputs, bool createGraph, string api)
    {
        RefuseInTransform(api);
        Admission.Shaped(api, inputs, nameof(inputs));
        return Each(inputs, input => StandIn(input, createGraph, api));
    }

    /// <summary>The same for one tensor.</summary>
    public static Tensor StandIn(Tensor input, bool createGraph, string api) =>
        createGraph && input.requires_grad ? input.view_as(input) : Handles.Leaf(api, input);

    /// <summary>Throws inside a transform and in inference mode.</summary>
    public static void RefuseInTransform(string api)
    {
        KeptModes.RefuseInference(api);
        // The leaves belong to ordinary autograd, not to the level, so the derivative of the transform would be lost without an error.
        if (PlainTransform.InTransform)
            throw TransformMessages.FunctionalInTransform(api);
    }

    /// <summary>The same for the vectors of products, which need no gradients themselves.</summary>
    public static Tensor[] Vectors(Tensor[] vectors, bool createGraph, string api)
    {
        Admission.Shaped(api, vectors, "v");
        return Each(vectors, vector => createGraph && vector.requires_grad ? vector.view_as(vector) : vector.detach());
    }

    /// <summary>The function's outputs. It gets new objects for the arguments, so it may dispose them.</summary>
    public static Tensor[] Call(Func<Tensor[], Tensor[]> func, Tensor[] at, string api)
    {
        using var modes = new KeptModes();
        Tensor[] outputs = Guard.UsableResult(func(Array.ConvertAll(at, Handles.Another)), api, nameof(func));
        Admission.Shaped(api, outputs, nameof(func));
        return outputs;
    }

    /// <summary>The output of a function that returns one element, in any shape.</summary>
    public static Tensor Single(Tensor[] outputs, string api)
    {
        Tensor output = outputs[0];
        if (output.numel() != 1)
            throw GraphMessages.NotASingleElement(api, "func", output);
        if (output.is_complex() && output.requires_grad)
            Guard.Gradient(output, null, api, "a cotangent to Vjp", 0);
        return output;
    }

    /// <summary>The results for the caller: new objects, without a graph unless createGraph is true.</summary>
    public static Tensor[] Results(Tensor[] results, bool createGraph) =>
        Each(results, result => createGraph ? Handles.Another(result) : result.detach());

    /// <summary>
    /// Converts tensors and keeps them alive during the conversion. Otherwise a finalizer could free one while LibTorch reads it.
    /// </summary>
    public static Tensor[] Each(Tensor[] tensors, Converter<Tensor, Tensor> change)
    {
        Tensor[] changed = Array.ConvertAll(tensors, change);
        GC.KeepAlive(tensors);
        return changed;
    }
}
