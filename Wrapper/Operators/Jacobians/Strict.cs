namespace TorchBridge.Operators.Jacobians;

/// <summary>
/// The strict mode of torch.autograd.functional: an output that does not depend on an input is an error instead of a zero derivative.
/// </summary>
internal static class Strict
{
    /// <summary>Checks that the outputs depend on the inputs.</summary>
    public static void Outputs(bool strict, string api, Tensor[] outputs)
    {
        if (strict && FirstWithoutGraph(outputs) is var i and >= 0)
            throw GraphMessages.ConstantOutput(api, i);
    }

    /// <summary>Checks that first derivatives depend on the inputs, so that there are second ones.</summary>
    public static void Gradient(bool strict, string api, Tensor?[] gradient)
    {
        if (strict && FirstWithoutGraph(gradient) is var i and >= 0)
            throw gradient[i] is null
                ? GraphMessages.OutputIndependent(api, i)
                : GraphMessages.HessianIsZero(api, i);
    }

    /// <summary>The same for the gradients in the double backward trick.</summary>
    public static void TrickGradient(bool strict, string api, Tensor?[] gradient)
    {
        if (strict && FirstWithoutGraph(gradient) is var i and >= 0)
            throw gradient[i] is null
                ? GraphMessages.OutputIndependent(api, i)
                : GraphMessages.GradientIndependent(api, i);
    }

    /// <summary>The derivatives, with zeros for missing ones. In strict mode a missing one is an error.</summary>
    /// <param name="strict">Whether a missing derivative is an error; with <paramref name="createGraph"/>, a constant one too.</param>
    /// <param name="api">The public name for messages.</param>
    /// <param name="derivatives">The derivatives; null if there is no dependence.</param>
    /// <param name="like">Tensors with the shapes and types of the zeros.</param>
    /// <param name="createGraph">Whether the results must have a graph.</param>
    /// <param name="missing">Makes the error for a missing derivative from the public name and an index.</param>
    /// <param name="constant">The name, for messages, of a derivative without a graph: jacobian or hessian.</param>
    public static Tensor[] WithZeros(bool strict, string api, Tensor?[] derivatives, Tensor[] like,
        bool createGraph, Func<string, int, AutogradException> missing, string constant)
    {
        var results = new Tensor[derivatives.Length];
        for (int i = 0; i < results.Length; i++)
        {
            if (strict && derivatives[i] is null)
                throw missing(api, i);
            if (strict && createGraph && !derivatives[i]!.requires_grad)
                throw GraphMessages.ConstantDerivative(api, constant, i);
            results[i] = derivatives[i] ?? zeros_like(like[i]);
        }
        return results;
    }

    private static int FirstWithoutGraph(Tensor?[] tensors) => Array.FindIndex(tensors, tensor => tensor is null || !tensor.requires_grad);
}
