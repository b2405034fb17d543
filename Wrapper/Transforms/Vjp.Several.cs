using TorchBridge.Operators.Structures;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// The same of a function of one to four arguments, each a structure of tensors (array, value tuple, dictionary, nested); see
    /// <see cref="Vjp(Func{Tensor, Tensor}, Tensor)"/>.
    /// </summary>
    /// <param name="func">The function. A pair that it returns is an output and what comes beside it (has_aux).</param>
    /// <param name="primal">Where.</param>
    /// <returns>
    /// The output, and the function from a vector of its structure to the products, one for each argument and of its structure.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/>, an argument or a tensor in it is null.</exception>
    /// <exception cref="ArgumentException">
    /// The type of an argument or of the output is no structure of tensors; an argument has no tensor, or one of integer type; otherwise as
    /// for one tensor. From the product: the vector has another structure than the output.
    /// </exception>
    /// <exception cref="AutogradException">As for one tensor.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vjp.html">torch.func.vjp</seealso>
    public static (TOut Output, Func<TOut, T> VjpFn) Vjp<T, TOut>(Func<T, TOut> func, T primal)
    {
        (TOut output, Func<TOut, object?[]> product, _) = TypedProducts.Vjp(TypedTransforms.WithoutAux(TypedFunction.Of(nameof(Vjp), func)),
            [nameof(primal)], primal);
        return (output, cotangent => (T)product(cotangent)[0]!);
    }

    /// <inheritdoc cref="Vjp{T, TOut}(Func{T, TOut}, T)"/>
    public static (TOut Output, Func<TOut, T> VjpFn, TAux Aux) Vjp<T, TOut, TAux>(Func<T, (TOut, TAux)> func, T primal)
    {
        (TOut output, Func<TOut, object?[]> product, TAux aux) = TypedProducts.Vjp(TypedFunction.Of(nameof(Vjp), func),
            [nameof(primal)], primal);
        return (output, cotangent => (T)product(cotangent)[0]!, aux);
    }

    /// <summary>
    /// The same of a function of one to four arguments, each a structure of tensors (array, value tuple, dictionary, nested); see
    /// <see cref="Vjp(Func{Tensor, Tensor}, Tensor)"/>.
    /// </summary>
    /// <param name="func">The function. A pair that it returns is an output and what comes beside it (has_aux).</param>
    /// <param name="primal1">Where: argument 1.</param>
    /// <param name="primal2">Where: argument 2.</param>
    /// <returns>
    /// The output, and the function from a vector of its structure to the products, one for each argument and of its structure.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/>, an argument or a tensor in it is null.</exception>
    /// <exception cref="ArgumentException">
    /// The type of an argument or of the output is no structure of tensors; an argument has no tensor, or one of integer type; otherwise as
    /// for one tensor. From the product: the vector has another structure than the output.
    /// </exception>
    /// <exception cref="AutogradException">As for one tensor.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vjp.html">torch.func.vjp</seealso>
    public static (TOut Output, Func<TOut, (T1, T2)> VjpFn) Vjp<T1, T2, TOut>(Func<T1, T2, TOut> func, T1 primal1, T2 primal2)
    {
        (TOut output, Func<TOut, object?[]> product, _) = TypedProducts.Vjp(TypedTransforms.WithoutAux(TypedFunction.Of(nameof(Vjp), func)),
            [nameof(primal1), nameof(primal2)], primal1, primal2);
        return (output, cotangent => Tuple<T1, T2>(product(cotangent)));
    }

    /// <inheritdoc cref="Vjp{T1, T2, TOut}(Func{T1, T2, TOut}, T1, T2)"/>
    public static (TOut Output, Func<TOut, (T1, T2)> VjpFn, TAux Aux) Vjp<T1, T2, TOut, TAux>(Func<T1, T2, (TOut, TAux)> func,
        T1 primal1, T2 primal2)
    {
        (TOut output, Func<TOut, object?[]> product, TAux aux) = TypedProducts.Vjp(TypedFunction.Of(nameof(Vjp), func),
            [nameof(primal1), nameof(primal2)], primal1, primal2);
        return (output, cotangent => Tuple<T1, T2>(product(cotangent)), aux);
    }

    /// <inheritdoc cref="Vjp{T1, T2, TOut}(Func{T1, T2, TOut}, T1, T2)"/>
    public static (TOut Output, Func<TOut, (T1, T2, T3)> VjpFn) Vjp<T1, T2, T3, TOut>(Func<T1, T2, T3, TOut> func, T1 primal1,
        T2 primal2, T3 primal3)
    {
        (TOut output, Func<TOut, object?[]> product, _) = TypedProducts.Vjp(TypedTransforms.WithoutAux(TypedFunction.Of(nameof(Vjp), func)),
            [nameof(primal1), nameof(primal2), nameof(primal3)], primal1, primal2, primal3);
        return (output, cotangent => Tuple<T1, T2, T3>(product(cotangent)));
    }

    /// <inheritdoc cref="Vjp{T1, T2, TOut}(Func{T1, T2, TOut}, T1, T2)"/>
    public static (TOut Output, Func<TOut, (T1, T2, T3)> VjpFn, TAux Aux) Vjp<T1, T2, T3, TOut, TAux>(Func<T1, T2, T3, (TOut,
        TAux)> func, T1 primal1, T2 primal2, T3 primal3)
    {
        (TOut output, Func<TOut, object?[]> product, TAux aux) = TypedProducts.Vjp(TypedFunction.Of(nameof(Vjp), func),
            [nameof(primal1), nameof(primal2), nameof(primal3)], primal1, primal2, primal3);
        return (output, cotangent => Tuple<T1, T2, T3>(product(cotangent)), aux);
    }

    /// <inheritdoc cref="Vjp{T1, T2, TOut}(Func{T1, T2, TOut}, T1, T2)"/>
    public static (TOut Output, Func<TOut, (T1, T2, T3, T4)> VjpFn) Vjp<T1, T2, T3, T4, TOut>(Func<T1, T2, T3, T4, TOut> func,
        T1 primal1, T2 primal2, T3 primal3, T4 primal4)
    {
        (TOut output, Func<TOut, object?[]> product, _) = TypedProducts.Vjp(TypedTransforms.WithoutAux(TypedFunction.Of(nameof(Vjp), func)),
            [nameof(primal1), nameof(primal2), nameof(primal3), nameof(primal4)], primal1, primal2, primal3, primal4);
        return (output, cotangent => Tuple<T1, T2, T3, T4>(product(cotangent)));
    }

    /// <inheritdoc cref="Vjp{T1, T2, TOut}(Func{T1, T2, TOut}, T1, T2)"/>
    public static (TOut Output, Func<TOut, (T1, T2, T3, T4)> VjpFn, TAux Aux) Vjp<T1, T2, T3, T4, TOut, TAux>(Func<T1, T2, T3, T4, (TOut,
        TAux)> func, T1 primal1, T2 primal2, T3 primal3, T4 primal4)
    {
        (TOut output, Func<TOut, object?[]> product, TAux aux) = TypedProducts.Vjp(TypedFunction.Of(nameof(Vjp), func),
            [nameof(primal1), nameof(primal2), nameof(primal3), nameof(primal4)], primal1, primal2, primal3, primal4);
        return (output, cotangent => Tuple<T1, T2, T3, T4>(product(cotangent)), aux);
    }

    private static (T1, T2) Tuple<T1, T2>(object?[] values) => ((T1)values[0]!, (T2)values[1]!);

    private static (T1, T2, T3) Tuple<T1, T2, T3>(object?[] values) => ((T1)values[0]!, (T2)values[1]!, (T3)values[2]!);

    private static (T1, T2, T3, T4) Tuple<T1, T2, T3, T4>(object?[] values) =>
        ((T1)values[0]!, (T2)values[1]!, (T3)values[2]!, (T4)values[3]!);
}
