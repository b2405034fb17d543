using TorchBridge.Operators.Structures;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>Computes the output of a function of one argument and its Jacobian-vector product in forward mode.</summary>
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
    /// <param name="tangent">The vector, of the structure of <paramref name="primal"/>.</param>
    /// <param name="strict">
    /// True: it is an error if an output does not depend on the arguments. False, the default: its tangent is then zeros.
    /// </param>
    /// <returns>The output, and the product in the structure of the output.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An argument, a tangent, or a tensor in one, is null.</exception>
    /// <exception cref="ArgumentException">The type of an argument or of the output is not a structure of tensors.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    /// <exception cref="ArgumentException">The arguments have no tensor.</exception>
    /// <exception cref="ArgumentException">An argument has a tensor of integer or boolean type.</exception>
    /// <exception cref="ArgumentException">The tangents do not have the structure of the arguments.</exception>
    /// <exception cref="ArgumentException">A tangent does not have the shape of its tensor.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned null or a disposed tensor.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.UnusedInput"/>: <paramref name="strict"/> is true and an output does not depend on the arguments.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: this build of LibTorch has no forward mode.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jvp.html">torch.func.jvp</seealso>
    public static (TOut Output, TOut Tangent) Jvp<T, TOut>(Func<T, TOut> func, T primal, T tangent, bool strict = false)
    {
        (TOut output, TOut product, _) = TypedProducts.Jvp(TypedTransforms.WithoutAux(TypedFunction.Of(nameof(Jvp), func)),
            ValueTuple.Create(primal), ValueTuple.Create(tangent), strict, nameof(primal), nameof(tangent));
        return (output, product);
    }

    /// <summary>Computes the output of a function of two arguments and its Jacobian-vector product in forward mode.</summary>
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
    /// <param name="primals">The point at which to differentiate: all arguments.</param>
    /// <param name="tangents">One vector for each argument, of its structure.</param>
    /// <param name="strict">
    /// True: it is an error if an output does not depend on the arguments. False, the default: its tangent is then zeros.
    /// </param>
    /// <returns>The output, and the product in the structure of the output.</returns>
    /// <inheritdoc cref="Jvp{T, TOut}(Func{T, TOut}, T, T, bool)" path="/exception"/>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// (Tensor y, Tensor along) = Transforms.Jvp((Tensor a, Tensor b) => a * b, (tensor(2.0), tensor(3.0)), (tensor(1.0), tensor(10.0)));
    /// Console.WriteLine($"{y.ToDouble()}, {along.ToDouble()}");      // 6, 23
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jvp.html">torch.func.jvp</seealso>
    public static (TOut Output, TOut Tangent) Jvp<T1, T2, TOut>(Func<T1, T2, TOut> func, (T1, T2) primals, (T1, T2) tangents,
        bool strict = false)
    {
        (TOut output, TOut product, _) = TypedProducts.Jvp(TypedTransforms.WithoutAux(TypedFunction.Of(nameof(Jvp), func)),
            primals, tangents, strict, nameof(primals), nameof(tangents));
        return (output, product);
    }

    /// <summary>Computes the output of a function of three arguments and its Jacobian-vector product in forward mode.</summary>
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
    /// <param name="primals">The point at which to differentiate: all arguments.</param>
    /// <param name="tangents">One vector for each argument, of its structure.</param>
    /// <param name="strict">
    /// True: it is an error if an output does not depend on the arguments. False, the default: its tangent is then zeros.
    /// </param>
    /// <returns>The output, and the product in the structure of the output.</returns>
    /// <inheritdoc cref="Jvp{T, TOut}(Func{T, TOut}, T, T, bool)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jvp.html">torch.func.jvp</seealso>
    public static (TOut Output, TOut Tangent) Jvp<T1, T2, T3, TOut>(Func<T1, T2, T3, TOut> func, (T1, T2, T3) primals, (T1, T2,
        T3) tangents, bool strict = false)
    {
        (TOut output, TOut product, _) = TypedProducts.Jvp(TypedTransforms.WithoutAux(TypedFunction.Of(nameof(Jvp), func)),
            primals, tangents, strict, nameof(primals), nameof(tangents));
        return (output, product);
    }

    /// <summary>Computes the output of a function of four arguments and its Jacobian-vector product in forward mode.</summary>
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
    /// <param name="primals">The point at which to differentiate: all arguments.</param>
    /// <param name="tangents">One vector for each argument, of its structure.</param>
    /// <param name="strict">
    /// True: it is an error if an output does not depend on the arguments. False, the default: its tangent is then zeros.
    /// </param>
    /// <returns>The output, and the product in the structure of the output.</returns>
    /// <inheritdoc cref="Jvp{T, TOut}(Func{T, TOut}, T, T, bool)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jvp.html">torch.func.jvp</seealso>
    public static (TOut Output, TOut Tangent) Jvp<T1, T2, T3, T4, TOut>(Func<T1, T2, T3, T4, TOut> func, (T1, T2, T3, T4) primals, (T1,
        T2, T3, T4) tangents, bool strict = false)
    {
        (TOut output, TOut product, _) = TypedProducts.Jvp(TypedTransforms.WithoutAux(TypedFunction.Of(nameof(Jvp), func)),
            primals, tangents, strict, nameof(primals), nameof(tangents));
        return (output, product);
    }
}
