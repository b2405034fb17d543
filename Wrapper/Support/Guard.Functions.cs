using System.Diagnostics.CodeAnalysis;

namespace TorchBridge.Support;

/// <summary>Checks of a function that is differentiated, of its inputs and outputs, and of vectors.</summary>
internal static partial class Guard
{
    public const string NoVectorForInputs = "The vector v can only be None if the input to the user-provided function "
        + "is a single Tensor with a single element.";

    /// <summary>Checks that a tensor has a floating point or complex type.</summary>
    public static void HasDerivatives(Tensor tensor, string api, string parameter, int index)
    {
        if (!tensor.is_floating_point() && !tensor.is_complex())
            throw new ArgumentException(
                $"{api}: only Tensors of floating point dtype can require gradients (or of complex dtype); {Name(parameter, index)} is "
                + $"{Describe.Tensor(tensor)}. Convert it with to_type first, or let the function capture it.", parameter);
    }

    /// <summary>
    /// Checks the vectors of a product with a Jacobian or Hessian. Null is allowed if there is one tensor with one real element.
    /// </summary>
    /// <param name="vectors">The vectors; none of the elements is null.</param>
    /// <param name="others">The tensors whose shapes the vectors must have.</param>
    /// <param name="api">The public name.</param>
    /// <param name="parameter">The caller's parameter.</param>
    /// <param name="single">Whether the caller gave one tensor instead of a list.</param>
    /// <param name="ifNeeded">The message if the vectors are null but are needed.</param>
    public static void Vector(Tensor[]? vectors, Tensor[] others, string api, string parameter, bool single, string ifNeeded)
    {
        if (vectors is null)
        {
            ImplicitVector(others, api, parameter, ifNeeded);
            return;
        }
        if (vectors.Length != others.Length)
            throw new ArgumentException(single
                ? $"{api}: The given v should contain a single Tensor; {parameter} has {vectors.Length}."
                : $"{api}: v is a tuple of invalid length: should be {others.Length} but got {vectors.Length}. "
                    + "Give one vector for each.", parameter);
        for (int i = 0; i < vectors.Length; i++)
        {
            if (!Shapes.Same(vectors[i], others[i]))
                throw new ArgumentException(
                    $"{api}: {(single ? "" : $"Entry {i} in ")}v has invalid size: should be torch.Size({Describe.Shape(others[i])}) but "
                    + $"got torch.Size({Describe.Shape(vectors[i])}). A vector is not broadcast; expand or reshape it first.", parameter);
            SameComplexity(others[i], vectors[i], api, parameter, i);
        }
    }

    /// <summary>Checks that a tangent fits its primal.</summary>
    public static void Tangent(Tensor primal, Tensor tangent, string api, string primalParameter, string tangentParameter)
    {
        Real(primal, "primal", primalParameter);
        Real(tangent, "tangent", tangentParameter);
        if (!Shapes.Same(primal, tangent))
            throw new ArgumentException(
                $"{api}: Trying to set a forward gradient that has a different size than that of the original Tensor, "
                + $"this is not supported. Tensor is of size {Describe.Shape(primal)} while the given forward gradient is of size "
                + $"{Describe.Shape(tangent)}. A tangent is not broadcast; expand or reshape it first.", tangentParameter);
        SameComplexity(primal, tangent, api, tangentParameter, 0);
        if (primal.device_type != tangent.device_type || primal.device_index != tangent.device_index)
            throw new ArgumentException(
                $"{api}: Expected all tensors to be on the same device, but found at least two devices, "
                + $"{primal.device} and {tangent.device}! Move the tangent to the device of its primal first.",
                tangentParameter);

        void Real(Tensor tensor, string what, string parameter)
        {
            if (!tensor.is_floating_point() && !tensor.is_complex())
                throw new ArgumentException(
                    $"{api}: Expected {what} to be floating point or complex, but got: torch.{Describe.Type(tensor.dtype)}. "
                    + "Convert it with to_type first.", parameter);
        }
    }

    /// <summary>Checks that a function returned a tensor without dimensions, so that it has a gradient.</summary>
    public static void Scalar([NotNull] Tensor? value, string api, string function)
    {
        UsableResult([value!], api, function);
        if (value!.dim() != 0)
            throw new AutogradException(AutogradError.NotScalar,
                $"{api}: Expected f(*args) to return a scalar Tensor, got tensor with {value.dim()} dims. "
                + $"Maybe you wanted to use the vjp or jacrev APIs instead? {function} returned {Describe.Tensor(value)}; "
                + "reduce it to no dimensions, for example with sum().");
    }

    /// <summary>Checks that a function returned at least one output and that each has a differentiable type.</summary>
    public static Tensor[] DifferentiableResults(Tensor[]? outputs, string api, string function)
    {
        Tensor[] results = UsableResult(outputs, api, function);
        if (results.Length == 0)
            throw new ArgumentException(
                $"{api}: Expected f to be a function that has non-empty output (got output = []). Return at least one tensor.", function);
        foreach (Tensor output in results)
            if (!output.is_floating_point() && !output.is_complex())
                throw new AutogradException(AutogradError.Other,
                    $"{api}: All outputs of f must be floating-point or complex Tensors, got Tensor with dtype "
                    + $"{Describe.Type(output.dtype)}. Convert it with to_type, or return it as an auxiliary output.");
        return results;
    }

    /// <summary>Checks that there is one cotangent for each output, of the same shape.</summary>
    public static void Cotangents(Tensor[] outputs, Tensor[] cotangents, string api, string parameter)
    {
        if (cotangents.Length != outputs.Length)
            throw new ArgumentException(
                $"{api}: Expected pytree structure of cotangents to be the same as pytree structure of outputs to the function. "
                + $"There are {outputs.Length} outputs and {cotangents.Length} cotangents; give one for each.", parameter);
        for (int i = 0; i < outputs.Length; i++)
        {
            Usable(cotangents[i], api, parameter, i);
            GradientFits(outputs[i], cotangents[i], api, parameter, i);
        }
    }

    private static void ImplicitVector(Tensor[] others, string api, string parameter, string ifNeeded)
    {
        if (others.Length == 1 && others[0].numel() == 1 && !others[0].is_complex())
            return;
        string message = $"{api}: {ifNeeded} Give {parameter}: one vector for each of {others.Length} tensors"
            + (others.Length == 0 ? "." : $", of which the first is {Describe.Tensor(others[0])}.");
        throw ifNeeded == NoVectorForInputs
            ? new ArgumentNullException(parameter, message)
            : new AutogradException(AutogradError.NotScalar, message);
    }
}
