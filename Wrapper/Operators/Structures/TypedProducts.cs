using System.Runtime.CompilerServices;
using TorchBridge.Operators.Jacobians;

namespace TorchBridge.Operators.Structures;

/// <summary>The products with a Jacobian of functions of structures.</summary>
internal static class TypedProducts
{
    /// <summary>
    /// The outputs, and a function that computes one product for each argument from a vector with the structure of the outputs.
    /// </summary>
    public static (TOut Output, Func<TOut, object?[]> VjpFn, TAux Aux) Vjp<TOut, TAux>(TypedFunction<(TOut, TAux)> func, string[] names,
        params object?[] values)
    {
        Arguments arguments = At(func, names, values);
        var outputs = new Outputs<TOut>(func.Api, nameof(func));
        VjpTransform.Vjp<TAux> vjp = VjpTransform.Run(func.Api, Flat(func, arguments, outputs), arguments.Tensors,
            [.. Enumerable.Range(0, arguments.Tensors.Length)]);
        return (outputs.Write(vjp.Outputs), cotangents => arguments.Write(
            vjp.Pullback.Apply(outputs.ReadLike(cotangents, nameof(cotangents), nameof(cotangents)))), vjp.Aux);
    }

    /// <summary>The outputs, and the product with the same structure.</summary>
    public static (TOut Output, TOut Tangent, TAux Aux) Jvp<TOut, TAux>(TypedFunction<(TOut, TAux)> func, ITuple primals,
        ITuple tangents, bool strict, string primalsName, string tangentsName)
    {
        Arguments at = At(func, Names(primalsName, primals.Length), Items(primals));
        Arguments along = new(func.Signature.Named(Names(tangentsName, tangents.Length)), Items(tangents));
        at.CheckSame(along, "tangents", "primals");
        var outputs = new Outputs<TOut>(func.Api, nameof(func));
        (Tensor[] results, Tensor[] products, TAux aux) = JvpTransform.Run(Flat(func, at, outputs), at.Tensors, along.Tensors, strict,
            primalsName, tangentsName);
        return (outputs.Write(results), outputs.Write(products), aux);
    }

    private static Arguments At<T>(TypedFunction<T> func, string[] names, object?[] values)
    {
        Arguments arguments = new(func.Signature.Named(names), values);
        for (int i = 0; i < values.Length; i++)
            arguments.CheckDifferentiable(i);
        return arguments;
    }

    private static object?[] Items(ITuple tuple) => [.. Enumerable.Range(0, tuple.Length).Select(i => tuple[i])];

    private static string[] Names(string name, int count) =>
        count == 1 ? [name] : [.. Enumerable.Range(1, count).Select(i => $"{name}.Item{i}")];

    private static Func<Tensor[], (Tensor[], TAux)> Flat<TOut, TAux>(TypedFunction<(TOut, TAux)> func, Arguments arguments,
        Outputs<TOut> outputs) => tensors =>
    {
        (TOut output, TAux aux) = func.Call(arguments.Write(tensors));
        return (outputs.Read(output), aux);
    };
}
