using TorchBridge.Operators.Structures;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// The same of a function of one to four arguments, each a structure of tensors (array, value tuple, dictionary, nested); see
    /// <see cref="Jvp(Func{Tensor, Tensor}, Tensor, Tensor, bool)"/>.
    /// </summary>
    /// <param name="func">The function. A pair that it returns is an output and what comes beside it (has_aux).</param>
    /// <param name="primal">Where.</param>
    /// <param name="tangent">The vector, of the structure of <paramref name="primal"/>.</param>
    /// <param name="strict">Whether an output that does not depend on the arguments is an error. Default false.</param>
    /// <returns>The output, and the product in its structure.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/>, an argument or a tensor in it is null.</exception>
    /// <exception cref="ArgumentException">
    /// The type of an argument or of the output is no structure of tensors; an argument has no tensor, or one of integer type; the tangents
    /// have another structure; otherwise as for one tensor.
    /// </exception>
    /// <exception cref="AutogradException">As for one tensor.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jvp.html">torch.func.jvp</seealso>
    public static (TOut Output, TOut Tangent) Jvp<T, TOut>(Func<T, TOut> func, T primal, T tangent, bool strict = false)
    {
        (TOut output, TOut product, _) = TypedProducts.Jvp(TypedTransforms.WithoutAux(TypedFunction.Of(nameof(Jvp), func)),
            ValueTuple.Create(primal), ValueTuple.Create(tangent), strict, nameof(primal), nameof(tangent));
        return (output, product);
    }

    /// <inheritdoc cref="Jvp{T, TOut}(Func{T, TOut}, T, T, bool)"/>
    public static (TOut Output, TOut Tangent, TAux Aux) Jvp<T, TOut, TAux>(Func<T, (TOut, TAux)> func, T primal, T tangent,
        bool strict = false)
    {
        return TypedProducts.Jvp(TypedFunction.Of(nameof(Jvp), func),
            ValueTuple.Create(primal), ValueTuple.Create(tangent), strict, nameof(primal), nameof(tangent));
    }

    /// <summary>
    /// The same of a function of one to four arguments, each a structure of tensors (array, value tuple, dictionary, nested); see
    /// <see cref="Jvp(Func{Tensor, Tensor}, Tensor, Tensor, bool)"/>.
    /// </summary>
    /// <param name="func">The function. A pair that it returns is an output and what comes beside it (has_aux).</param>
    /// <param name="primals">Where: the arguments.</param>
    /// <param name="tangents">The vectors, one for each argument and of its structure.</param>
    /// <param name="strict">Whether an output that does not depend on the arguments is an error. Default false.</param>
    /// <returns>The output, and the product in its structure.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/>, an argument or a tensor in it is null.</exception>
    /// <exception cref="ArgumentException">
    /// The type of an argument or of the output is no structure of tensors; an argument has no tensor, or one of integer type; the tangents
    /// have another structure; otherwise as for one tensor.
    /// </exception>
    /// <exception cref="AutogradException">As for one tensor.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jvp.html">torch.func.jvp</seealso>
    public static (TOut Output, TOut Tangent) Jvp<T1, T2, TOut>(Func<T1, T2, TOut> func, (T1, T2) primals, (T1, T2) tangents,
        bool strict = false)
    {
        (TOut output, TOut product, _) = TypedProducts.Jvp(TypedTransforms.WithoutAux(TypedFunction.Of(nameof(Jvp), func)),
            primals, tangents, strict, nameof(primals), nameof(tangents));
        return (output, product);
    }

    /// <inheritdoc cref="Jvp{T1, T2, TOut}(Func{T1, T2, TOut}, ValueTuple{T1, T2}, ValueTuple{T1, T2}, bool)"/>
    public static (TOut Output, TOut Tangent, TAux Aux) Jvp<T1, T2, TOut, TAux>(Func<T1, T2, (TOut, TAux)> func, (T1, T2) primals, (T1,
        T2) tangents, bool strict = false)
    {
        return TypedProducts.Jvp(TypedFunction.Of(nameof(Jvp), func),
            primals, tangents, strict, nameof(primals), nameof(tangents));
    }

    /// <inheritdoc cref="Jvp{T1, T2, TOut}(Func{T1, T2, TOut}, ValueTuple{T1, T2}, ValueTuple{T1, T2}, bool)"/>
    public static (TOut Output, TOut Tangent) Jvp<T1, T2, T3, TOut>(Func<T1, T2, T3, TOut> func, (T1, T2, T3) primals, (T1, T2,
        T3) tangents, bool strict = false)
    {
        (TOut output, TOut product, _) = TypedProducts.Jvp(TypedTransforms.WithoutAux(TypedFunction.Of(nameof(Jvp), func)),
            primals, tangents, strict, nameof(primals), nameof(tangents));
        return (output, product);
    }

    /// <inheritdoc cref="Jvp{T1, T2, TOut}(Func{T1, T2, TOut}, ValueTuple{T1, T2}, ValueTuple{T1, T2}, bool)"/>
    public static (TOut Output, TOut Tangent, TAux Aux) Jvp<T1, T2, T3, TOut, TAux>(Func<T1, T2, T3, (TOut, TAux)> func, (T1, T2,
        T3) primals, (T1, T2, T3) tangents, bool strict = false)
    {
        return TypedProducts.Jvp(TypedFunction.Of(nameof(Jvp), func),
            primals, tangents, strict, nameof(primals), nameof(tangents));
    }

    /// <inheritdoc cref="Jvp{T1, T2, TOut}(Func{T1, T2, TOut}, ValueTuple{T1, T2}, ValueTuple{T1, T2}, bool)"/>
    public static (TOut Output, TOut Tangent) Jvp<T1, T2, T3, T4, TOut>(Func<T1, T2, T3, T4, TOut> func, (T1, T2, T3, T4) primals, (T1,
        T2, T3, T4) tangents, bool strict = false)
    {
        (TOut output, TOut product, _) = TypedProducts.Jvp(TypedTransforms.WithoutAux(TypedFunction.Of(nameof(Jvp), func)),
            primals, tangents, strict, nameof(primals), nameof(tangents));
        return (output, product);
    }

    /// <inheritdoc cref="Jvp{T1, T2, TOut}(Func{T1, T2, TOut}, ValueTuple{T1, T2}, ValueTuple{T1, T2}, bool)"/>
    public static (TOut Output, TOut Tangent, TAux Aux) Jvp<T1, T2, T3, T4, TOut, TAux>(Func<T1, T2, T3, T4, (TOut, TAux)> func, (T1, T2,
        T3, T4) primals, (T1, T2, T3, T4) tangents, bool strict = false)
    {
        return TypedProducts.Jvp(TypedFunction.Of(nameof(Jvp), func),
            primals, tangents, strict, nameof(primals), nameof(tangents));
    }
}
