using TorchBridge.Operators.Structures;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// Returns the gradient and the value of a scalar function of one argument that has an additional result, which is not differentiated:
    /// PyTorch's <c>has_aux=True</c>.
    /// </summary>
    /// <typeparam name="T">
    /// The type of the argument: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these).
    /// </typeparam>
    /// <typeparam name="TAux">The type of the additional result: a structure of tensors, or a type without tensors.</typeparam>
    /// <param name="func">
    /// The function from the arguments to the value, a floating-point tensor without dimensions, and the additional result.
    /// </param>
    /// <returns>
    /// The function from the arguments to the gradient with respect to the argument, the value and the additional result.
    /// </returns>
    /// <inheritdoc cref="GradAndValue{T}(Func{T, Tensor})" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad_and_value.html">torch.func.grad_and_value</seealso>
    public static Func<T, (T Grad, Tensor Value, TAux Aux)> GradAndValue<T, TAux>(Func<T, (Tensor, TAux)> func)
    {
        TypedFunction<(Tensor, TAux)> typed = TypedFunction.Of(nameof(GradAndValue), func);
        return arg =>
        {
            (T[] grads, Tensor value, TAux aux) = TypedTransforms.Gradients<T, TAux>(typed, null, arg);
            return (grads[0], value, aux);
        };
    }

    /// <summary>
    /// Returns the gradient and the value of a scalar function of two arguments that has an additional result, which is not differentiated:
    /// PyTorch's <c>has_aux=True</c>.
    /// </summary>
    /// <typeparam name="T1">
    /// The type of the first argument: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these).
    /// </typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="TAux">The type of the additional result: a structure of tensors, or a type without tensors.</typeparam>
    /// <param name="func">
    /// The function from the arguments to the value, a floating-point tensor without dimensions, and the additional result.
    /// </param>
    /// <returns>
    /// The function from the arguments to the gradient with respect to the first argument, the value and the additional result.
    /// </returns>
    /// <inheritdoc cref="GradAndValue{T}(Func{T, Tensor})" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad_and_value.html">torch.func.grad_and_value</seealso>
    public static Func<T1, T2, (T1 Grad, Tensor Value, TAux Aux)> GradAndValue<T1, T2, TAux>(Func<T1, T2, (Tensor, TAux)> func)
    {
        TypedFunction<(Tensor, TAux)> typed = TypedFunction.Of(nameof(GradAndValue), func);
        return (arg1, arg2) =>
        {
            (T1[] grads, Tensor value, TAux aux) = TypedTransforms.Gradients<T1, TAux>(typed, null, arg1, arg2);
            return (grads[0], value, aux);
        };
    }

    /// <summary>
    /// Returns the gradient and the value of a scalar function of three arguments that has an additional result, which is not
    /// differentiated: PyTorch's <c>has_aux=True</c>.
    /// </summary>
    /// <typeparam name="T1">
    /// The type of the first argument: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these).
    /// </typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="T3">The type of the third argument.</typeparam>
    /// <typeparam name="TAux">The type of the additional result: a structure of tensors, or a type without tensors.</typeparam>
    /// <param name="func">
    /// The function from the arguments to the value, a floating-point tensor without dimensions, and the additional result.
    /// </param>
    /// <returns>
    /// The function from the arguments to the gradient with respect to the first argument, the value and the additional result.
    /// </returns>
    /// <inheritdoc cref="GradAndValue{T}(Func{T, Tensor})" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad_and_value.html">torch.func.grad_and_value</seealso>
    public static Func<T1, T2, T3, (T1 Grad, Tensor Value, TAux Aux)> GradAndValue<T1, T2, T3, TAux>(Func<T1, T2, T3, (Tensor,
        TAux)> func)
    {
        TypedFunction<(Tensor, TAux)> typed = TypedFunction.Of(nameof(GradAndValue), func);
        return (arg1, arg2, arg3) =>
        {
            (T1[] grads, Tensor value, TAux aux) = TypedTransforms.Gradients<T1, TAux>(typed, null, arg1, arg2, arg3);
            return (grads[0], value, aux);
        };
    }

    /// <summary>
    /// Returns the gradient and the value of a scalar function of four arguments that has an additional result, which is not
    /// differentiated: PyTorch's <c>has_aux=True</c>.
    /// </summary>
    /// <typeparam name="T1">
    /// The type of the first argument: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these).
    /// </typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="T3">The type of the third argument.</typeparam>
    /// <typeparam name="T4">The type of the fourth argument.</typeparam>
    /// <typeparam name="TAux">The type of the additional result: a structure of tensors, or a type without tensors.</typeparam>
    /// <param name="func">
    /// The function from the arguments to the value, a floating-point tensor without dimensions, and the additional result.
    /// </param>
    /// <returns>
    /// The function from the arguments to the gradient with respect to the first argument, the value and the additional result.
    /// </returns>
    /// <inheritdoc cref="GradAndValue{T}(Func{T, Tensor})" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad_and_value.html">torch.func.grad_and_value</seealso>
    public static Func<T1, T2, T3, T4, (T1 Grad, Tensor Value, TAux Aux)> GradAndValue<T1, T2, T3, T4, TAux>(Func<T1, T2, T3, T4,
        (Tensor, TAux)> func)
    {
        TypedFunction<(Tensor, TAux)> typed = TypedFunction.Of(nameof(GradAndValue), func);
        return (arg1, arg2, arg3, arg4) =>
        {
            (T1[] grads, Tensor value, TAux aux) = TypedTransforms.Gradients<T1, TAux>(typed, null, arg1, arg2, arg3, arg4);
            return (grads[0], value, aux);
        };
    }
}
