using TorchBridge.Operators.Jacobians;

namespace TorchBridge.Operators.Structures;

/// <summary>The transforms of functions of structures. They flatten the arguments and rebuild the results.</summary>
internal static class TypedTransforms
{
    /// <summary>
    /// The gradients with respect to the arguments of <paramref name="argnums"/>, each with the structure of its argument.
    /// </summary>
    /// <param name="func">Computes the value and an auxiliary output from the arguments.</param>
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

    /// <summary>The gradient with respect to argument 0.</summary>
    public static T Gradient<T>(TypedFunction<Tensor> func, params object?[] values)
    {
        (T[] grads, Tensor value) = Gradients<T>(func, null, values);
        value.Dispose();
        return grads[0];
    }

    /// <summary>JacRev or JacFwd for lists of tensors.</summary>
    public delegate (Tensor[][] Jacobians, TAux Aux) Rows<TAux>(string api, Func<Tensor[], (Tensor[], TAux)> func, Tensor[] inputs,
        int[] argnums);

    /// <summary>The Jacobians of each output: one for each of <paramref name="argnums"/>.</summary>
    /// <param name="rows">JacRev or JacFwd.</param>
    /// <param name="func">Computes the outputs and an auxiliary output from the arguments.</param>
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

    /// <summary>Converts a function without an auxiliary output to one with it.</summary>
    public static TypedFunction<(TOut, int)> WithoutAux<TOut>(TypedFunction<TOut> func) => func.Then(output => (output, 0));

    /// <summary>The numbers of the tensors of some arguments.</summary>
    public static int[] Numbers(Arguments arguments, int[] argnums) => [.. argnums.SelectMany(arguments.NumbersOf)];

    /// <summary>Rebuilds values with the structures of some arguments from a list of tensors.</summary>
    private static T[] Split<T>(Arguments arguments, int[] argnums, Tensor[] tensors)
    {
        var parts = new T[argnums.Length];
        int start = 0;
        for (int i = 0; i < parts.Length; start += arguments.Forms[argnums[i++]].Count)
            parts[i] = arguments.Write<T>(argnums[i], tensors, start);
        return parts;
    }
}
