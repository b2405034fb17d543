using TorchBridge.Operators.Structures;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// Returns the Jacobians of a function of two arguments of one type, with respect to some of them. The function has an additional
    /// result, which is not differentiated. The Jacobians are computed in forward mode.
    /// </summary>
    /// <typeparam name="T">
    /// The type of all arguments: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these).
    /// </typeparam>
    /// <typeparam name="TAux">The type of the additional result: a structure of tensors, or a type without tensors.</typeparam>
    /// <param name="func">The function from the arguments to the output and the additional result.</param>
    /// <param name="argnums">
    /// The numbers of the arguments to differentiate with respect to. They count from 0; negative numbers count from the end.
    /// </param>
    /// <param name="randomness">
    /// What random operations in the function do. Default <see cref="VmapRandomness.Error"/>: they are an error.
    /// </param>
    /// <param name="chunkSize">
    /// How many columns are computed at once, at least 1. Null, the default, chooses by the size of the columns. Name this argument in the
    /// call.
    /// </param>
    /// <returns>
    /// The function from the arguments to one Jacobian for each number in <paramref name="argnums"/> and the additional result.
    /// </returns>
    /// <inheritdoc cref="JacFwd{T}(Func{T, T, Tensor}, int[], VmapRandomness, int?)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacfwd.html">torch.func.jacfwd</seealso>
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

    /// <summary>
    /// Returns the Jacobians of a function of three arguments of one type, with respect to some of them. The function has an additional
    /// result, which is not differentiated. The Jacobians are computed in forward mode.
    /// </summary>
    /// <typeparam name="T">
    /// The type of all arguments: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these).
    /// </typeparam>
    /// <typeparam name="TAux">The type of the additional result: a structure of tensors, or a type without tensors.</typeparam>
    /// <param name="func">The function from the arguments to the output and the additional result.</param>
    /// <param name="argnums">
    /// The numbers of the arguments to differentiate with respect to. They count from 0; negative numbers count from the end.
    /// </param>
    /// <param name="randomness">
    /// What random operations in the function do. Default <see cref="VmapRandomness.Error"/>: they are an error.
    /// </param>
    /// <param name="chunkSize">
    /// How many columns are computed at once, at least 1. Null, the default, chooses by the size of the columns. Name this argument in the
    /// call.
    /// </param>
    /// <returns>
    /// The function from the arguments to one Jacobian for each number in <paramref name="argnums"/> and the additional result.
    /// </returns>
    /// <inheritdoc cref="JacFwd{T}(Func{T, T, Tensor}, int[], VmapRandomness, int?)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacfwd.html">torch.func.jacfwd</seealso>
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

    /// <summary>
    /// Returns the Jacobians of a function of four arguments of one type, with respect to some of them. The function has an additional
    /// result, which is not differentiated. The Jacobians are computed in forward mode.
    /// </summary>
    /// <typeparam name="T">
    /// The type of all arguments: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these).
    /// </typeparam>
    /// <typeparam name="TAux">The type of the additional result: a structure of tensors, or a type without tensors.</typeparam>
    /// <param name="func">The function from the arguments to the output and the additional result.</param>
    /// <param name="argnums">
    /// The numbers of the arguments to differentiate with respect to. They count from 0; negative numbers count from the end.
    /// </param>
    /// <param name="randomness">
    /// What random operations in the function do. Default <see cref="VmapRandomness.Error"/>: they are an error.
    /// </param>
    /// <param name="chunkSize">
    /// How many columns are computed at once, at least 1. Null, the default, chooses by the size of the columns. Name this argument in the
    /// call.
    /// </param>
    /// <returns>
    /// The function from the arguments to one Jacobian for each number in <paramref name="argnums"/> and the additional result.
    /// </returns>
    /// <inheritdoc cref="JacFwd{T}(Func{T, T, Tensor}, int[], VmapRandomness, int?)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacfwd.html">torch.func.jacfwd</seealso>
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
