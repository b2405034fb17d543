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
            throw new ArgumentException(
                $"{api}: got {count} tensors and {list.Length} gradients; "
                + $"{parameter} takes one gradient, or null, for each tensor.", parameter);
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
            ThrowNoImplicitGradient(output, api, parameter, index);
    }

    /// <summary>
    /// Checks a batch of gradients: dimension 0 is the batch, and each gradient in it must fit as in <see cref="Gradient"/>.
    /// </summary>
    public static void BatchOfGradients(Tensor output, [NotNull] Tensor? gradients, string api, string parameter, int index)
    {
        if (gradients is null)
            throw new ArgumentNullException(parameter,
                $"{api}: {Name(parameter, index)} is null; with isGradsBatched there is a batch of gradients for each output.");
        if (gradients.dim() == 0 || !Shapes.Same(gradients, output, 1))
            throw new ArgumentException(
                $"{api}: If `is_grads_batched=True`, we interpret the first dimension of each grad_output as the batch dimension. "
                + "The sizes of the remaining dimensions are expected to match the shape of corresponding output, "
                + $"but a mismatch was detected: grad_output[{index}] has a shape "
                + $"of torch.Size({Describe.Shape(gradients, 1)}) and output[{index}] has a shape of torch.Size({Describe.Shape(output)}). "
                + "If you only want some tensors in `grad_output` to be considered batched, consider using vmap.", parameter);
        SameComplexity(output, gradients, api, parameter, index);
    }

    /// <summary>Checks that all batches have the same size.</summary>
    public static void SameBatchSize(Tensor?[] gradients, string api, string parameter)
    {
        for (int i = 1; i < gradients.Length; i++)
            if (gradients[i]!.size(0) != gradients[0]!.size(0))
                throw new ArgumentException(
                    $"{api}: Expected all tensors to have the same size in the mapped dimension; "
                    + $"{parameter}[0] has {gradients[0]!.size(0)} rows and {parameter}[{i}] has {gradients[i]!.size(0)}. "
                    + "Give as many rows for each output.", parameter);
    }

    private static void GradientFits(Tensor output, Tensor gradient, string api, string parameter, int index)
    {
        if (!Shapes.Same(gradient, output))
            throw new ArgumentException(
                $"{api}: Mismatch in shape: grad_output[{index}] has a shape of torch.Size({Describe.Shape(gradient)}) and output[{index}] "
                + $"has a shape of torch.Size({Describe.Shape(output)}). A gradient has its output's own shape and is not broadcast; "
                + "expand or reshape it first.", parameter);
        SameComplexity(output, gradient, api, parameter, index);
    }

    private static void SameComplexity(Tensor output, Tensor gradient, string api, string parameter, int index)
    {
        if (gradient.is_complex() != output.is_complex())
            throw new ArgumentException(
                $"{api}: For complex Tensors, both grad_output and output are required to have the same dtype. "
                + $"Mismatch in dtype: grad_output[{index}] has a dtype of torch.{Describe.Type(gradient.dtype)} and output[{index}] has a "
                + $"dtype of torch.{Describe.Type(output.dtype)}. Convert the gradient with to_type first.", parameter);
    }

    [DoesNotReturn]
    private static void ThrowNoImplicitGradient(Tensor output, string api, string parameter, int index) =>
        throw new AutogradException(AutogradError.NotScalar, output.numel() != 1
            ? $"{api}: grad can be implicitly created only for scalar outputs; output {index} is {Describe.Tensor(output)}. "
                + $"Give its gradient as {parameter}, of that shape, or reduce the output to one element first, for example with sum()."
            : $"{api}: grad can be implicitly created only for real scalar outputs but got torch.{Describe.Type(output.dtype)}; "
                + $"output {index} is {Describe.Tensor(output)}. "
                + $"Give its gradient as {parameter}, or take the real part or the absolute value first.");
}
