using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// Returns the gradient of a scalar function that has an additional result, which is not differentiated: PyTorch's <c>has_aux=True</c>.
    /// </summary>
    /// <typeparam name="TAux">The type of the additional result: a structure of tensors, or a type without tensors.</typeparam>
    /// <param name="func">
    /// The function from the input to the value, a floating-point tensor without dimensions, and the additional result.
    /// </param>
    /// <returns>
    /// The function from an input to the gradient and the additional result. Tensors in the additional result have no graph of this
    /// transform.
    /// </returns>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})" path="/exception"/>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// var withPrediction = Transforms.Grad((Tensor w) => ((w * 2 - 1).square(), w * 2));
    /// (Tensor gradient, Tensor prediction) = withPrediction(tensor(3.0));
    /// Console.WriteLine($"{gradient.ToDouble()}, {prediction.ToDouble()}");      // 20, 6
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad.html">torch.func.grad</seealso>
    [OverloadResolutionPriority(2)]      // of an untyped lambda that fits a tensor and an array, the tensor is meant
    public static Func<Tensor, (Tensor Grad, TAux Aux)> Grad<TAux>(Func<Tensor, (Tensor, TAux)> func)
    {
        Check.Function(func);
        return input =>
        {
            (Tensor[] grads, Tensor value, TAux aux) = Operators.Jacobians.GradAndValue.Run(nameof(Grad), arguments => func(arguments[0]),
                Check.Input(input), [0]);
            value.Dispose();
            return (grads[0], aux);
        };
    }

    /// <summary>
    /// Returns the gradient of a scalar function of several tensors that has an additional result, which is not differentiated: PyTorch's
    /// <c>has_aux=True</c>.
    /// </summary>
    /// <typeparam name="TAux">The type of the additional result: a structure of tensors, or a type without tensors.</typeparam>
    /// <param name="func">
    /// The function from all arguments to the value, a floating-point tensor without dimensions, and the additional result.
    /// </param>
    /// <param name="argnums">
    /// The numbers of the arguments to differentiate with respect to. They count from 0; negative numbers count from the end. Null, the
    /// default, means argument 0.
    /// </param>
    /// <returns>
    /// The function from all arguments to one gradient for each number in <paramref name="argnums"/> and the additional result.
    /// </returns>
    /// <inheritdoc cref="Grad(Func{Tensor[], Tensor}, int[])" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad.html">torch.func.grad</seealso>
    [OverloadResolutionPriority(1)]      // the elements of an array are the arguments
    public static Func<Tensor[], (Tensor[] Grads, TAux Aux)> Grad<TAux>(Func<Tensor[], (Tensor, TAux)> func, int[]? argnums = null)
    {
        Check.Function(func);
        return inputs =>
        {
            (Tensor[] grads, Tensor value, TAux aux) = GradsOf(nameof(Grad), func, inputs, argnums);
            value.Dispose();
            return (grads, aux);
        };
    }
}
