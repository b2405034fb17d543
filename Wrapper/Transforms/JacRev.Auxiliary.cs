using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// Returns the Jacobian of a function that has an additional result, which is not differentiated: PyTorch's <c>has_aux=True</c>. It is
    /// computed in reverse mode.
    /// </summary>
    /// <typeparam name="TAux">The type of the additional result: a structure of tensors, or a type without tensors.</typeparam>
    /// <param name="func">The function from the input to the output and the additional result.</param>
    /// <param name="chunkSize">
    /// How many rows are computed at once, at least 1. Null, the default, chooses by the size of the rows. Name this argument in the call.
    /// </param>
    /// <returns>The function from an input to the Jacobian, of shape [output..., input...], and the additional result.</returns>
    /// <inheritdoc cref="JacRev(Func{Tensor, Tensor}, int?)" path="/exception"/>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// (Tensor jacobian, Tensor output) = Transforms.JacRev((Tensor x) => (x.square(), x.square()))(tensor(new[] { 1.0, 3.0 }));
    /// Console.WriteLine(string.Join(", ", jacobian.data&lt;double>()));      // 2, 0, 0, 6
    /// Console.WriteLine(string.Join(", ", output.data&lt;double>()));        // 1, 9
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacrev.html">torch.func.jacrev</seealso>
    [OverloadResolutionPriority(2)]      // of an untyped lambda that fits a tensor and an array, the tensor is meant
    public static Func<Tensor, (Tensor Jacobian, TAux Aux)> JacRev<TAux>(Func<Tensor, (Tensor, TAux)> func, int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        return input =>
        {
            (Tensor[][] jacobians, TAux aux) = Operators.Jacobians.JacRev.Run(nameof(JacRev), arguments => One(func, arguments),
                Check.Input(input), [0], chunkSize);
            return (jacobians[0][0], aux);
        };
    }

    /// <summary>
    /// Returns the Jacobians of a function of several tensors that has an additional result, which is not differentiated: PyTorch's
    /// <c>has_aux=True</c>. They are computed in reverse mode.
    /// </summary>
    /// <typeparam name="TAux">The type of the additional result: a structure of tensors, or a type without tensors.</typeparam>
    /// <param name="func">The function from all arguments to its outputs and the additional result.</param>
    /// <param name="argnums">
    /// The numbers of the arguments to differentiate with respect to. They count from 0; negative numbers count from the end. Null, the
    /// default, means argument 0.
    /// </param>
    /// <param name="chunkSize">
    /// How many rows are computed at once, at least 1. Null, the default, chooses by the size of the rows. Name this argument in the call.
    /// </param>
    /// <returns>
    /// The function from all arguments to the Jacobians and the additional result. Element [i][k] of the Jacobians is d output i / d
    /// argument argnums[k].
    /// </returns>
    /// <inheritdoc cref="JacRev(Func{Tensor[], Tensor[]}, int[], int?)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacrev.html">torch.func.jacrev</seealso>
    [OverloadResolutionPriority(1)]      // the elements of an array are the arguments
    public static Func<Tensor[], (Tensor[][] Jacobians, TAux Aux)> JacRev<TAux>(Func<Tensor[], (Tensor[], TAux)> func,
        int[]? argnums = null, int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        return inputs =>
        {
            Tensor[] at = Arguments(inputs);
            return Operators.Jacobians.JacRev.Run(nameof(JacRev), func, at, Guard.Argnums(argnums, at, nameof(JacRev)), chunkSize);
        };
    }
}
