using TorchBridge.Operators.Structures;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// Computes the output of a function of one argument and returns its vector-Jacobian product as a function. The function has an
    /// additional result, which is not differentiated.
    /// </summary>
    /// <typeparam name="T">
    /// The type of the argument: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these).
    /// </typeparam>
    /// <typeparam name="TOut">
    /// The type of the output: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these).
    /// </typeparam>
    /// <typeparam name="TAux">The type of the additional result: a structure of tensors, or a type without tensors.</typeparam>
    /// <param name="func">The function from the arguments to the output and the additional result. It is called once.</param>
    /// <param name="primal">The point at which to differentiate.</param>
    /// <returns>
    /// The output, and the function from a vector of the structure of the output to the product, of the structure of the argument, and the
    /// additional result.
    /// </returns>
    /// <inheritdoc cref="Vjp{T, TOut}(Func{T, TOut}, T)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vjp.html">torch.func.vjp</seealso>
    public static (TOut Output, Func<TOut, T> VjpFn, TAux Aux) Vjp<T, TOut, TAux>(Func<T, (TOut, TAux)> func, T primal)
    {
        (TOut output, Func<TOut, object?[]> product, TAux aux) = TypedProducts.Vjp(TypedFunction.Of(nameof(Vjp), func),
            [nameof(primal)], primal);
        return (output, cotangent => (T)product(cotangent)[0]!, aux);
    }

    /// <summary>
    /// Computes the output of a function of two arguments and returns its vector-Jacobian product as a function. The function has an
    /// additional result, which is not differentiated.
    /// </summary>
    /// <typeparam name="T1">
    /// The type of the first argument: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these).
    /// </typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="TOut">
    /// The type of the output: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these).
    /// </typeparam>
    /// <typeparam name="TAux">The type of the additional result: a structure of tensors, or a type without tensors.</typeparam>
    /// <param name="func">The function from the arguments to the output and the additional result. It is called once.</param>
    /// <param name="primal1">The first argument at which to differentiate.</param>
    /// <param name="primal2">The second argument at which to differentiate.</param>
    /// <returns>
    /// The output, and the function from a vector of the structure of the output to the products: one for each argument, of the structure
    /// of that argument, and the additional result.
    /// </returns>
    /// <inheritdoc cref="Vjp{T, TOut}(Func{T, TOut}, T)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vjp.html">torch.func.vjp</seealso>
    public static (TOut Output, Func<TOut, (T1, T2)> VjpFn, TAux Aux) Vjp<T1, T2, TOut, TAux>(Func<T1, T2, (TOut, TAux)> func,
        T1 primal1, T2 primal2)
    {
        (TOut output, Func<TOut, object?[]> product, TAux aux) = TypedProducts.Vjp(TypedFunction.Of(nameof(Vjp), func),
            [nameof(primal1), nameof(primal2)], primal1, primal2);
        return (output, cotangent => Tuple<T1, T2>(product(cotangent)), aux);
    }

    /// <summary>
    /// Computes the output of a function of three arguments and returns its vector-Jacobian product as a function. The function has an
    /// additional result, which is not differentiated.
    /// </summary>
    /// <typeparam name="T1">
    /// The type of the first argument: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these).
    /// </typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="T3">The type of the third argument.</typeparam>
    /// <typeparam name="TOut">
    /// The type of the output: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these).
    /// </typeparam>
    /// <typeparam name="TAux">The type of the additional result: a structure of tensors, or a type without tensors.</typeparam>
    /// <param name="func">The function from the arguments to the output and the additional result. It is called once.</param>
    /// <param name="primal1">The first argument at which to differentiate.</param>
    /// <param name="primal2">The second argument at which to differentiate.</param>
    /// <param name="primal3">The third argument at which to differentiate.</param>
    /// <returns>
    /// The output, and the function from a vector of the structure of the output to the products: one for each argument, of the structure
    /// of that argument, and the additional result.
    /// </returns>
    /// <inheritdoc cref="Vjp{T, TOut}(Func{T, TOut}, T)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vjp.html">torch.func.vjp</seealso>
    public static (TOut Output, Func<TOut, (T1, T2, T3)> VjpFn, TAux Aux) Vjp<T1, T2, T3, TOut, TAux>(Func<T1, T2, T3, (TOut,
        TAux)> func, T1 primal1, T2 primal2, T3 primal3)
    {
        (TOut output, Func<TOut, object?[]> product, TAux aux) = TypedProducts.Vjp(TypedFunction.Of(nameof(Vjp), func),
            [nameof(primal1), nameof(primal2), nameof(primal3)], primal1, primal2, primal3);
        return (output, cotangent => Tuple<T1, T2, T3>(product(cotangent)), aux);
    }

    /// <summary>
    /// Computes the output of a function of four arguments and returns its vector-Jacobian product as a function. The function has an
    /// additional result, which is not differentiated.
    /// </summary>
    /// <typeparam name="T1">
    /// The type of the first argument: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these).
    /// </typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="T3">The type of the third argument.</typeparam>
    /// <typeparam name="T4">The type of the fourth argument.</typeparam>
    /// <typeparam name="TOut">
    /// The type of the output: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these).
    /// </typeparam>
    /// <typeparam name="TAux">The type of the additional result: a structure of tensors, or a type without tensors.</typeparam>
    /// <param name="func">The function from the arguments to the output and the additional result. It is called once.</param>
    /// <param name="primal1">The first argument at which to differentiate.</param>
    /// <param name="primal2">The second argument at which to differentiate.</param>
    /// <param name="primal3">The third argument at which to differentiate.</param>
    /// <param name="primal4">The fourth argument at which to differentiate.</param>
    /// <returns>
    /// The output, and the function from a vector of the structure of the output to the products: one for each argument, of the structure
    /// of that argument, and the additional result.
    /// </returns>
    /// <inheritdoc cref="Vjp{T, TOut}(Func{T, TOut}, T)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vjp.html">torch.func.vjp</seealso>
    public static (TOut Output, Func<TOut, (T1, T2, T3, T4)> VjpFn, TAux Aux) Vjp<T1, T2, T3, T4, TOut, TAux>(Func<T1, T2, T3, T4, (TOut,
        TAux)> func, T1 primal1, T2 primal2, T3 primal3, T4 primal4)
    {
        (TOut output, Func<TOut, object?[]> product, TAux aux) = TypedProducts.Vjp(TypedFunction.Of(nameof(Vjp), func),
            [nameof(primal1), nameof(primal2), nameof(primal3), nameof(primal4)], primal1, primal2, primal3, primal4);
        return (output, cotangent => Tuple<T1, T2, T3, T4>(product(cotangent)), aux);
    }
}
