using TorchBridge.Operators.Structures;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// Returns the Jacobian of a function of one argument, computed in reverse mode, as a function. The argument is a structure of tensors,
    /// and the output is one tensor.
    /// </summary>
    /// <typeparam name="T">
    /// The type of the argument: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these).
    /// </typeparam>
    /// <param name="func">The function. It returns one tensor of real floating-point type.</param>
    /// <param name="chunkSize">
    /// How many rows are computed at once, at least 1. Null, the default, chooses by the size of the rows. Name this argument in the call.
    /// </param>
    /// <returns>
    /// The function from the arguments to the Jacobian with respect to the argument. It has the type and structure of that argument, with
    /// blocks of shape [output..., tensor...].
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException">In the call: an argument, or a tensor in one, is null.</exception>
    /// <exception cref="ArgumentException">The type of an argument is not a structure of tensors.</exception>
    /// <exception cref="ArgumentException">In the call: a tensor has been disposed.</exception>
    /// <exception cref="ArgumentException">In the call: the differentiated argument has no tensor.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="chunkSize"/> is less than 1.</exception>
    /// <exception cref="ArgumentException">
    /// In the call: the differentiated argument has a complex tensor, or one of integer or boolean type.
    /// </exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="func"/> returned null or a disposed tensor.</exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.NotImplemented"/>, in the call: an output is complex.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>, in the call: an output is of integer or boolean type.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>, in the call: an operation has no derivative.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacrev.html">torch.func.jacrev</seealso>
    public static Func<T, T> JacRev<T>(Func<T, Tensor> func, int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(JacRev), func);
        return arg =>
        {
            (T[][] jacobians, _) = TypedTransforms.Jacobians<T, Tensor>(
                Rows<int>(chunkSize), typed, null, arg);
            return jacobians[0][0];
        };
    }

    /// <summary>
    /// Returns the Jacobian of a function of two arguments, computed in reverse mode, as a function. Each argument is a structure of
    /// tensors, and the output is one tensor.
    /// </summary>
    /// <typeparam name="T1">
    /// The type of the first argument: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these).
    /// </typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <param name="func">The function. It returns one tensor of real floating-point type.</param>
    /// <param name="chunkSize">
    /// How many rows are computed at once, at least 1. Null, the default, chooses by the size of the rows. Name this argument in the call.
    /// </param>
    /// <returns>
    /// The function from the arguments to the Jacobian with respect to the first argument. It has the type and structure of that argument,
    /// with blocks of shape [output..., tensor...].
    /// </returns>
    /// <inheritdoc cref="JacRev{T}(Func{T, Tensor}, int?)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacrev.html">torch.func.jacrev</seealso>
    public static Func<T1, T2, T1> JacRev<T1, T2>(Func<T1, T2, Tensor> func, int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(JacRev), func);
        return (arg1, arg2) =>
        {
            (T1[][] jacobians, _) = TypedTransforms.Jacobians<T1, Tensor>(
                Rows<int>(chunkSize), typed, null, arg1, arg2);
            return jacobians[0][0];
        };
    }

    /// <summary>
    /// Returns the Jacobian of a function of three arguments, computed in reverse mode, as a function. Each argument is a structure of
    /// tensors, and the output is one tensor.
    /// </summary>
    /// <typeparam name="T1">
    /// The type of the first argument: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these).
    /// </typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="T3">The type of the third argument.</typeparam>
    /// <param name="func">The function. It returns one tensor of real floating-point type.</param>
    /// <param name="chunkSize">
    /// How many rows are computed at once, at least 1. Null, the default, chooses by the size of the rows. Name this argument in the call.
    /// </param>
    /// <returns>
    /// The function from the arguments to the Jacobian with respect to the first argument. It has the type and structure of that argument,
    /// with blocks of shape [output..., tensor...].
    /// </returns>
    /// <inheritdoc cref="JacRev{T}(Func{T, Tensor}, int?)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacrev.html">torch.func.jacrev</seealso>
    public static Func<T1, T2, T3, T1> JacRev<T1, T2, T3>(Func<T1, T2, T3, Tensor> func, int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(JacRev), func);
        return (arg1, arg2, arg3) =>
        {
            (T1[][] jacobians, _) = TypedTransforms.Jacobians<T1, Tensor>(
                Rows<int>(chunkSize), typed, null, arg1, arg2, arg3);
            return jacobians[0][0];
        };
    }

    /// <summary>
    /// Returns the Jacobian of a function of four arguments, computed in reverse mode, as a function. Each argument is a structure of
    /// tensors, and the output is one tensor.
    /// </summary>
    /// <typeparam name="T1">
    /// The type of the first argument: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these).
    /// </typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="T3">The type of the third argument.</typeparam>
    /// <typeparam name="T4">The type of the fourth argument.</typeparam>
    /// <param name="func">The function. It returns one tensor of real floating-point type.</param>
    /// <param name="chunkSize">
    /// How many rows are computed at once, at least 1. Null, the default, chooses by the size of the rows. Name this argument in the call.
    /// </param>
    /// <returns>
    /// The function from the arguments to the Jacobian with respect to the first argument. It has the type and structure of that argument,
    /// with blocks of shape [output..., tensor...].
    /// </returns>
    /// <inheritdoc cref="JacRev{T}(Func{T, Tensor}, int?)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacrev.html">torch.func.jacrev</seealso>
    public static Func<T1, T2, T3, T4, T1> JacRev<T1, T2, T3, T4>(Func<T1, T2, T3, T4, Tensor> func, int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(JacRev), func);
        return (arg1, arg2, arg3, arg4) =>
        {
            (T1[][] jacobians, _) = TypedTransforms.Jacobians<T1, Tensor>(
                Rows<int>(chunkSize), typed, null, arg1, arg2, arg3, arg4);
            return jacobians[0][0];
        };
    }
}
