using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// Returns the Jacobian of a function that has an additional result, which is not differentiated: PyTorch's <c>has_aux=True</c>. It is
    /// computed in forward mode.
    /// </summary>
    /// <typeparam name="TAux">The type of the additional result: a structure of tensors, or a type without tensors.</typeparam>
    /// <param name="func">The function from the input to the output and the additional result.</param>
    /// <param name="randomness">
    /// What random operations in the function do. Default <see cref="VmapRandomness.Error"/>: they are an error.
    /// </param>
    /// <param name="chunkSize">
    /// How many columns are computed at once, at least 1. A smaller number takes less memory. Null, the default, chooses by the size of the
    /// columns. Name this argument in the call.
    /// </param>
    /// <returns>The function from an input to the Jacobian, of shape [output..., input...], and the additional result.</returns>
    /// <inheritdoc cref="JacFwd(Func{Tensor, Tensor}, VmapRandomness, int?)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacfwd.html">torch.func.jacfwd</seealso>
    [OverloadResolutionPriority(2)]      // of an untyped lambda that fits a tensor and an array, the tensor is meant
    public static Func<Tensor, (Tensor Jacobian, TAux Aux)> JacFwd<TAux>(Func<Tensor, (Tensor, TAux)> func,
        VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        return input =>
        {
            (Tensor[][] jacobians, TAux aux) = Operators.Jacobians.JacFwd.Run(nameof(JacFwd), arguments => One(func, arguments),
                Check.Input(input), [0], randomness, chunkSize);
            return (jacobians[0][0], aux);
        };
    }

    /// <summary>
    /// Returns the Jacobians of a function of several tensors that has an additional result, which is not differentiated: PyTorch's
    /// <c>has_aux=True</c>. They are computed in forward mode.
    /// </summary>
    /// <typeparam name="TAux">The type of the additional result: a structure of tensors, or a type without tensors.</typeparam>
    /// <param name="func">The function from all arguments to its outputs and the additional result.</param>
    /// <param name="argnums">
    /// The numbers of the arguments to differentiate with respect to. They count from 0; negative numbers count from the end. Null, the
    /// default, means argument 0.
    /// </param>
    /// <param name="randomness">
    /// What random operations in the function do. Default <see cref="VmapRandomness.Error"/>: they are an error.
    /// </param>
    /// <param name="chunkSize">
    /// How many columns are computed at once, at least 1. A smaller number takes less memory. Null, the default, chooses by the size of the
    /// columns. Name this argument in the call.
    /// </param>
    /// <returns>
    /// The function from all arguments to the Jacobians and the additional result. Element [i][k] of the Jacobians is d output i / d
    /// argument argnums[k].
    /// </returns>
    /// <inheritdoc cref="JacFwd(Func{Tensor[], Tensor[]}, int[], VmapRandomness, int?)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacfwd.html">torch.func.jacfwd</seealso>
    [OverloadResolutionPriority(1)]      // the elements of an array are the arguments
    public static Func<Tensor[], (Tensor[][] Jacobians, TAux Aux)> JacFwd<TAux>(Func<Tensor[], (Tensor[], TAux)> func,
        int[]? argnums = null, VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        return inputs =>
        {
            Tensor[] at = Arguments(inputs);
            return Operators.Jacobians.JacFwd.Run(nameof(JacFwd), func, at, Guard.Argnums(argnums, at, nameof(JacFwd)), randomness,
                chunkSize);
        };
    }
}
