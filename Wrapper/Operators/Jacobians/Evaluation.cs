using TorchBridge.Engine;
using TorchBridge.Operators.Reverse;

namespace TorchBridge.Operators.Jacobians;

/// <summary>
/// A function of the caller, called for its derivatives: _grad_preprocess and _grad_postprocess of torch.autograd.functional.
/// </summary>
internal static class Evaluation
{
    /// <summary>
    /// New tensors that stand for the inputs, so that what the function captures is not taken for its arguments: connected to them where
    /// gradients are to flow on, cut off otherwise. (TorchSharp's alias is another object for the same tensor, and would not do.)
    /// </summary>
    public static Tensor[] Inputs(Tensor[] inputs, bool createGraph, string api)
    {
        RefuseInTransform(api);
        Admission.Shaped(api, inputs, nameof(inputs));
        return Each(inputs, input => StandIn(input, createGraph, api));
    }

    /// <summary>The same for one.</summary>
    public static Tensor StandIn(Tensor input, bool createGraph, string api) => createGraph && input.requires_grad ? input.view_as(input) : Handles.Leaf(api, input);

    /// <summary>torch.autograd.functional stays out of torch.func, and out of inference mode.</summary>
    public static void RefuseInTransform(string api)
    {
        KeptModes.RefuseInference(api);
        if (PlainTransform.InTransform)      // a leaf of ordinary autograd is none of the level's: what is computed from it would be cut off without a word
            throw new AutogradException(AutogradError.NotImplemented,
                $"{api}: You are attempting to call Tensor.requires_grad_() (or perhaps using torch.autograd.functional.* APIs) inside of a function being transformed by a functorch transform. This is "
                + "unsupported, please attempt to use the functorch transforms (e.g. grad, vjp, jacrev, jacfwd, hessian). In C#: those of Transforms, which nest.");
    }

    /// <summary>The same for vectors, which nothing is differentiated in unless the caller does.</summary>
    public static Tensor[] Vectors(Tensor[] vectors, bool createGraph, string api)
    {
        Admission.Shaped(api, vectors, "v");
        return Each(vectors, vector => createGraph && vector.requires_grad ? vector.view_as(vector) : vector.detach());
    }

    /// <summary>
    /// The function's outputs. It gets objects of its own for the arguments, and so may dispose them.
    /// </summary>
    public static Tensor[] Call(Func<Tensor[], Tensor[]> func, Tensor[] at, string api)
    {
        using var modes = new KeptModes();
        Tensor[] outputs = Guard.UsableResult(func(Array.ConvertAll(at, Handles.Another)), api, nameof(func));
        Admission.Shaped(api, outputs, nameof(func));
        return outputs;
    }

    /// <summary>The outputs of a function that returns one element, which may have any shape.</summary>
    public static Tensor Single(Tensor[] outputs, string api)
    {
        Tensor output = outputs[0];
        if (output.numel() != 1)
            throw new AutogradException(AutogradError.NotScalar,
                $"{api}: The Tensor returned by the function given to {api.ToLowerInvariant()} should contain a single element; func returned {Describe.Tensor(output)}. "
                + "Reduce it, for example with sum(), or use Jacobian.");
        if (output.is_complex() && output.requires_grad)
            Guard.Gradient(output, null, api, "a cotangent to Vjp", 0);
        return output;
    }

    /// <summary>What is handed to the caller: new objects, without a graph unless it was asked for.</summary>
    public static Tensor[] Results(Tensor[] results, bool createGraph) =>
        Each(results, result => createGraph ? Handles.Another(result) : result.detach());

    /// <summary>
    /// New tensors for some that nothing but the caller may hold: no finalizer may take one of those while LibTorch reads it.
    /// </summary>
    public static Tensor[] Each(Tensor[] tensors, Converter<Tensor, Tensor> change)
    {
        Tensor[] changed = Array.ConvertAll(tensors, change);
        GC.KeepAlive(tensors);
        return changed;
    }
}
