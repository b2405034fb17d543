using TorchBridge.Operators.Structures;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// Computes the output of a function of one argument and its Jacobian-vector product in forward mode. The function has an additional
    /// result, which is not differentiated.
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
    /// <param name="tangent">The vector, of the structure of <paramref name="primal"/>.</param>
    /// <param name="strict">
    /// True: it is an error if an output does not depend on the arguments. False, the default: its tangent is then zeros.
    /// </param>
    /// <returns>The output, and the product in the structure of the output, and the additional result.</returns>
    /// <inheritdoc cref="Jvp{T, TOut}(Func{T, TOut}, T, T, bool)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jvp.html">torch.func.jvp</seealso>
    public static (TOut Output, TOut Tangent, TAux Aux) Jvp<T, TOut, TAux>(Func<T, (TOut, TAux)> func, T primal, T tangent,
        bool strict = false)
    {
        return TypedProducts.Jvp(TypedFunction.Of(nameof(Jvp), func),
            ValueTuple.Create(primal), ValueTuple.Create(tangent), strict, nameof(primal), nameof(tangent));
    }

    /// <summary>
    /// Computes the output of a function of two arguments and its Jacobian-vector product in forward mode. The function has an additional
    /// result, which is not differentiated.
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
    /// <param name="primals">The point at which to differentiate: all arguments.</param>
    /// <param name="tangents">One vector for each argument, of its structure.</param>
    /// <param name="strict">
    /// True: it is an error if an output does not depend on the arguments. False, the default: its tangent is then zeros.
    /// </param>
    /// <returns>The output, and the product in the structure of the output, and the additional result.</returns>
    /// <inheritdoc cref="Jvp{T, TOut}(Func{T, TOut}, T, T, bool)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jvp.html">torch.func.jvp</seealso>
    public static (TOut Output, TOut Tangent, TAux Aux) Jvp<T1, T2, TOut, TAux>(Func<T1, T2, (TOut, TAux)> func, (T1, T2) primals, (T1,
        T2) tangents, bool strict = false)
    {
        return TypedProducts.Jvp(TypedFunction.Of(nameof(Jvp), func),
            primals, tangents, strict, nameof(primals), nameof(tangents));
    }

    /// <summary>
    /// Computes the output of a function of three arguments and its Jacobian-vector product in forward mode. The function has an additional
    /// result, which is not differentiated.
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
    /// <param name="primals">The point at which to differentiate: all arguments.</param>
    /// <param name="tangents">One vector for each argument, of its structure.</param>
    /// <param name="strict">
    /// True: it is an error if an output does not depend on the arguments. False, the default: its tangent is then zeros.
    /// </param>
    /// <returns>The output, and the product in the structure of the output, and the additional result.</returns>
    /// <inheritdoc cref="Jvp{T, TOut}(Func{T, TOut}, T, T, bool)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jvp.html">torch.func.jvp</seealso>
    public static (TOut Output, TOut Tangent, TAux Aux) Jvp<T1, T2, T3, TOut, TAux>(Func<T1, T2, T3, (TOut, TAux)> func, (T1, T2,
        T3) primals, (T1, T2, T3) tangents, bool strict = false)
    {
        return TypedProducts.Jvp(TypedFunction.Of(nameof(Jvp), func),
            primals, tangents, strict, nameof(primals), nameof(tangents));
    }

    /// <summary>
    /// Computes the output of a function of four arguments and its Jacobian-vector product in forward mode. The function has an additional
    /// result, which is not differentiated.
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
    /// <param name="primals">The point at which to differentiate: all arguments.</param>
    /// <param name="tangents">One vector for each argument, of its structure.</param>
    /// <param name="strict">
    /// True: it is an error if an output does not depend on the arguments. False, the default: its tangent is then zeros.
    /// </param>
    /// <returns>The output, and the product in the structure of the output, and the additional result.</returns>
    /// <inheritdoc cref="Jvp{T, TOut}(Func{T, TOut}, T, T, bool)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jvp.html">torch.func.jvp</seealso>
    public static (TOut Output, TOut Tangent, TAux Aux) Jvp<T1, T2, T3, T4, TOut, TAux>(Func<T1, T2, T3, T4, (TOut, TAux)> func, (T1, T2,
        T3, T4) primals, (T1, T2, T3, T4) tangents, bool strict = false)
    {
        return TypedProducts.Jvp(TypedFunction.Of(nameof(Jvp), func),
            primals, tangents, strict, nameof(primals), nameof(tangents));
    }
}
