using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace TorchBridge.Support;

/// <summary>Checks of the gradients that a backward pass starts from.</summary>
internal static partial class Guard
{
    /// <summary>
    /// Checks that there are as many gradients as tensors. Each may be null. A null list means all are null. Surplus elements are ignored,
    /// as in Python.
    /// </summary>
    public static Tensor?[] OptionalGradients(IEnumerable<Tensor?>? gradients, int count, string api, string parameter)
    {
        if (gradients is null)
            return new Tensor?[count];
        Tensor?[] list = [.. gradients];
        if (list.Length < count)
            throw ArgumentMessages.TooFewGradients(api, parameter, count, list.Length);
        Array.Resize(ref list, count);
        for (int i = 0; i < list.Length; i++)
            if (list[i] is { } gradient)
                Usable(gradient, api, parameter, i);
        return list;
    }

    /// <summary>
    /// Checks that a gradient fits its output. It must have the output's shape, and be complex exactly if the output is. The engine
    /// converts other element types. Null is allowed for a real output of one element.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Gradient(Tensor output, Tensor? gradient, string api, string parameter, int index)
    {
        if (gradient is not null)
            GradientFits(output, gradient, api, parameter, index);
        else if (output.numel() != 1 || !output.is_floating_point())
            throw output.numel() != 1
                ? GraphMessages.NoImplicitGradient(api, parameter, index, output)
                : GraphMessages.NoImplicitComplexGradient(api, parameter, index, output);
    }

    /// <summary>
    /// Checks a batch of gradients: dimension 0 is the batch, and each gradient in it must fit as in <see cref="Gradient"/>.
    /// </summary>
    public static void BatchOfGradients(Tensor output, [NotNull] Tensor? gradients, string api, string parameter, int index)
    {
        if (gradients is null)
            throw ArgumentMessages.NoBatchOfGradients(api, parameter, index);
        if (gradients.dim() == 0 || !Shapes.Same(gradients, output, 1))
            throw ArgumentMessages.WrongShapeOfBatch(api, parameter, index, output, gradients);
        SameComplexity(output, gradients, api, parameter, index);
    }

    /// <summary>Checks that all batches have the same size.</summary>
    public static void SameBatchSize(Tensor?[] gradients, string api, string parameter)
    {
        for (int i = 1; i < gradients.Length; i++)
            if (gradients[i]!.size(0) != gradients[0]!.size(0))
                throw ArgumentMessages.BatchesOfDifferentSizes(api, parameter, gradients[0]!.size(0), i, gradients[i]!.size(0));
    }

    private static void GradientFits(Tensor output, Tensor gradient, string api, string parameter, int index)
    {
        if (!Shapes.Same(gradient, output))
            throw ArgumentMessages.WrongShapeOfGradient(api, parameter, index, output, gradient);
        SameComplexity(output, gradient, api, parameter, index);
    }

    private static void SameComplexity(Tensor output, Tensor gradient, string api, string parameter, int index)
    {
        if (gradient.is_complex() != output.is_complex())
            throw ArgumentMessages.RealAndComplex(api, parameter, index, output, gradient);
    }
}
