namespace TorchBridge.Operators.Structures;

/// <summary>A function of one to four arguments, each a structure of tensors.</summary>
/// <param name="Signature">Its parameters.</param>
/// <param name="Call">The function, which takes its arguments as objects.</param>
internal sealed record TypedFunction<TOut>(Signature Signature, Func<object?[], TOut> Call)
{
    public string Api => Signature.Api;

    /// <summary>The same function with a converted result.</summary>
    public TypedFunction<TOther> Then<TOther>(Func<TOut, TOther> change) => new(Signature, arguments => change(Call(arguments)));
}

/// <summary>Functions of the caller as typed functions.</summary>
internal static class TypedFunction
{
    /// <summary>The names of the parameters of a Func.</summary>
    private static readonly string[] s_names = ["arg1", "arg2", "arg3", "arg4"];

    public static TypedFunction<TOut> Of<T, TOut>(string api, Func<T, TOut> func) =>
        Of(api, func, arguments => func((T)arguments[0]!), StructureTypes.Of<T>(api, nameof(func)));

    public static TypedFunction<TOut> Of<T1, T2, TOut>(string api, Func<T1, T2, TOut> func) =>
        Of(api, func, arguments => func((T1)arguments[0]!, (T2)arguments[1]!),
            StructureTypes.Of<T1>(api, nameof(func)), StructureTypes.Of<T2>(api, nameof(func)));

    public static TypedFunction<TOut> Of<T1, T2, T3, TOut>(string api, Func<T1, T2, T3, TOut> func) =>
        Of(api, func, arguments => func((T1)arguments[0]!, (T2)arguments[1]!, (T3)arguments[2]!),
            StructureTypes.Of<T1>(api, nameof(func)), StructureTypes.Of<T2>(api, nameof(func)), StructureTypes.Of<T3>(api, nameof(func)));

    public static TypedFunction<TOut> Of<T1, T2, T3, T4, TOut>(string api, Func<T1, T2, T3, T4, TOut> func) =>
        Of(api, func, arguments => func((T1)arguments[0]!, (T2)arguments[1]!, (T3)arguments[2]!, (T4)arguments[3]!),
            StructureTypes.Of<T1>(api, nameof(func)), StructureTypes.Of<T2>(api, nameof(func)), StructureTypes.Of<T3>(api, nameof(func)),
            StructureTypes.Of<T4>(api, nameof(func)));

    private static TypedFunction<TOut> Of<TOut>(string api, Delegate? func, Func<object?[], TOut> call, params Structure[] structures) =>
        func is null ? throw ArgumentMessages.NullFunction(api, nameof(func))
            : new(new(api, structures.Length == 1 ? ["arg"] : s_names[..structures.Length], structures), call);
}
