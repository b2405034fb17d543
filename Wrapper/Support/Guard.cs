using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace TorchBridge.Support;

/// <summary>Checks of arguments before the engine sees them. <c>api</c> is the public name that the message starts with.</summary>
internal static partial class Guard
{
    /// <summary>Checks that a tensor is not null and not disposed.</summary>
    public static void Usable([NotNull] Tensor? tensor, string api, string parameter, int index = -1)
    {
        if (tensor is null || tensor.IsInvalid)
            ThrowUnusable(tensor, api, parameter, index);
    }

    /// <summary>Checks a list and each tensor in it. Returns a copy, so that later changes to the list have no effect.</summary>
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

    /// <summary>Checks the tensors that a function of the caller returned.</summary>
    public static Tensor[] UsableResult(Tensor[]? results, string api, string function)
    {
        if (results is null)
            throw new ArgumentException(
                $"{api}: {function} returned null; it returns the outputs, an empty array if there are none.", function);
        for (int i = 0; i < results.Length; i++)
            if (results[i] is null || results[i].IsInvalid)
                throw new ArgumentException(
                    $"{api}: {function} returned {(results[i] is null ? "null" : "a disposed tensor")} at index {i}; "
                    + "it returns tensors, and does not dispose them.", function);
        return [.. results];
    }

    /// <summary>Checks that a backward pass can start from a tensor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RequiresGrad(Tensor output, string api, string parameter, int index)
    {
        if (!output.requires_grad)
            ThrowNoGraph(output, api, parameter, index);
    }

    /// <summary>Checks that a tensor can be differentiated in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Differentiable(Tensor input, string api, string parameter, int index)
    {
        if (!input.requires_grad)
            ThrowNotDifferentiable(input, api, parameter, index);
    }

    /// <summary>Checks that a tensor can keep a gradient.</summary>
    public static void CanKeepGradient(Tensor input, string api, string parameter, int index)
    {
        if (!input.requires_grad)
            throw new AutogradException(AutogradError.DoesNotRequireGrad,
                $"{api}: can't retain_grad on Tensor that has requires_grad=False; {Name(parameter, index)} is {Describe.Tensor(input)}. "
                + "Set requires_grad to true on it before the outputs are computed, or leave it out.");
    }

    [DoesNotReturn]
    private static void ThrowUnusable(Tensor? tensor, string api, string parameter, int index)
    {
        string name = Name(parameter, index);
        if (tensor is null)
            throw new ArgumentNullException(parameter, $"{api}: {name} is null; it takes a tensor.");
        throw new ArgumentException(
            $"{api}: {name} has been disposed, by a call of Dispose or by a dispose scope that has ended. "
            + "Keep it alive until after this call.", parameter);
    }

    [DoesNotReturn]
    private static void ThrowNoGraph(Tensor output, string api, string parameter, int index) =>
        throw new AutogradException(AutogradError.DoesNotRequireGrad,
            $"{api}: element {(index < 0 ? 0 : index)} of tensors does not require grad and does not have a grad_fn; "
            + $"{Name(parameter, index)} is {Describe.Tensor(output)}. Set requires_grad to true on a leaf before computing it, "
            + "and compute it outside no_grad, inference_mode and detach.");

    [DoesNotReturn]
    private static void ThrowNotDifferentiable(Tensor input, string api, string parameter, int index) =>
        throw new AutogradException(AutogradError.DoesNotRequireGrad,
            $"{api}: One of the differentiated Tensors does not require grad; {Name(parameter, index)} is {Describe.Tensor(input)}. "
            + "Set requires_grad to true on it before the outputs are computed, or leave it out.");

    private static string Name(string parameter, int index) => index < 0 ? parameter : $"{parameter}[{index}]";
}
