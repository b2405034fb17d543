using TorchBridge.Operators.Structures;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// The same of a function of one to four arguments, each a structure of tensors (array, value tuple, dictionary, nested); see
    /// <see cref="GradAndValue(Func{Tensor, Tensor})"/>.
    /// </summary>
    /// <param name="func">The function, which returns a tensor without dimensions.</param>
    /// <returns>
    /// From the arguments to the gradient in the first, of its type and structure: a dictionary with the same keys for a dictionary.
    /// And the value.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null; in the call: an argument or a tensor in it is.</exception>
    /// <exception cref="ArgumentException">
    /// The type of an argument is no structure of tensors. In the call: the first argument has no tensor, or one of integer type; otherwise
    /// as for one tensor.
    /// </exception>
    /// <exception cref="AutogradException">As for one tensor.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad_and_value.html">torch.func.grad_and_value</seealso>
    public static Func<T, (T Grad, Tensor Value)> GradAndValue<T>(Func<T, Tensor> func)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(GradAndValue), func);
        return arg =>
        {
            (T[] grads, Tensor value) = TypedTransforms.Gradients<T>(typed, null, arg);
            return (grads[0], value);
        };
    }

    /// <summary>
    /// The same for a function that returns something beside its value (has_aux); see <see cref="GradAndValue{T}(Func{T, Tensor})"/>.
    /// </summary>
    /// <param name="func">From the arguments to the value and a structure of tensors, or plain data, that is not differentiated.</param>
    /// <returns>From the arguments to the gradient in the first, the value, and what the function returned beside its value.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null; in the call: an argument or a tensor in it is.</exception>
    /// <exception cref="ArgumentException">As without it.</exception>
    /// <exception cref="AutogradException">As without it.</exception>
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

    /// <inheritdoc cref="GradAndValue{T}(Func{T, Tensor})"/>
    public static Func<T1, T2, (T1 Grad, Tensor Value)> GradAndValue<T1, T2>(Func<T1, T2, Tensor> func)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(GradAndValue), func);
        return (arg1, arg2) =>
        {
            (T1[] grads, Tensor value) = TypedTransforms.Gradients<T1>(typed, null, arg1, arg2);
            return (grads[0], value);
        };
    }

    /// <summary>
    /// The same in some of the arguments, which are of one type; see <see cref="GradAndValue{T}(Func{T, Tensor})"/>. Arguments of different
    /// types go into one tuple.
    /// </summary>
    /// <param name="func">The function, which returns a tensor without dimensions.</param>
    /// <param name="argnums">The numbers of the arguments, from 0, negative ones counted from the end.</param>
    /// <returns>From the arguments to one gradient for each of <paramref name="argnums"/>, and the value.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null; in the call: an argument or a tensor in it is.</exception>
    /// <exception cref="ArgumentException">As without it; in the call also: a number is out of range or named twice.</exception>
    /// <exception cref="AutogradException">As without it.</exception>
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

    /// <inheritdoc cref="GradAndValue{T, TAux}(Func{T, ValueTuple{Tensor, TAux}})"/>
    public static Func<T1, T2, (T1 Grad, Tensor Value, TAux Aux)> GradAndValue<T1, T2, TAux>(Func<T1, T2, (Tensor, TAux)> func)
    {
        TypedFunction<(Tensor, TAux)> typed = TypedFunction.Of(nameof(GradAndValue), func);
        return (arg1, arg2) =>
        {
            (T1[] grads, Tensor value, TAux aux) = TypedTransforms.Gradients<T1, TAux>(typed, null, arg1, arg2);
            return (grads[0], value, aux);
        };
    }

    /// <inheritdoc cref="GradAndValue{T}(Func{T, T, Tensor}, int[])"/>
    public static Func<T, T, (T[] Grads, Tensor Value, TAux Aux)> GradAndValue<T, TAux>(Func<T, T, (Tensor, TAux)> func, int[] argnums)
    {
        TypedFunction<(Tensor, TAux)> typed = TypedFunction.Of(nameof(GradAndValue), func);
        return (arg1, arg2) => TypedTransforms.Gradients<T, TAux>(typed, argnums, arg1, arg2);
    }

    /// <inheritdoc cref="GradAndValue{T}(Func{T, Tensor})"/>
    public static Func<T1, T2, T3, (T1 Grad, Tensor Value)> GradAndValue<T1, T2, T3>(Func<T1, T2, T3, Tensor> func)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(GradAndValue), func);
        return (arg1, arg2, arg3) =>
        {
            (T1[] grads, Tensor value) = TypedTransforms.Gradients<T1>(typed, null, arg1, arg2, arg3);
            return (grads[0], value);
        };
    }

    /// <inheritdoc cref="GradAndValue{T}(Func{T, T, Tensor}, int[])"/>
    public static Func<T, T, T, (T[] Grads, Tensor Value)> GradAndValue<T>(Func<T, T, T, Tensor> func, int[] argnums)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(GradAndValue), func);
        return (arg1, arg2, arg3) =>
        {
            (T[] grads, Tensor value) = TypedTransforms.Gradients<T>(typed, argnums, arg1, arg2, arg3);
            return (grads, value);
        };
    }

    /// <inheritdoc cref="GradAndValue{T, TAux}(Func{T, ValueTuple{Tensor, TAux}})"/>
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

    /// <inheritdoc cref="GradAndValue{T}(Func{T, T, Tensor}, int[])"/>
    public static Func<T, T, T, (T[] Grads, Tensor Value, TAux Aux)> GradAndValue<T, TAux>(Func<T, T, T, (Tensor, TAux)> func,
        int[] argnums)
    {
        TypedFunction<(Tensor, TAux)> typed = TypedFunction.Of(nameof(GradAndValue), func);
        return (arg1, arg2, arg3) => TypedTransforms.Gradients<T, TAux>(typed, argnums, arg1, arg2, arg3);
    }

    /// <inheritdoc cref="GradAndValue{T}(Func{T, Tensor})"/>
    public static Func<T1, T2, T3, T4, (T1 Grad, Tensor Value)> GradAndValue<T1, T2, T3, T4>(Func<T1, T2, T3, T4, Tensor> func)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(GradAndValue), func);
        return (arg1, arg2, arg3, arg4) =>
        {
            (T1[] grads, Tensor value) = TypedTransforms.Gradients<T1>(typed, null, arg1, arg2, arg3, arg4);
            return (grads[0], value);
        };
    }

    /// <inheritdoc cref="GradAndValue{T}(Func{T, T, Tensor}, int[])"/>
    public static Func<T, T, T, T, (T[] Grads, Tensor Value)> GradAndValue<T>(Func<T, T, T, T, Tensor> func, int[] argnums)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(GradAndValue), func);
        return (arg1, arg2, arg3, arg4) =>
        {
            (T[] grads, Tensor value) = TypedTransforms.Gradients<T>(typed, argnums, arg1, arg2, arg3, arg4);
            return (grads, value);
        };
    }

    /// <inheritdoc cref="GradAndValue{T, TAux}(Func{T, ValueTuple{Tensor, TAux}})"/>
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

    /// <inheritdoc cref="GradAndValue{T}(Func{T, T, Tensor}, int[])"/>
    public static Func<T, T, T, T, (T[] Grads, Tensor Value, TAux Aux)> GradAndValue<T, TAux>(Func<T, T, T, T, (Tensor, TAux)> func,
        int[] argnums)
    {
        TypedFunction<(Tensor, TAux)> typed = TypedFunction.Of(nameof(GradAndValue), func);
        return (arg1, arg2, arg3, arg4) => TypedTransforms.Gradients<T, TAux>(typed, argnums, arg1, arg2, arg3, arg4);
    }
}
