using TorchBridge.Operators.Structures;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// Returns the Jacobians of a function of two arguments of one type, computed in forward mode, as a function, with respect to some of
    /// the arguments. To differentiate with respect to arguments of different types, put them into one tuple.
    /// </summary>
    /// <typeparam name="T">
    /// The type of all arguments: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these).
    /// </typeparam>
    /// <param name="func">The function. It returns one tensor.</param>
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
    /// The function from the arguments to one Jacobian for each number in <paramref name="argnums"/>, of the type and structure of its
    /// argument.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException">In the call: an argument, or a tensor in one, is null.</exception>
    /// <exception cref="ArgumentException">The type of an argument is not a structure of tensors.</exception>
    /// <exception cref="ArgumentException">In the call: a tensor has been disposed.</exception>
    /// <exception cref="ArgumentException">In the call: the differentiated argument has no tensor.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="randomness"/> is not a member of the enumeration.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="chunkSize"/> is less than 1.</exception>
    /// <exception cref="ArgumentException">
    /// In the call: the differentiated argument has a complex tensor, or one of integer or boolean type.
    /// </exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="argnums"/> is empty.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="argnums"/> names an argument twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">In the call: <paramref name="argnums"/> has a number that no argument has.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="func"/> returned null or a disposed tensor.</exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.NotImplemented"/>, in the call: an output is complex.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>, in the call: an output is of integer or boolean type.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>, in the call: an operation has no derivative.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>, in the call: <paramref name="func"/> drew random numbers and <paramref name="randomness"/>
    /// forbids it.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacfwd.html">torch.func.jacfwd</seealso>
    public static Func<T, T, T[]> JacFwd<T>(Func<T, T, Tensor> func, int[] argnums, VmapRandomness randomness = VmapRandomness.Error,
        int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(JacFwd), func);
        return (arg1, arg2) => TypedTransforms.Jacobians<T, Tensor>(
            Rows<int>(randomness, chunkSize), typed, argnums, arg1, arg2).Jacobians[0];
    }

    /// <summary>
    /// Returns the Jacobians of a function of three arguments of one type, computed in forward mode, as a function, with respect to some of
    /// the arguments. To differentiate with respect to arguments of different types, put them into one tuple.
    /// </summary>
    /// <typeparam name="T">
    /// The type of all arguments: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these).
    /// </typeparam>
    /// <param name="func">The function. It returns one tensor.</param>
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
    /// The function from the arguments to one Jacobian for each number in <paramref name="argnums"/>, of the type and structure of its
    /// argument.
    /// </returns>
    /// <inheritdoc cref="JacFwd{T}(Func{T, T, Tensor}, int[], VmapRandomness, int?)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacfwd.html">torch.func.jacfwd</seealso>
    public static Func<T, T, T, T[]> JacFwd<T>(Func<T, T, T, Tensor> func, int[] argnums,
        VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(JacFwd), func);
        return (arg1, arg2, arg3) => TypedTransforms.Jacobians<T, Tensor>(
            Rows<int>(randomness, chunkSize), typed, argnums, arg1, arg2, arg3).Jacobians[0];
    }

    /// <summary>
    /// Returns the Jacobians of a function of four arguments of one type, computed in forward mode, as a function, with respect to some of
    /// the arguments. To differentiate with respect to arguments of different types, put them into one tuple.
    /// </summary>
    /// <typeparam name="T">
    /// The type of all arguments: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these).
    /// </typeparam>
    /// <param name="func">The function. It returns one tensor.</param>
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
    /// The function from the arguments to one Jacobian for each number in <paramref name="argnums"/>, of the type and structure of its
    /// argument.
    /// </returns>
    /// <inheritdoc cref="JacFwd{T}(Func{T, T, Tensor}, int[], VmapRandomness, int?)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacfwd.html">torch.func.jacfwd</seealso>
    public static Func<T, T, T, T, T[]> JacFwd<T>(Func<T, T, T, T, Tensor> func, int[] argnums,
        VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(JacFwd), func);
        return (arg1, arg2, arg3, arg4) => TypedTransforms.Jacobians<T, Tensor>(
            Rows<int>(randomness, chunkSize), typed, argnums, arg1, arg2, arg3, arg4).Jacobians[0];
    }
}
