using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace TorchBridge.Support;

/// <summary>
/// What can be wrong with an argument, judged before the engine sees it. <c>api</c> is the public name that the message starts with.
/// </summary>
internal static partial class Guard
{
    /// <summary>A tensor that is there and not disposed.</summary>
    public static void Usable([NotNull] Tensor? tensor, string api, string parameter, int index = -1)
    {
        if (tensor is null || tensor.IsInvalid)
            ThrowUnusable(tensor, api, parameter, index);
    }

    /// <summary>A list that is there; its elements, each there and not disposed, as they are at this moment.</summary>
    public static Tensor[] UsableList([NotNull] IEnumerable<Tensor>? tensors, string api, string parameter)
    {
        if (tensors is null)
            throw new ArgumentNullException(parameter, $"{api}: {parameter} is null; it takes a list of tensors.");
        Tensor[] list = [.. tensors];
        for (int i = 0; i < list.Length; i++)
            Usable(list[i], api, parameter, i);
        return list;
    }

    /// <summary>The same, with at least one element.</summary>
    public static Tensor[] UsableNonEmptyList([NotNull] IEnumerable<Tensor>? tensors, string api, string parameter, string ifEmpty)
    {
        Tensor[] list = UsableList(tensors, api, parameter);
        return list.Length > 0 ? list : throw new ArgumentException($"{api}: {ifEmpty}", parameter);
    }

    /// <summary>Tensors that a function of the caller has returned, each there and not disposed.</summary>
    public static Tensor[] UsableResult(Tensor[]? results, string api, string function)
    {
        if (results is null)
            throw new ArgumentException($"{api}: {function} returned null; it returns the outputs, an empty array if there are none.", function);
        for (int i = 0; i < results.Length; i++)
            if (results[i] is null || results[i].IsInvalid)
                throw new ArgumentException($"{api}: {function} returned {(results[i] is null ? "null" : "a disposed tensor")} at index {i}; it returns tensors, and does not dispose them.", function);
        return [.. results];
    }

    /// <summary>
    /// As many gradients as tensors; each null or not disposed. A list that is null stands for that many nulls; what a longer list has
    /// after them is ignored, as in Python.
    /// </summary>
    public static Tensor?[] OptionalGradients(IEnumerable<Tensor?>? gradients, int count, string api, string parameter)
    {
        if (gradients is null)
            return new Tensor?[count];
        Tensor?[] list = [.. gradients];
        if (list.Length < count)
            throw new ArgumentException($"{api}: got {count} tensors and {list.Length} gradients; {parameter} takes one gradient, or null, for each tensor.", parameter);
        Array.Resize(ref list, count);
        for (int i = 0; i < list.Length; i++)
            if (list[i] is { } gradient)
                Usable(gradient, api, parameter, i);
        return list;
    }

    /// <summary>
    /// A gradient that fits its output: null for a real output of one element, or of the output's own shape and, where either is
    /// complex, complex like the other. Other element types are converted by the engine.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Gradient(Tensor output, Tensor? gradient, string api, string parameter, int index)
    {
        if (gradient is not null)
            GradientFits(output, gradient, api, parameter, index);
        else if (output.numel() != 1 || !output.is_floating_point())
            ThrowNoImplicitGradient(output, api, parameter, index);
    }

    /// <summary>A tensor that has a graph behind it, or is a leaf that gradients are kept for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RequiresGrad(Tensor output, string api, string parameter, int index)
    {
        if (!output.requires_grad)
            ThrowNoGraph(output, api, parameter, index);
    }

    /// <summary>A tensor that a gradient can be taken in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Differentiable(Tensor input, string api, string parameter, int index)
    {
        if (!input.requires_grad)
            ThrowNotDifferentiable(input, api, parameter, index);
    }

    /// <summary>
    /// A batch of gradients that fit the output: as <see cref="Gradient"/> says for one, behind a dimension of the batch.
    /// </summary>
    public static void BatchOfGradients(Tensor output, [NotNull] Tensor? gradients, string api, string parameter, int index)
    {
        if (gradients is null)
            throw new ArgumentNullException(parameter, $"{api}: {Name(parameter, index)} is null; with isGradsBatched there is a batch of gradients for each output.");
        if (gradients.dim() == 0 || !Shapes.Same(gradients, output, 1))
            throw new ArgumentException(
                $"{api}: If `is_grads_batched=True`, we interpret the first dimension of each grad_output as the batch dimension. The sizes of the remaining dimensions are expected "
                + $"to match the shape of corresponding output, but a mismatch was detected: grad_output[{index}] has a shape of torch.Size({Describe.Shape(gradients, 1)}) and "
                + $"output[{index}] has a shape of torch.Size({Describe.Shape(output)}). If you only want some tensors in `grad_output` to be considered batched, consider using vmap.", parameter);
        SameComplexity(output, gradients, api, parameter, index);
    }

