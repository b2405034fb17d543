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
            throw ArgumentMessages.NullList(api, parameter);
        Tensor[] list = [.. tensors];
        for (int i = 0; i < list.Length; i++)
            Usable(list[i], api, parameter, i);
        return list;
    }

    /// <summary>The same, with at least one element. <paramref name="ifEmpty"/> makes the error from the names.</summary>
    public static Tensor[] UsableNonEmptyList([NotNull] IEnumerable<Tensor>? tensors, string api, string parameter,
        Func<string, string, ArgumentException> ifEmpty)
    {
        Tensor[] list = UsableList(tensors, api, parameter);
        return list.Length > 0 ? list : throw ifEmpty(api, parameter);
    }

    /// <summary>Checks tensors that have names. Returns a copy.</summary>
    public static (string Name, Tensor Tensor)[] Named([NotNull] IEnumerable<(string Name, Tensor Tensor)>? named, string api,
        string parameter)
    {
        if (named is null)
            throw ArgumentMessages.NullList(api, parameter);
        (string Name, Tensor Tensor)[] list = [.. named];
        for (int i = 0; i < list.Length; i++)
        {
            if (list[i].Name is null)
                throw ArgumentMessages.NullName(api, parameter, i);
            Usable(list[i].Tensor, api, parameter, i);
        }
        return list;
    }

    /// <summary>Checks the tensors that a function of the caller returned.</summary>
    public static Tensor[] UsableResult(Tensor[]? results, string api, string function)
    {
        if (results is null)
            throw ArgumentMessages.NullResult(api, function);
        for (int i = 0; i < results.Length; i++)
            if (results[i] is null || results[i].IsInvalid)
                throw results[i] is null
                    ? ArgumentMessages.NullOutput(api, function, i)
                    : ArgumentMessages.DisposedOutput(api, function, i);
        return [.. results];
    }

    /// <summary>Checks that a backward pass can start from a tensor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RequiresGrad(Tensor output, string api, string parameter, int index)
    {
        if (!output.requires_grad)
            throw GraphMessages.NoGraph(api, parameter, index, output);
    }

    /// <summary>Checks that outputs can be differentiated with respect to a tensor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Differentiable(Tensor input, string api, string parameter, int index)
    {
        if (!input.requires_grad)
            throw GraphMessages.ConstantInput(api, parameter, index, input);
    }

    /// <summary>Checks that a tensor can keep a gradient.</summary>
    public static void CanKeepGradient(Tensor input, string api, string parameter, int index)
    {
        if (!input.requires_grad)
            throw GraphMessages.CannotKeepGradient(api, parameter, index, input);
    }

    [DoesNotReturn]
    private static void ThrowUnusable(Tensor? tensor, string api, string parameter, int index) => throw (tensor is null
        ? ArgumentMessages.NullTensor(api, parameter, index)
        : ArgumentMessages.DisposedTensor(api, parameter, index));
}
