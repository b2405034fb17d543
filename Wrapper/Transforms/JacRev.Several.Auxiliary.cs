using TorchBridge.Operators.Structures;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// Returns the Jacobian of a function of one argument that has an additional result, which is not differentiated: PyTorch's
    /// <c>has_aux=True</c>. It is computed in reverse mode.
    /// </summary>
    /// <typeparam name="T">
    /// The type of the argument: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these).
    /// </typeparam>
    /// <typeparam name="TAux">The type of the additional result: a structure of tensors, or a type without tensors.</typeparam>
    /// <param name="func">The function from the arguments to the output and the additional result.</param>
    /// <param name="chunkSize">
    /// How many rows are computed at once, at least 1. Null, the default, chooses by the size of the rows. Name this argument in the call.
    /// </param>
    /// <returns>
    /// The function from the arguments to the Jacobian with respect to the argument, of its type and structure, and the additional result.
    /// </returns>
    /// <inheritdoc cref="JacRev{T}(Func{T, Tensor}, int?)" path="/exception"/>
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
    /// Returns the Jacobian of a function of two arguments that has an additional result, which is not differentiated: PyTorch's
    /// <c>has_aux=True</c>. It is computed in reverse mode.
    /// </summary>
    /// <typeparam name="T1">
    /// The type of the first argument: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these).
    /// </typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="TAux">The type of the additional result: a structure of tensors, or a type without tensors.</typeparam>
    /// <param name="func">The function from the arguments to the output and the additional result.</param>
    /// <param name="chunkSize">
    /// How many rows are computed at once, at least 1. Null, the default, chooses by the size of the rows. Name this argument in the call.
    /// </param>
    /// <returns>
    /// The function from the arguments to the Jacobian with respect to the first argument, of its type and structure, and the additional
    /// result.
    /// </returns>
    /// <inheritdoc cref="JacRev{T}(Func{T, Tensor}, int?)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacrev.html">torch.func.jacrev</seealso>
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

    /// <summary>
    /// Returns the Jacobian of a function of three arguments that has an additional result, which is not differentiated: PyTorch's
    /// <c>has_aux=True</c>. It is computed in reverse mode.
    /// </summary>
    /// <typeparam name="T1">
    /// The type of the first argument: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these).
    /// </typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="T3">The type of the third argument.</typeparam>
    /// <typeparam name="TAux">The type of the additional result: a structure of tensors, or a type without tensors.</typeparam>
    /// <param name="func">The function from the arguments to the output and the additional result.</param>
    /// <param name="chunkSize">
    /// How many rows are computed at once, at least 1. Null, the default, chooses by the size of the rows. Name this argument in the call.
    /// </param>
    /// <returns>
    /// The function from the arguments to the Jacobian with respect to the first argument, of its type and structure, and the additional
    /// result.
    /// </returns>
    /// <inheritdoc cref="JacRev{T}(Func{T, Tensor}, int?)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacrev.html">torch.func.jacrev</seealso>
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

    /// <summary>
    /// Returns the Jacobian of a function of four arguments that has an additional result, which is not differentiated: PyTorch's
    /// <c>has_aux=True</c>. It is computed in reverse mode.
    /// </summary>
    /// <typeparam name="T1">
    /// The type of the first argument: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these).
    /// </typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="T3">The type of the third argument.</typeparam>
    /// <typeparam name="T4">The type of the fourth argument.</typeparam>
    /// <typeparam name="TAux">The type of the additional result: a structure of tensors, or a type without tensors.</typeparam>
    /// <param name="func">The function from the arguments to the output and the additional result.</param>
    /// <param name="chunkSize">
    /// How many rows are computed at once, at least 1. Null, the default, chooses by the size of the rows. Name this argument in the call.
    /// </param>
    /// <returns>
    /// The function from the arguments to the Jacobian with respect to the first argument, of its type and structure, and the additional
    /// result.
    /// </returns>
    /// <inheritdoc cref="JacRev{T}(Func{T, Tensor}, int?)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacrev.html">torch.func.jacrev</seealso>
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
}
