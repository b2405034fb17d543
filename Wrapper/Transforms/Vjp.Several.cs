using TorchBridge.Operators.Structures;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>Computes the output of a function of one argument and returns its vector-Jacobian product as a function.</summary>
    /// <typeparam name="T">
    /// The type of the argument: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these).
    /// </typeparam>
    /// <typeparam name="TOut">
    /// The type of the output: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these).
    /// </typeparam>
    /// <param name="func">The function from the arguments to the output. It is called once.</param>
    /// <param name="primal">The point at which to differentiate.</param>
    /// <returns>
    /// The output, and the function from a vector of the structure of the output to the product, of the structure of the argument.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An argument, or a tensor in one, is null.</exception>
    /// <exception cref="ArgumentException">The type of an argument or of the output is not a structure of tensors.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    /// <exception cref="ArgumentException">The arguments have no tensor.</exception>
    /// <exception cref="ArgumentException">An argument has a tensor of integer or boolean type.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned null or a disposed tensor.</exception>
    /// <exception cref="ArgumentException">From the product: the vector does not have the structure of the output.</exception>
    /// <exception cref="ObjectDisposedException">From the product: the dispose scope of this call has ended.</exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.Other"/>: an output is of integer or boolean type.</exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.NotImplemented"/>: an operation has no derivative.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vjp.html">torch.func.vjp</seealso>
    public static (TOut Output, Func<TOut, T> VjpFn) Vjp<T, TOut>(Func<T, TOut> func, T primal)
    {
        (TOut output, Func<TOut, object?[]> product, _) = TypedProducts.Vjp(TypedTransforms.WithoutAux(TypedFunction.Of(nameof(Vjp), func)),
            [nameof(primal)], primal);
        return (output, cotangent => (T)product(cotangent)[0]!);
    }

    /// <summary>Computes the output of a function of two arguments and returns its vector-Jacobian product as a function.</summary>
    /// <typeparam name="T1">
    /// The type of the first argument: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these).
    /// </typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="TOut">
    /// The type of the output: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these).
    /// </typeparam>
    /// <param name="func">The function from the arguments to the output. It is called once.</param>
    /// <param name="primal1">The first argument at which to differentiate.</param>
    /// <param name="primal2">The second argument at which to differentiate.</param>
    /// <returns>
    /// The output, and the function from a vector of the structure of the output to the products: one for each argument, of the structure
    /// of that argument.
    /// </returns>
    /// <inheritdoc cref="Vjp{T, TOut}(Func{T, TOut}, T)" path="/exception"/>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// (Tensor y, Func&lt;Tensor, (Tensor, Tensor)> vjp) = Transforms.Vjp((Tensor a, Tensor b) => a * b, tensor(2.0), tensor(3.0));
    /// (Tensor da, Tensor db) = vjp(tensor(10.0));
    /// Console.WriteLine($"{da.ToDouble()}, {db.ToDouble()}");      // 30, 20
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vjp.html">torch.func.vjp</seealso>
    public static (TOut Output, Func<TOut, (T1, T2)> VjpFn) Vjp<T1, T2, TOut>(Func<T1, T2, TOut> func, T1 primal1, T2 primal2)
    {
        (TOut output, Func<TOut, object?[]> product, _) = TypedProducts.Vjp(TypedTransforms.WithoutAux(TypedFunction.Of(nameof(Vjp), func)),
            [nameof(primal1), nameof(primal2)], primal1, primal2);
        return (output, cotangent => Tuple<T1, T2>(product(cotangent)));
    }

    /// <summary>Computes the output of a function of three arguments and returns its vector-Jacobian product as a function.</summary>
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
    /// <param name="func">The function from the arguments to the output. It is called once.</param>
    /// <param name="primal1">The first argument at which to differentiate.</param>
    /// <param name="primal2">The second argument at which to differentiate.</param>
    /// <param name="primal3">The third argument at which to differentiate.</param>
    /// <returns>
    /// The output, and the function from a vector of the structure of the output to the products: one for each argument, of the structure
    /// of that argument.
    /// </returns>
    /// <inheritdoc cref="Vjp{T, TOut}(Func{T, TOut}, T)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vjp.html">torch.func.vjp</seealso>
    public static (TOut Output, Func<TOut, (T1, T2, T3)> VjpFn) Vjp<T1, T2, T3, TOut>(Func<T1, T2, T3, TOut> func, T1 primal1,
        T2 primal2, T3 primal3)
    {
        (TOut output, Func<TOut, object?[]> product, _) = TypedProducts.Vjp(TypedTransforms.WithoutAux(TypedFunction.Of(nameof(Vjp), func)),
            [nameof(primal1), nameof(primal2), nameof(primal3)], primal1, primal2, primal3);
        return (output, cotangent => Tuple<T1, T2, T3>(product(cotangent)));
    }

    /// <summary>Computes the output of a function of four arguments and returns its vector-Jacobian product as a function.</summary>
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
    /// <param name="func">The function from the arguments to the output. It is called once.</param>
    /// <param name="primal1">The first argument at which to differentiate.</param>
    /// <param name="primal2">The second argument at which to differentiate.</param>
    /// <param name="primal3">The third argument at which to differentiate.</param>
    /// <param name="primal4">The fourth argument at which to differentiate.</param>
    /// <returns>
    /// The output, and the function from a vector of the structure of the output to the products: one for each argument, of the structure
    /// of that argument.
    /// </returns>
    /// <inheritdoc cref="Vjp{T, TOut}(Func{T, TOut}, T)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vjp.html">torch.func.vjp</seealso>
    public static (TOut Output, Func<TOut, (T1, T2, T3, T4)> VjpFn) Vjp<T1, T2, T3, T4, TOut>(Func<T1, T2, T3, T4, TOut> func,
        T1 primal1, T2 primal2, T3 primal3, T4 primal4)
    {
        (TOut output, Func<TOut, object?[]> product, _) = TypedProducts.Vjp(TypedTransforms.WithoutAux(TypedFunction.Of(nameof(Vjp), func)),
            [nameof(primal1), nameof(primal2), nameof(primal3), nameof(primal4)], primal1, primal2, primal3, primal4);
        return (output, cotangent => Tuple<T1, T2, T3, T4>(product(cotangent)));
    }

    private static (T1, T2) Tuple<T1, T2>(object?[] values) => ((T1)values[0]!, (T2)values[1]!);

    private static (T1, T2, T3) Tuple<T1, T2, T3>(object?[] values) => ((T1)values[0]!, (T2)values[1]!, (T3)values[2]!);

    private static (T1, T2, T3, T4) Tuple<T1, T2, T3, T4>(object?[] values) =>
        ((T1)values[0]!, (T2)values[1]!, (T3)values[2]!, (T4)values[3]!);
}
