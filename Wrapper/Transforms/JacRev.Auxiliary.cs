using TorchBridge.Operators.Structures;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// The same for a function that returns something beside its output (has_aux); see
    /// <see cref="JacRev{T}(Func{T, Tensor}, int?)"/>.
    /// </summary>
    /// <param name="func">From the arguments to the output and a structure of tensors, or plain data, that is not differentiated.</param>
    /// <param name="chunkSize">How many rows at once; null, the default, to let it be chosen. Name it in the call.</param>
    /// <returns>From the arguments to the Jacobian in the first, and what the function returned beside its output.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null; in the call: an argument or a tensor in it is.</exception>
    /// <exception cref="ArgumentException">As without it.</exception>
    /// <exception cref="AutogradException">As without it.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacrev.html">torch.func.jacrev</seealso>
    public static Func<T, (T Jacobian, TAux Aux)> JacRev<T, TAux>(Func<T, (Tensor, TAux)> func, int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        TypedFunction<(Tensor, TAux)> typed = TypedFunction.Of(nameof(JacRev), func);
        return arg =>
        {
            (T[][] jacobians, _, TAux aux) = TypedTransforms.Jacobians<T, Tensor, TAux>(
                Rows<TAux>(chunkSize), typed, null, arg);
            return (jacobians[0][0], aux);
        };
    }

    /// <summary>
    /// The same in some of the arguments, which are of one type; see
    /// <see cref="JacRev{T}(Func{T, Tensor}, int?)"/>. Arguments of different types go into one tuple.
    /// </summary>
    /// <param name="func">The function.</param>
    /// <param name="argnums">The numbers of the arguments, from 0, negative ones counted from the end.</param>
    /// <param name="chunkSize">How many rows at once; null, the default, to let it be chosen. Name it in the call.</param>
    /// <returns>From the arguments to one Jacobian for each of <paramref name="argnums"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null; in the call: an argument or a tensor in it is.</exception>
    /// <exception cref="ArgumentException">As without it; in the call also: a number is out of range or named twice.</exception>
    /// <exception cref="AutogradException">As without it.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacrev.html">torch.func.jacrev</seealso>
    public static Func<T, T, T[]> JacRev<T>(Func<T, T, Tensor> func, int[] argnums, int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(JacRev), func);
        return (arg1, arg2) => TypedTransforms.Jacobians<T, Tensor>(
            Rows<int>(chunkSize), typed, argnums, arg1, arg2).Jacobians[0];
    }

    /// <inheritdoc cref="JacRev{T, TAux}(Func{T, ValueTuple{Tensor, TAux}}, int?)"/>
    public static Func<T1, T2, (T1 Jacobian, TAux Aux)> JacRev<T1, T2, TAux>(Func<T1, T2, (Tensor, TAux)> func, int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        TypedFunction<(Tensor, TAux)> typed = TypedFunction.Of(nameof(JacRev), func);
        return (arg1, arg2) =>
        {
            (T1[][] jacobians, _, TAux aux) = TypedTransforms.Jacobians<T1, Tensor, TAux>(
                Rows<TAux>(chunkSize), typed, null, arg1, arg2);
            return (jacobians[0][0], aux);
        };
    }

    /// <inheritdoc cref="JacRev{T}(Func{T, T, Tensor}, int[], int?)"/>
    public static Func<T, T, (T[] Jacobians, TAux Aux)> JacRev<T, TAux>(Func<T, T, (Tensor, TAux)> func, int[] argnums,
        int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        TypedFunction<(Tensor, TAux)> typed = TypedFunction.Of(nameof(JacRev), func);
        return (arg1, arg2) =>
        {
            (T[][] jacobians, _, TAux aux) = TypedTransforms.Jacobians<T, Tensor, TAux>(
                Rows<TAux>(chunkSize), typed, argnums, arg1, arg2);
            return (jacobians[0], aux);
        };
    }

    /// <inheritdoc cref="JacRev{T}(Func{T, T, Tensor}, int[], int?)"/>
    public static Func<T, T, T, T[]> JacRev<T>(Func<T, T, T, Tensor> func, int[] argnums, int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(JacRev), func);
        return (arg1, arg2, arg3) => TypedTransforms.Jacobians<T, Tensor>(
            Rows<int>(chunkSize), typed, argnums, arg1, arg2, arg3).Jacobians[0];
    }

    /// <inheritdoc cref="JacRev{T, TAux}(Func{T, ValueTuple{Tensor, TAux}}, int?)"/>
    public static Func<T1, T2, T3, (T1 Jacobian, TAux Aux)> JacRev<T1, T2, T3, TAux>(Func<T1, T2, T3, (Tensor, TAux)> func,
        int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        TypedFunction<(Tensor, TAux)> typed = TypedFunction.Of(nameof(JacRev), func);
        return (arg1, arg2, arg3) =>
        {
            (T1[][] jacobians, _, TAux aux) = TypedTransforms.Jacobians<T1, Tensor, TAux>(
                Rows<TAux>(chunkSize), typed, null, arg1, arg2, arg3);
            return (jacobians[0][0], aux);
        };
    }

    /// <inheritdoc cref="JacRev{T}(Func{T, T, Tensor}, int[], int?)"/>
    public static Func<T, T, T, (T[] Jacobians, TAux Aux)> JacRev<T, TAux>(Func<T, T, T, (Tensor, TAux)> func, int[] argnums,
        int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        TypedFunction<(Tensor, TAux)> typed = TypedFunction.Of(nameof(JacRev), func);
        return (arg1, arg2, arg3) =>
        {
            (T[][] jacobians, _, TAux aux) = TypedTransforms.Jacobians<T, Tensor, TAux>(
                Rows<TAux>(chunkSize), typed, argnums, arg1, arg2, arg3);
            return (jacobians[0], aux);
        };
    }

    /// <inheritdoc cref="JacRev{T}(Func{T, T, Tensor}, int[], int?)"/>
    public static Func<T, T, T, T, T[]> JacRev<T>(Func<T, T, T, T, Tensor> func, int[] argnums, int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(JacRev), func);
        return (arg1, arg2, arg3, arg4) => TypedTransforms.Jacobians<T, Tensor>(
            Rows<int>(chunkSize), typed, argnums, arg1, arg2, arg3, arg4).Jacobians[0];
    }

    /// <inheritdoc cref="JacRev{T, TAux}(Func{T, ValueTuple{Tensor, TAux}}, int?)"/>
    public static Func<T1, T2, T3, T4, (T1 Jacobian, TAux Aux)> JacRev<T1, T2, T3, T4, TAux>(Func<T1, T2, T3, T4, (Tensor, TAux)> func,
        int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        TypedFunction<(Tensor, TAux)> typed = TypedFunction.Of(nameof(JacRev), func);
        return (arg1, arg2, arg3, arg4) =>
        {
            (T1[][] jacobians, _, TAux aux) = TypedTransforms.Jacobians<T1, Tensor, TAux>(
                Rows<TAux>(chunkSize), typed, null, arg1, arg2, arg3, arg4);
            return (jacobians[0][0], aux);
        };
    }

    /// <inheritdoc cref="JacRev{T}(Func{T, T, Tensor}, int[], int?)"/>
    public static Func<T, T, T, T, (T[] Jacobians, TAux Aux)> JacRev<T, TAux>(Func<T, T, T, T, (Tensor, TAux)> func, int[] argnums,
        int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        TypedFunction<(Tensor, TAux)> typed = TypedFunction.Of(nameof(JacRev), func);
        return (arg1, arg2, arg3, arg4) =>
        {
            (T[][] jacobians, _, TAux aux) = TypedTransforms.Jacobians<T, Tensor, TAux>(
                Rows<TAux>(chunkSize), typed, argnums, arg1, arg2, arg3, arg4);
            return (jacobians[0], aux);
        };
    }
}
