using TorchBridge.Operators.Structures;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// The same for a function that returns something beside its output (has_aux); see
    /// <see cref="JacFwd{T}(Func{T, Tensor}, VmapRandomness, int?)"/>.
    /// </summary>
    /// <param name="func">From the arguments to the output and a structure of tensors, or plain data, that is not differentiated.</param>
    /// <param name="randomness">What random operations in it do; an error by default.</param>
    /// <param name="chunkSize">How many columns at once; null, the default, to let it be chosen. Name it in the call.</param>
    /// <returns>From the arguments to the Jacobian in the first, and what the function returned beside its output.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null; in the call: an argument or a tensor in it is.</exception>
    /// <exception cref="ArgumentException">As without it.</exception>
    /// <exception cref="AutogradException">As without it.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacfwd.html">torch.func.jacfwd</seealso>
    public static Func<T, (T Jacobian, TAux Aux)> JacFwd<T, TAux>(Func<T, (Tensor, TAux)> func,
        VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        TypedFunction<(Tensor, TAux)> typed = TypedFunction.Of(nameof(JacFwd), func);
        return arg =>
        {
            (T[][] jacobians, _, TAux aux) = TypedTransforms.Jacobians<T, Tensor, TAux>(
                Rows<TAux>(randomness, chunkSize), typed, null, arg);
            return (jacobians[0][0], aux);
        };
    }

    /// <summary>
    /// The same in some of the arguments, which are of one type; see
    /// <see cref="JacFwd{T}(Func{T, Tensor}, VmapRandomness, int?)"/>. Arguments of different types go into one tuple.
    /// </summary>
    /// <param name="func">The function.</param>
    /// <param name="argnums">The numbers of the arguments, from 0, negative ones counted from the end.</param>
    /// <param name="randomness">What random operations in it do; an error by default.</param>
    /// <param name="chunkSize">How many columns at once; null, the default, to let it be chosen. Name it in the call.</param>
    /// <returns>From the arguments to one Jacobian for each of <paramref name="argnums"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null; in the call: an argument or a tensor in it is.</exception>
    /// <exception cref="ArgumentException">As without it; in the call also: a number is out of range or named twice.</exception>
    /// <exception cref="AutogradException">As without it.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacfwd.html">torch.func.jacfwd</seealso>
    public static Func<T, T, T[]> JacFwd<T>(Func<T, T, Tensor> func, int[] argnums, VmapRandomness randomness = VmapRandomness.Error,
        int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(JacFwd), func);
        return (arg1, arg2) => TypedTransforms.Jacobians<T, Tensor>(
            Rows<int>(randomness, chunkSize), typed, argnums, arg1, arg2).Jacobians[0];
    }

    /// <inheritdoc cref="JacFwd{T, TAux}(Func{T, ValueTuple{Tensor, TAux}}, VmapRandomness, int?)"/>
    public static Func<T1, T2, (T1 Jacobian, TAux Aux)> JacFwd<T1, T2, TAux>(Func<T1, T2, (Tensor, TAux)> func,
        VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        TypedFunction<(Tensor, TAux)> typed = TypedFunction.Of(nameof(JacFwd), func);
        return (arg1, arg2) =>
        {
            (T1[][] jacobians, _, TAux aux) = TypedTransforms.Jacobians<T1, Tensor, TAux>(
                Rows<TAux>(randomness, chunkSize), typed, null, arg1, arg2);
            return (jacobians[0][0], aux);
        };
    }

    /// <inheritdoc cref="JacFwd{T}(Func{T, T, Tensor}, int[], VmapRandomness, int?)"/>
    public static Func<T, T, (T[] Jacobians, TAux Aux)> JacFwd<T, TAux>(Func<T, T, (Tensor, TAux)> func, int[] argnums,
        VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        TypedFunction<(Tensor, TAux)> typed = TypedFunction.Of(nameof(JacFwd), func);
        return (arg1, arg2) =>
        {
            (T[][] jacobians, _, TAux aux) = TypedTransforms.Jacobians<T, Tensor, TAux>(
                Rows<TAux>(randomness, chunkSize), typed, argnums, arg1, arg2);
            return (jacobians[0], aux);
        };
    }

    /// <inheritdoc cref="JacFwd{T}(Func{T, T, Tensor}, int[], VmapRandomness, int?)"/>
    public static Func<T, T, T, T[]> JacFwd<T>(Func<T, T, T, Tensor> func, int[] argnums,
        VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(JacFwd), func);
        return (arg1, arg2, arg3) => TypedTransforms.Jacobians<T, Tensor>(
            Rows<int>(randomness, chunkSize), typed, argnums, arg1, arg2, arg3).Jacobians[0];
    }

    /// <inheritdoc cref="JacFwd{T, TAux}(Func{T, ValueTuple{Tensor, TAux}}, VmapRandomness, int?)"/>
    public static Func<T1, T2, T3, (T1 Jacobian, TAux Aux)> JacFwd<T1, T2, T3, TAux>(Func<T1, T2, T3, (Tensor, TAux)> func,
        VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        TypedFunction<(Tensor, TAux)> typed = TypedFunction.Of(nameof(JacFwd), func);
        return (arg1, arg2, arg3) =>
        {
            (T1[][] jacobians, _, TAux aux) = TypedTransforms.Jacobians<T1, Tensor, TAux>(
                Rows<TAux>(randomness, chunkSize), typed, null, arg1, arg2, arg3);
            return (jacobians[0][0], aux);
        };
    }

    /// <inheritdoc cref="JacFwd{T}(Func{T, T, Tensor}, int[], VmapRandomness, int?)"/>
    public static Func<T, T, T, (T[] Jacobians, TAux Aux)> JacFwd<T, TAux>(Func<T, T, T, (Tensor, TAux)> func, int[] argnums,
        VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        TypedFunction<(Tensor, TAux)> typed = TypedFunction.Of(nameof(JacFwd), func);
        return (arg1, arg2, arg3) =>
        {
            (T[][] jacobians, _, TAux aux) = TypedTransforms.Jacobians<T, Tensor, TAux>(
                Rows<TAux>(randomness, chunkSize), typed, argnums, arg1, arg2, arg3);
            return (jacobians[0], aux);
        };
    }

    /// <inheritdoc cref="JacFwd{T}(Func{T, T, Tensor}, int[], VmapRandomness, int?)"/>
    public static Func<T, T, T, T, T[]> JacFwd<T>(Func<T, T, T, T, Tensor> func, int[] argnums,
        VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(JacFwd), func);
        return (arg1, arg2, arg3, arg4) => TypedTransforms.Jacobians<T, Tensor>(
            Rows<int>(randomness, chunkSize), typed, argnums, arg1, arg2, arg3, arg4).Jacobians[0];
    }

    /// <inheritdoc cref="JacFwd{T, TAux}(Func{T, ValueTuple{Tensor, TAux}}, VmapRandomness, int?)"/>
    public static Func<T1, T2, T3, T4, (T1 Jacobian, TAux Aux)> JacFwd<T1, T2, T3, T4, TAux>(Func<T1, T2, T3, T4, (Tensor, TAux)> func,
        VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        TypedFunction<(Tensor, TAux)> typed = TypedFunction.Of(nameof(JacFwd), func);
        return (arg1, arg2, arg3, arg4) =>
        {
            (T1[][] jacobians, _, TAux aux) = TypedTransforms.Jacobians<T1, Tensor, TAux>(
                Rows<TAux>(randomness, chunkSize), typed, null, arg1, arg2, arg3, arg4);
            return (jacobians[0][0], aux);
        };
    }

    /// <inheritdoc cref="JacFwd{T}(Func{T, T, Tensor}, int[], VmapRandomness, int?)"/>
    public static Func<T, T, T, T, (T[] Jacobians, TAux Aux)> JacFwd<T, TAux>(Func<T, T, T, T, (Tensor, TAux)> func, int[] argnums,
        VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        TypedFunction<(Tensor, TAux)> typed = TypedFunction.Of(nameof(JacFwd), func);
        return (arg1, arg2, arg3, arg4) =>
        {
            (T[][] jacobians, _, TAux aux) = TypedTransforms.Jacobians<T, Tensor, TAux>(
                Rows<TAux>(randomness, chunkSize), typed, argnums, arg1, arg2, arg3, arg4);
            return (jacobians[0], aux);
        };
    }
}
