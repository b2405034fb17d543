namespace TorchBridge.Operators.Jacobians;

/// <summary>
/// The strict mode of torch.autograd.functional: if an output does not depend on an input, that is an error instead of a zero derivative.
/// </summary>
internal static class Strict
{
    private const string NotAllowed = "This is not allowed in strict mode", WayOut = "Pass strict: false to get zeros for it.";

    /// <summary>Checks that the outputs depend on the inputs.</summary>
    public static void Outputs(bool strict, string api, Tensor[] outputs)
    {
        if (strict && FirstWithoutGraph(outputs) is var i and >= 0)
            throw new AutogradException(AutogradError.DoesNotRequireGrad,
                $"{api}: Output {i} of the user-provided function does not require gradients. "
                + $"The outputs must be computed in a differentiable manner from the input when running in strict mode. {WayOut}");
    }

    /// <summary>Checks that first derivatives depend on the inputs, so that there are second ones.</summary>
    public static void Gradient(bool strict, string api, Tensor?[] gradient)
    {
        if (strict && FirstWithoutGraph(gradient) is var i and >= 0)
            throw Independent(gradient[i] is null
                ? $"{api}: The output of the user-provided function is independent of input {i}. {NotAllowed}."
                : $"{api}: While computing the hessian, found that the jacobian of the user-provided function with respect to input {i} is "
                    + $"independent of the input. {NotAllowed}. You should ensure that your function is twice differentiable and that the "
                    + "jacobian depends on the inputs (this would be violated by a linear function for example).");
    }

    /// <summary>The same for the gradients in the double backward trick.</summary>
    public static void TrickGradient(bool strict, string api, Tensor?[] gradient)
    {
        if (strict && FirstWithoutGraph(gradient) is var i and >= 0)
            throw Independent(gradient[i] is null
                ? $"{api}: The output of the user-provided function is independent of input {i}. {NotAllowed}."
                : $"{api}: The gradient with respect to input {i} is independent of the inputs of the user-provided function. "
                    + $"{NotAllowed}.");
    }

    /// <summary>The derivatives, with zeros for missing ones. In strict mode a missing one is an error.</summary>
    /// <param name="strict">Whether a missing derivative is an error; with <paramref name="createGraph"/>, a constant one too.</param>
    /// <param name="api">The public name for messages.</param>
    /// <param name="derivatives">The derivatives; null if there is no dependence.</param>
    /// <param name="like">Tensors with the shapes and types of the zeros.</param>
    /// <param name="createGraph">Whether the results must have a graph.</param>
    /// <param name="missing">From an index to the message for a missing derivative.</param>
    /// <param name="constant">The name, for messages, of a derivative without a graph: jacobian or hessian.</param>
    public static Tensor[] WithZeros(bool strict, string api, Tensor?[] derivatives, Tensor[] like,
        bool createGraph, Func<int, string> missing, string constant)
    {
        var results = new Tensor[derivatives.Length];
        for (int i = 0; i < results.Length; i++)
        {
            if (strict && derivatives[i] is null)
                throw Independent($"{api}: {missing(i)}");
            if (strict && createGraph && !derivatives[i]!.requires_grad)
                throw Independent(
                    $"{api}: The {constant} of the user-provided function is independent of input {i}. "
                    + $"{NotAllowed} when create_graph=True.");
            results[i] = derivatives[i] ?? zeros_like(like[i]);
        }
        return results;
    }

    /// <summary>The message for a vector-Jacobian product.</summary>
    public static string OutputIndependent(int i) => $"The output of the user-provided function is independent of input {i}. {NotAllowed}.";

    /// <summary>The message for a row of a Jacobian.</summary>
    public static string RowIndependent(int output, int input) => $"Output {output} of the user-provided function is "
        + $"independent of input {input}. {NotAllowed}.";

    /// <summary>The message for a Jacobian-vector product.</summary>
    public static string TrickIndependent(int i) =>
        $"The gradient with respect to the input is independent of entry {i} in the grad_outputs when using the double backward trick to "
        + $"compute forward mode gradients. {NotAllowed}.";

    /// <summary>The message for a vector-Hessian product.</summary>
    public static string JacobianIndependent(int i) => $"The jacobian of the user-provided function is independent of input {i}. "
        + $"{NotAllowed}.";

    /// <summary>The message for a Hessian-vector product.</summary>
    public static string HessianIndependent(int i) =>
        $"The hessian of the user-provided function is independent of entry {i} in the grad_jacobian. "
        + $"{NotAllowed} as it prevents from using the double backward trick to replace forward mode AD.";

    private static int FirstWithoutGraph(Tensor?[] tensors) => Array.FindIndex(tensors, tensor => tensor is null || !tensor.requires_grad);

    private static AutogradException Independent(string message) => new(AutogradError.UnusedInput, $"{message} {WayOut}");
}
