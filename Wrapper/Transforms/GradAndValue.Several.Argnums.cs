using TorchBridge.Operators.Structures;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// Returns the gradients and the value of a scalar function of two arguments of one type as a function, with respect to some of them.
    /// To differentiate with respect to arguments of different types, put them into one tuple.
    /// </summary>
    /// <typeparam name="T">
    /// The type of all arguments: a structure of tensors: a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these.
    /// </typeparam>
    /// <param name="func">The function. It returns a floating-point tensor without dimensions.</param>
    /// <param name="argnums">
    /// The numbers of the arguments to differentiate with respect to. They count from 0; negative numbers count from the end.
    /// </param>
    /// <returns>The function from the arguments to one gradient for each number in <paramref name="argnums"/> and the value.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException">In the call: an argument, or a tensor in one, is null.</exception>
    /// <exception cref="ArgumentException">The type of an argument is not a structure of tensors.</exception>
    /// <exception cref="ArgumentException">In the call: a tensor has been disposed.</exception>
    /// <exception cref="ArgumentException">In the call: the differentiated argument has no tensor.</exception>
    /// <exception cref="ArgumentException">In the call: the differentiated argument has a tensor of integer or boolean type.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="func"/> returned null or a disposed tensor.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="argnums"/> is empty.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="argnums"/> names an argument twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">In the call: <paramref name="argnums"/> has a number that no argument has.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotScalar"/>, in the call: <paramref name="func"/> returned a tensor that has dimensions.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.DoesNotRequireGrad"/>, in the call: inference mode is on.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>, in the call: an operation has no derivative.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad_and_value.html">torch.func.grad_and_value</seealso>
    public static Func<T, T, (T[] Grads, Tensor Value)> GradAndValue<T>(Func<T, T, Tensor> func, int[] argnums)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(GradAndValue), func);
        return (arg1, arg2) =>
        {
            (T[] grads, Tensor value) = TypedTransforms.Gradients<T>(typed, argnums, arg1, arg2);
            return (grads, value);
        };
    }

    /// <summary>
    /// Returns the gradients and the value of a scalar function of two arguments of one type, with respect to some of them. The function
    /// has an additional result, which is not differentiated.
    /// </summary>
    /// <typeparam name="T">
    /// The type of all arguments: a structure of tensors: a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these.
    /// </typeparam>
    /// <typeparam name="TAux">The type of the additional result: a structure of tensors, or a type without tensors.</typeparam>
    /// <param name="func">
    /// The function from the arguments to the value, a floating-point tensor without dimensions, and the additional result.
    /// </param>
    /// <param name="argnums">
    /// The numbers of the arguments to differentiate with respect to. They count from 0; negative numbers count from the end.
    /// </param>
    /// <returns>
    /// The function from the arguments to one gradient for each number in <paramref name="argnums"/>, the value and the additional result.
    /// </returns>
    /// <inheritdoc cref="GradAndValue{T}(Func{T, T, Tensor}, int[])" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad_and_value.html">torch.func.grad_and_value</seealso>
    public static Func<T, T, (T[] Grads, Tensor Value, TAux Aux)> GradAndValue<T, TAux>(Func<T, T, (Tensor, TAux)> func, int[] argnums)
    {
        TypedFunction<(Tensor, TAux)> typed = TypedFunction.Of(nameof(GradAndValue), func);
        return (arg1, arg2) => TypedTransforms.Gradients<T, TAux>(typed, argnums, arg1, arg2);
    }

    /// <summary>
    /// Returns the gradients and the value of a scalar function of three arguments of one type as a function, with respect to some of them.
    /// To differentiate with respect to arguments of different types, put them into one tuple.
    /// </summary>
    /// <typeparam name="T">
    /// The type of all arguments: a structure of tensors: a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these.
    /// </typeparam>
    /// <param name="func">The function. It returns a floating-point tensor without dimensions.</param>
    /// <param name="argnums">
    /// The numbers of the arguments to differentiate with respect to. They count from 0; negative numbers count from the end.
    /// </param>
    /// <returns>The function from the arguments to one gradient for each number in <paramref name="argnums"/> and the value.</returns>
    /// <inheritdoc cref="GradAndValue{T}(Func{T, T, Tensor}, int[])" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad_and_value.html">torch.func.grad_and_value</seealso>
    public static Func<T, T, T, (T[] Grads, Tensor Value)> GradAndValue<T>(Func<T, T, T, Tensor> func, int[] argnums)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(GradAndValue), func);
        return (arg1, arg2, arg3) =>
        {
            (T[] grads, Tensor value) = TypedTransforms.Gradients<T>(typed, argnums, arg1, arg2, arg3);
            return (grads, value);
        };
    }

    /// <summary>
    /// Returns the gradients and the value of a scalar function of three arguments of one type, with respect to some of them. The function
    /// has an additional result, which is not differentiated.
    /// </summary>
    /// <typeparam name="T">
    /// The type of all arguments: a structure of tensors: a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these.
    /// </typeparam>
    /// <typeparam name="TAux">The type of the additional result: a structure of tensors, or a type without tensors.</typeparam>
    /// <param name="func">
    /// The function from the arguments to the value, a floating-point tensor without dimensions, and the additional result.
    /// </param>
    /// <param name="argnums">
    /// The numbers of the arguments to differentiate with respect to. They count from 0; negative numbers count from the end.
    /// </param>
    /// <returns>
    /// The function from the arguments to one gradient for each number in <paramref name="argnums"/>, the value and the additional result.
    /// </returns>
    /// <inheritdoc cref="GradAndValue{T}(Func{T, T, Tensor}, int[])" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad_and_value.html">torch.func.grad_and_value</seealso>
    public static Func<T, T, T, (T[] Grads, Tensor Value, TAux Aux)> GradAndValue<T, TAux>(Func<T, T, T, (Tensor, TAux)> func,
        int[] argnums)
    {
        TypedFunction<(Tensor, TAux)> typed = TypedFunction.Of(nameof(GradAndValue), func);
        return (arg1, arg2, arg3) => TypedTransforms.Gradients<T, TAux>(typed, argnums, arg1, arg2, arg3);
    }

    /// <summary>
    /// Returns the gradients and the value of a scalar function of four arguments of one type as a function, with respect to some of them.
    /// To differentiate with respect to arguments of different types, put them into one tuple.
    /// </summary>
    /// <typeparam name="T">
    /// The type of all arguments: a structure of tensors: a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these.
    /// </typeparam>
    /// <param name="func">The function. It returns a floating-point tensor without dimensions.</param>
    /// <param name="argnums">
    /// The numbers of the arguments to differentiate with respect to. They count from 0; negative numbers count from the end.
    /// </param>
    /// <returns>The function from the arguments to one gradient for each number in <paramref name="argnums"/> and the value.</returns>
    /// <inheritdoc cref="GradAndValue{T}(Func{T, T, Tensor}, int[])" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad_and_value.html">torch.func.grad_and_value</seealso>
    public static Func<T, T, T, T, (T[] Grads, Tensor Value)> GradAndValue<T>(Func<T, T, T, T, Tensor> func, int[] argnums)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(GradAndValue), func);
        return (arg1, arg2, arg3, arg4) =>
        {
            (T[] grads, Tensor value) = TypedTransforms.Gradients<T>(typed, argnums, arg1, arg2, arg3, arg4);
            return (grads, value);
        };
    }

    /// <summary>
    /// Returns the gradients and the value of a scalar function of four arguments of one type, with respect to some of them. The function
    /// has an additional result, which is not differentiated.
    /// </summary>
    /// <typeparam name="T">
    /// The type of all arguments: a structure of tensors: a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these.
    /// </typeparam>
    /// <typeparam name="TAux">The type of the additional result: a structure of tensors, or a type without tensors.</typeparam>
    /// <param name="func">
    /// The function from the arguments to the value, a floating-point tensor without dimensions, and the additional result.
    /// </param>
    /// <param name="argnums">
    /// The numbers of the arguments to differentiate with respect to. They count from 0; negative numbers count from the end.
    /// </param>
    /// <returns>
    /// The function from the arguments to one gradient for each number in <paramref name="argnums"/>, the value and the additional result.
    /// </returns>
    /// <inheritdoc cref="GradAndValue{T}(Func{T, T, Tensor}, int[])" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad_and_value.html">torch.func.grad_and_value</seealso>
    public static Func<T, T, T, T, (T[] Grads, Tensor Value, TAux Aux)> GradAndValue<T, TAux>(Func<T, T, T, T, (Tensor, TAux)> func,
        int[] argnums)
    {
        TypedFunction<(Tensor, TAux)> typed = TypedFunction.Of(nameof(GradAndValue), func);
        return (arg1, arg2, arg3, arg4) => TypedTransforms.Gradients<T, TAux>(typed, argnums, arg1, arg2, arg3, arg4);
    }
}
