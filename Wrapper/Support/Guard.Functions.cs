using System.Diagnostics.CodeAnalysis;

namespace TorchBridge.Support;

/// <summary>Checks of a function that is differentiated, of its inputs and outputs, and of vectors.</summary>
internal static partial class Guard
{
    /// <summary>Checks that a tensor has a floating point or complex type.</summary>
    public static void HasDerivatives(Tensor tensor, string api, string parameter, int index)
    {
        if (!tensor.is_floating_point() && !tensor.is_complex())
            throw ArgumentMessages.IntegerInput(api, parameter, index, tensor);
    }

    /// <summary>
    /// Checks the vectors of a product with a Jacobian or Hessian. Null is allowed if there is one tensor with one real element.
    /// </summary>
    /// <param name="vectors">The vectors; none of the elements is null.</param>
    /// <param name="others">The tensors whose shapes the vectors must have.</param>
    /// <param name="api">The public name.</param>
    /// <param name="parameter">The caller's parameter.</param>
    /// <param name="single">Whether the caller gave one tensor instead of a list.</param>
    /// <param name="ifNeeded">Makes the error if the vectors are null but are needed.</param>
    public static void Vector(Tensor[]? vectors, Tensor[] others, string api, string parameter, bool single,
        Func<string, string, Tensor[], Exception> ifNeeded)
    {
        if (vectors is null)
        {
            if (others.Length != 1 || others[0].numel() != 1 || others[0].is_complex())
                throw ifNeeded(api, parameter, others);
            return;
        }
        if (vectors.Length != others.Length)
            throw single
                ? ArgumentMessages.NotOneVector(api, parameter, vectors.Length)
                : ArgumentMessages.WrongNumberOfVectors(api, parameter, others.Length, vectors.Length);
        for (int i = 0; i < vectors.Length; i++)
        {
            if (!Shapes.Same(vectors[i], others[i]))
                throw ArgumentMessages.WrongSizeOfVector(api, parameter, single ? -1 : i, others[i], vectors[i]);
            SameComplexity(others[i], vectors[i], api, parameter, i);
        }
    }

    /// <summary>Checks that a tangent fits its primal.</summary>
    public static void Tangent(Tensor primal, Tensor tangent, string api, string primalParameter, string tangentParameter)
    {
        Real(primal, "primal", primalParameter);
        Real(tangent, "tangent", tangentParameter);
        if (!Shapes.Same(primal, tangent))
            throw ArgumentMessages.WrongSizeOfTangent(api, tangentParameter, primal, tangent);
        SameComplexity(primal, tangent, api, tangentParameter, 0);
        if (primal.device_type != tangent.device_type || primal.device_index != tangent.device_index)
            throw ArgumentMessages.TangentOnOtherDevice(api, tangentParameter, primal, tangent);

        void Real(Tensor tensor, string role, string parameter)
        {
            if (!tensor.is_floating_point() && !tensor.is_complex())
                throw ArgumentMessages.IntegerDual(api, parameter, role, tensor);
        }
    }

    /// <summary>Checks that a function returned a tensor without dimensions, so that it has a gradient.</summary>
    public static void Scalar([NotNull] Tensor? value, string api, string function)
    {
        UsableResult([value!], api, function);
        if (value!.dim() != 0)
            throw GraphMessages.NotAScalar(api, function, value);
    }

    /// <summary>Checks that a function returned at least one output and that each has a differentiable type.</summary>
    public static Tensor[] DifferentiableResults(Tensor[]? outputs, string api, string function)
    {
        Tensor[] results = UsableResult(outputs, api, function);
        if (results.Length == 0)
            throw ArgumentMessages.NoOutputs(api, function);
        foreach (Tensor output in results)
            if (!output.is_floating_point() && !output.is_complex())
                throw GraphMessages.IntegerOutput(api, output);
        return results;
    }

    /// <summary>Checks that there is one cotangent for each output, of the same shape.</summary>
    public static void Cotangents(Tensor[] outputs, Tensor[] cotangents, string api, string parameter)
    {
        if (cotangents.Length != outputs.Length)
            throw ArgumentMessages.WrongNumberOfCotangents(api, parameter, outputs.Length, cotangents.Length);
        for (int i = 0; i < outputs.Length; i++)
        {
            Usable(cotangents[i], api, parameter, i);
            GradientFits(outputs[i], cotangents[i], api, parameter, i);
        }
    }

    /// <summary>Checks the batch dimensions that a vmap rule returned. In the result negative dimensions are replaced.</summary>
    public static int?[] OutDimsOfRule(Tensor[] outputs, int?[]? dims, long batch, string api)
    {
        const string function = "vmap";
        if (dims is null)
            throw ArgumentMessages.RuleReturnedNull(api, function);
        if (dims.Length != outputs.Length)
            throw ArgumentMessages.WrongNumberOfRuleDims(api, function, outputs.Length, dims.Length);
        return [.. dims.Select((dim, i) =>
        {
            if (dim is not { } at)
                return (int?)null;
            int fromFront = at < 0 ? at + (int)outputs[i].dim() : at;
            return fromFront >= 0 && fromFront < outputs[i].dim() && outputs[i].size(fromFront) == batch
                ? fromFront
                : throw ArgumentMessages.OutDimOfRule(api, function, i, at, outputs[i], batch);
        })];
    }
}
