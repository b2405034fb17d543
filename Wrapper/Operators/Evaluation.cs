using TorchBridge.Engine;
using TorchBridge.Support;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>A function of the caller, called for its derivatives: _grad_preprocess and _grad_postprocess of torch.autograd.functional.</summary>
internal static class Evaluation
{
    /// <summary>
    /// New tensors that stand for the inputs, so that what the function captures is not taken for its arguments: connected to them where
    /// gradients are to flow on, cut off otherwise.
    /// </summary>
    public static Tensor[] Inputs(Tensor[] inputs, bool createGraph) =>
        Array.ConvertAll(inputs, input => createGraph && input.requires_grad ? input.alias() : Leaf(input));

    /// <summary>The same for vectors, which nothing is differentiated in unless the caller does.</summary>
    public static Tensor[] Vectors(Tensor[] vectors, bool createGraph) =>
        Array.ConvertAll(vectors, vector => createGraph && vector.requires_grad ? vector.alias() : vector.detach());

    /// <summary>The outputs of a function that returns one element, which may have any shape.</summary>
    public static Tensor Single(Tensor[] outputs, string api)
    {
        Tensor output = outputs[0];
        if (output.numel() != 1)
            throw new AutogradException(AutogradError.NotScalar,
                $"{api}: The Tensor returned by the function given to {api.ToLowerInvariant()} should contain a single element; func returned {Describe.Tensor(output)}. "
                + "Reduce it, for example with sum(), or use Jacobian.");
        return output;
    }

    /// <summary>What is handed to the caller: new objects, without a graph unless it was asked for.</summary>
    public static Tensor[] Results(Tensor[] results, bool createGraph) =>
        Array.ConvertAll(results, result => createGraph ? Handles.Another(result) : result.detach());

    private static Tensor Leaf(Tensor input)
    {
        Tensor leaf = input.detach();
        leaf.requires_grad = true;
        return leaf;
    }
}
