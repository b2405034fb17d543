using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace TorchBridge.Support;

/// <summary>
/// The first checks of a public member's arguments. Messages name the member and the parameter. The compiler fills in both names, so
/// callers leave them out.
/// </summary>
internal static class Check
{
    /// <summary>Checks that a function is not null.</summary>
    public static void Function([NotNull] Delegate? function, [CallerArgumentExpression(nameof(function))] string parameter = "",
        [CallerMemberName] string api = "")
    {
        if (function is null)
            throw ArgumentMessages.NullFunction(api, parameter);
    }

    /// <inheritdoc cref="Guard.Usable"/>
    public static void Usable([NotNull] Tensor? tensor, [CallerArgumentExpression(nameof(tensor))] string parameter = "",
        [CallerMemberName] string api = "") => Guard.Usable(tensor, api, parameter);

    /// <inheritdoc cref="Guard.UsableList"/>
    public static Tensor[] List([NotNull] IEnumerable<Tensor>? tensors, [CallerArgumentExpression(nameof(tensors))] string parameter = "",
        [CallerMemberName] string api = "") => Guard.UsableList(tensors, api, parameter);

    /// <summary>Checks a list that may be null.</summary>
    public static Tensor[]? OptionalList(IEnumerable<Tensor>? tensors, [CallerArgumentExpression(nameof(tensors))] string parameter = "",
        [CallerMemberName] string api = "") => tensors is null ? null : Guard.UsableList(tensors, api, parameter);

    /// <summary>Checks a tensor that may be null.</summary>
    public static Tensor[]? Optional(Tensor? tensor, [CallerArgumentExpression(nameof(tensor))] string parameter = "",
        [CallerMemberName] string api = "")
    {
        if (tensor is null)
            return null;
        Guard.Usable(tensor, api, parameter);
        return [tensor];
    }

    /// <summary>Checks that the only input of a function has a differentiable type.</summary>
    public static Tensor[] Input([NotNull] Tensor? input, [CallerArgumentExpression(nameof(input))] string parameter = "",
        [CallerMemberName] string api = "")
    {
        Guard.Usable(input, api, parameter);
        Guard.HasDerivatives(input, api, parameter, -1);
        return [input];
    }

    /// <summary>Checks that a function has at least one input and that each has a differentiable type.</summary>
    public static Tensor[] Inputs([NotNull] IEnumerable<Tensor>? inputs, [CallerArgumentExpression(nameof(inputs))] string parameter = "",
        [CallerMemberName] string api = "")
    {
        Tensor[] list = Guard.UsableNonEmptyList(inputs, api, parameter, ArgumentMessages.NoInputs);
        for (int i = 0; i < list.Length; i++)
            Guard.HasDerivatives(list[i], api, parameter, i);
        return list;
    }
}