    /// <summary>Batches of one size.</summary>
    public static void SameBatchSize(Tensor?[] gradients, string api, string parameter)
    {
        for (int i = 1; i < gradients.Length; i++)
            if (gradients[i]!.size(0) != gradients[0]!.size(0))
                throw new ArgumentException(
                    $"{api}: Expected all tensors to have the same size in the mapped dimension; {parameter}[0] has {gradients[0]!.size(0)} rows and {parameter}[{i}] has "
                    + $"{gradients[i]!.size(0)}. Give as many rows for each output.", parameter);
    }

    /// <summary>A tensor that can keep a gradient.</summary>
    public static void CanKeepGradient(Tensor input, string api, string parameter, int index)
    {
        if (!input.requires_grad)
            throw new AutogradException(AutogradError.DoesNotRequireGrad,
                $"{api}: can't retain_grad on Tensor that has requires_grad=False; {Name(parameter, index)} is {Describe.Tensor(input)}. "
                + "Set requires_grad to true on it before the outputs are computed, or leave it out.");
    }

    private static void GradientFits(Tensor output, Tensor gradient, string api, string parameter, int index)
    {
        if (!Shapes.Same(gradient, output))
            throw new ArgumentException(
                $"{api}: Mismatch in shape: grad_output[{index}] has a shape of torch.Size({Describe.Shape(gradient)}) and output[{index}] has a shape of "
                + $"torch.Size({Describe.Shape(output)}). A gradient has its output's own shape and is not broadcast; expand or reshape it first.", parameter);
        SameComplexity(output, gradient, api, parameter, index);
    }

    private static void SameComplexity(Tensor output, Tensor gradient, string api, string parameter, int index)
    {
        if (gradient.is_complex() != output.is_complex())
            throw new ArgumentException(
                $"{api}: For complex Tensors, both grad_output and output are required to have the same dtype. Mismatch in dtype: grad_output[{index}] has a dtype of "
                + $"torch.{Describe.Type(gradient.dtype)} and output[{index}] has a dtype of torch.{Describe.Type(output.dtype)}. Convert the gradient with to_type first.", parameter);
    }

    [DoesNotReturn]
    private static void ThrowUnusable(Tensor? tensor, string api, string parameter, int index)
    {
        string name = Name(parameter, index);
        if (tensor is null)
            throw new ArgumentNullException(parameter, $"{api}: {name} is null; it takes a tensor.");
        throw new ArgumentException($"{api}: {name} has been disposed, by a call of Dispose or by a dispose scope that has ended. Keep it alive until after this call.", parameter);
    }

    [DoesNotReturn]
    private static void ThrowNoImplicitGradient(Tensor output, string api, string parameter, int index) =>
        throw new AutogradException(AutogradError.NotScalar, output.numel() != 1
            ? $"{api}: grad can be implicitly created only for scalar outputs; output {index} is {Describe.Tensor(output)}. "
                + $"Give its gradient as {parameter}, of that shape, or reduce the output to one element first, for example with sum()."
            : $"{api}: grad can be implicitly created only for real scalar outputs but got torch.{Describe.Type(output.dtype)}; output {index} is {Describe.Tensor(output)}. "
                + $"Give its gradient as {parameter}, or take the real part or the absolute value first.");

    [DoesNotReturn]
    private static void ThrowNoGraph(Tensor output, string api, string parameter, int index) =>
        throw new AutogradException(AutogradError.DoesNotRequireGrad,
            $"{api}: element {(index < 0 ? 0 : index)} of tensors does not require grad and does not have a grad_fn; {Name(parameter, index)} is {Describe.Tensor(output)}. "
            + "Set requires_grad to true on a leaf before computing it, and compute it outside no_grad, inference_mode and detach.");

    [DoesNotReturn]
    private static void ThrowNotDifferentiable(Tensor input, string api, string parameter, int index) =>
        throw new AutogradException(AutogradError.DoesNotRequireGrad,
            $"{api}: One of the differentiated Tensors does not require grad; {Name(parameter, index)} is {Describe.Tensor(input)}. "
            + "Set requires_grad to true on it before the outputs are computed, or leave it out.");

    private static string Name(string parameter, int index) => index < 0 ? parameter : $"{parameter}[{index}]";
}
