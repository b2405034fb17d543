using TorchBridge.Operators.Jacobians;

namespace TorchBridge.Operators.Structures;

/// <summary>The transforms of functions of structures: the arguments are taken apart, and the results are put together again.</summary>
internal static class TypedTransforms
{
    /// <summary>The gradients in the arguments of <paramref name="argnums"/>, each of its argument's structure.</summary>
    /// <param name="func">From the arguments to the value and an auxiliary output.</param>
    /// <param name="argnums">The numbers of the arguments; null for argument 0.</param>
    /// <param name="values">The arguments.</param>
    public static (T[] Grads, Tensor Value, TAux Aux) Gradients<T, TAux>(TypedFunction<(Tensor, TAux)> func, int[]? argnums,
        params object?[] values)
    {
        var arguments = new Arguments(func.Signature, values);
        int[] numbers = arguments.Argnums(argnums);
        (Tensor[] grads, Tensor value, TAux aux) = GradAndValue.Run(func.Api, tensors => func.Call(arguments.Write(tensors)),
            arguments.Tensors, Numbers(arguments, numbers));
        return (Split<T>(arguments, numbers, grads), value, aux);
    }

    /// <summary>The same without an auxiliary output.</summary>
    public static (T[] Grads, Tensor Value) Gradients<T>(TypedFunction<Tensor> func, int[]? argnums, params object?[] values)
    {
        (T[] grads, Tensor value, _) = Gradients<T, int>(WithoutAux(func), argnums, values);
        return (grads, value);
    }

    /// <summary>The gradient in argument 0.</summary>
    public static T Gradient<T>(TypedFunction<Tensor> func, params object?[] values)
    {
        (T[] grads, Tensor value) = Gradients<T>(func, null, values);
        value.Dispose();
        return grads[0];
    }

    /// <summary>JacRev or JacFwd, of tensors.</summary>
    public delegate (Tensor[][] Jacobians, TAux Aux) Rows<TAux>(string api, Func<Tensor[], (Tensor[], TAux)> func, Tensor[] inputs,
        int[] argnums);

    /// <summary>The Jacobians of each output: one for each of <paramref name="argnums"/>.</summary>
    /// <param name="rows">JacRev or JacFwd.</param>
    /// <param name="func">From the arguments to the outputs and an auxiliary output.</param>
    /// <param name="argnums">The numbers of the arguments; null for argument 0.</param>
    /// <param name="values">The arguments.</param>
    /// <returns>[output][argument], the form of the outputs, and the auxiliary output.</returns>
    public static (T[][] Jacobians, Form Outputs, TAux Aux) Jacobians<T, TOut, TAux>(Rows<TAux> rows, TypedFunction<(TOut, TAux)> func,
        int[]? argnums, params object?[] values)
    {
        var arguments = new Arguments(func.Signature, values);
        int[] numbers = arguments.Argnums(argnums);
        var outputs = new Outputs<TOut>(func.Api, nameof(func));
        (Tensor[][] jacobians, TAux aux) = rows(func.Api, tensors =>
        {
            (TOut output, TAux beside) = func.Call(arguments.Write(tensors));
            return (outputs.Read(output), beside);
        }, arguments.Tensors, Numbers(arguments, numbers));
        return (Array.ConvertAll(jacobians, row => Split<T>(arguments, numbers, row)), outputs.Form!, aux);
    }

    /// <summary>The same without an auxiliary output.</summary>
    public static (T[][] Jacobians, Form Outputs) Jacobians<T, TOut>(Rows<int> rows, TypedFunction<TOut> func, int[]? argnums,
        params object?[] values)
    {
        (T[][] jacobians, Form outputs, _) = Jacobians<T, TOut, int>(rows, WithoutAux(func), argnums, values);
        return (jacobians, outputs);
    }

    /// <summary>A function without an auxiliary output as one with it.</summary>
    public static TypedFunction<(TOut, int)> WithoutAux<TOut>(TypedFunction<TOut> func) => func.Then(output => (output, 0));

    /// <summary>The numbers of the tensors of some arguments.</summary>
    public static int[] Numbers(Arguments arguments, int[] argnums) => [.. argnums.SelectMany(arguments.NumbersOf)];

    /// <summary>Tensors that belong to those of some arguments, put together as the arguments are.</summary>
    private static T[] Split<T>(Arguments arguments, int[] argnums, Tensor[] tensors)
    {
        var parts = new T[argnums.Length];
        int start = 0;
        for (int i = 0; i < parts.Length; start += arguments.Forms[argnums[i++]].Count)
            parts[i] = arguments.Write<T>(argnums[i], tensors, start);
        return parts;
    }
}
