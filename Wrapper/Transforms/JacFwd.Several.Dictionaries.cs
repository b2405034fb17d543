using TorchBridge.Operators.Structures;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// Returns the Jacobian of a function of one argument, computed in forward mode, as a function. The argument is a structure of tensors,
    /// and the output is a dictionary of tensors.
    /// </summary>
    /// <typeparam name="T">
    /// The type of the argument: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these).
    /// </typeparam>
    /// <param name="func">The function. It returns a dictionary of tensors of real floating-point type.</param>
    /// <param name="randomness">
    /// What random operations in the function do. Default <see cref="VmapRandomness.Error"/>: they are an error.
    /// </param>
    /// <param name="chunkSize">
    /// How many columns are computed at once, at least 1. Null, the default, chooses by the size of the columns. Name this argument in the
    /// call.
    /// </param>
    /// <returns>
    /// The function from the arguments to one Jacobian for each key of the output, with respect to the argument. Each has the type and
    /// structure of that argument, with blocks of shape [output..., tensor...].
    /// </returns>
    /// <inheritdoc cref="JacFwd{T}(Func{T, Tensor}, VmapRandomness, int?)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacfwd.html">torch.func.jacfwd</seealso>
    public static Func<T, IReadOnlyDictionary<string, T>> JacFwd<T>(Func<T, IReadOnlyDictionary<string, Tensor>> func,
        VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        TypedFunction<IReadOnlyDictionary<string, Tensor>> typed = TypedFunction.Of(nameof(JacFwd), func);
        return arg =>
        {
            (T[][] jacobians, Form outputs) = TypedTransforms.Jacobians<T, IReadOnlyDictionary<string, Tensor>>(
                Rows<int>(randomness, chunkSize), typed, null, arg);
            return Named(outputs, jacobians);
        };
    }

    /// <summary>
    /// Returns the Jacobian of a function of two arguments, computed in forward mode, as a function. Each argument is a structure of
    /// tensors, and the output is a dictionary of tensors.
    /// </summary>
    /// <typeparam name="T1">
    /// The type of the first argument: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these).
    /// </typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <param name="func">The function. It returns a dictionary of tensors of real floating-point type.</param>
    /// <param name="randomness">
    /// What random operations in the function do. Default <see cref="VmapRandomness.Error"/>: they are an error.
    /// </param>
    /// <param name="chunkSize">
    /// How many columns are computed at once, at least 1. Null, the default, chooses by the size of the columns. Name this argument in the
    /// call.
    /// </param>
    /// <returns>
    /// The function from the arguments to one Jacobian for each key of the output, with respect to the first argument. Each has the type
    /// and structure of that argument, with blocks of shape [output..., tensor...].
    /// </returns>
    /// <inheritdoc cref="JacFwd{T}(Func{T, Tensor}, VmapRandomness, int?)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacfwd.html">torch.func.jacfwd</seealso>
    public static Func<T1, T2, IReadOnlyDictionary<string, T1>> JacFwd<T1, T2>(Func<T1, T2, IReadOnlyDictionary<string, Tensor>> func,
        VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        TypedFunction<IReadOnlyDictionary<string, Tensor>> typed = TypedFunction.Of(nameof(JacFwd), func);
        return (arg1, arg2) =>
        {
            (T1[][] jacobians, Form outputs) = TypedTransforms.Jacobians<T1, IReadOnlyDictionary<string, Tensor>>(
                Rows<int>(randomness, chunkSize), typed, null, arg1, arg2);
            return Named(outputs, jacobians);
        };
    }

    /// <summary>
    /// Returns the Jacobian of a function of three arguments, computed in forward mode, as a function. Each argument is a structure of
    /// tensors, and the output is a dictionary of tensors.
    /// </summary>
    /// <typeparam name="T1">
    /// The type of the first argument: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these).
    /// </typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="T3">The type of the third argument.</typeparam>
    /// <param name="func">The function. It returns a dictionary of tensors of real floating-point type.</param>
    /// <param name="randomness">
    /// What random operations in the function do. Default <see cref="VmapRandomness.Error"/>: they are an error.
    /// </param>
    /// <param name="chunkSize">
    /// How many columns are computed at once, at least 1. Null, the default, chooses by the size of the columns. Name this argument in the
    /// call.
    /// </param>
    /// <returns>
    /// The function from the arguments to one Jacobian for each key of the output, with respect to the first argument. Each has the type
    /// and structure of that argument, with blocks of shape [output..., tensor...].
    /// </returns>
    /// <inheritdoc cref="JacFwd{T}(Func{T, Tensor}, VmapRandomness, int?)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacfwd.html">torch.func.jacfwd</seealso>
    public static Func<T1, T2, T3, IReadOnlyDictionary<string, T1>> JacFwd<T1, T2, T3>(Func<T1, T2, T3, IReadOnlyDictionary<string,
        Tensor>> func, VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        TypedFunction<IReadOnlyDictionary<string, Tensor>> typed = TypedFunction.Of(nameof(JacFwd), func);
        return (arg1, arg2, arg3) =>
        {
            (T1[][] jacobians, Form outputs) = TypedTransforms.Jacobians<T1, IReadOnlyDictionary<string, Tensor>>(
                Rows<int>(randomness, chunkSize), typed, null, arg1, arg2, arg3);
            return Named(outputs, jacobians);
        };
    }

    /// <summary>
    /// Returns the Jacobian of a function of four arguments, computed in forward mode, as a function. Each argument is a structure of
    /// tensors, and the output is a dictionary of tensors.
    /// </summary>
    /// <typeparam name="T1">
    /// The type of the first argument: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these).
    /// </typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="T3">The type of the third argument.</typeparam>
    /// <typeparam name="T4">The type of the fourth argument.</typeparam>
    /// <param name="func">The function. It returns a dictionary of tensors of real floating-point type.</param>
    /// <param name="randomness">
    /// What random operations in the function do. Default <see cref="VmapRandomness.Error"/>: they are an error.
    /// </param>
    /// <param name="chunkSize">
    /// How many columns are computed at once, at least 1. Null, the default, chooses by the size of the columns. Name this argument in the
    /// call.
    /// </param>
    /// <returns>
    /// The function from the arguments to one Jacobian for each key of the output, with respect to the first argument. Each has the type
    /// and structure of that argument, with blocks of shape [output..., tensor...].
    /// </returns>
    /// <inheritdoc cref="JacFwd{T}(Func{T, Tensor}, VmapRandomness, int?)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacfwd.html">torch.func.jacfwd</seealso>
    public static Func<T1, T2, T3, T4, IReadOnlyDictionary<string, T1>> JacFwd<T1, T2, T3, T4>(Func<T1, T2, T3, T4,
        IReadOnlyDictionary<string, Tensor>> func, VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        TypedFunction<IReadOnlyDictionary<string, Tensor>> typed = TypedFunction.Of(nameof(JacFwd), func);
        return (arg1, arg2, arg3, arg4) =>
        {
            (T1[][] jacobians, Form outputs) = TypedTransforms.Jacobians<T1, IReadOnlyDictionary<string, Tensor>>(
                Rows<int>(randomness, chunkSize), typed, null, arg1, arg2, arg3, arg4);
            return Named(outputs, jacobians);
        };
    }
}
