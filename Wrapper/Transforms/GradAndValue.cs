using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// Returns the gradient and the value of a scalar function as a function: <c>x ↦ (df/dx, f(x))</c>. The function is called once.
    /// </summary>
    /// <param name="func">The function. It returns a floating-point tensor without dimensions.</param>
    /// <returns>The function from an input to the gradient, of the input's shape and type, and the value.</returns>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})" path="/exception"/>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// (Tensor gradient, Tensor value) = Transforms.GradAndValue((Tensor x) => x.square().sum())(tensor(new[] { 1.0, 2.0 }));
    /// Console.WriteLine($"{string.Join(", ", gradient.data&lt;double>())}; {value.ToDouble()}");      // 2, 4; 5
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad_and_value.html">torch.func.grad_and_value</seealso>
    [OverloadResolutionPriority(2)]      // of an untyped lambda that fits a tensor and an array, the tensor is meant
    public static Func<Tensor, (Tensor Grad, Tensor Value)> GradAndValue(Func<Tensor, Tensor> func)
    {
        Check.Function(func);
        return input =>
        {
            (Tensor[] grads, Tensor value, _) = Operators.Jacobians.GradAndValue.Run(nameof(GradAndValue), arguments =>
                (func(arguments[0]), 0), Check.Input(input), [0]);
            return (grads[0], value);
        };
    }

    /// <summary>Returns the gradients and the value of a scalar function of several tensors as a function.</summary>
    /// <param name="func">The function of all arguments. It returns a floating-point tensor without dimensions.</param>
    /// <param name="argnums">
    /// The numbers of the arguments to differentiate with respect to. They count from 0; negative numbers count from the end. Null, the
    /// default, means argument 0.
    /// </param>
    /// <returns>The function from all arguments to one gradient for each number in <paramref name="argnums"/> and the value.</returns>
    /// <inheritdoc cref="Grad(Func{Tensor[], Tensor}, int[])" path="/exception"/>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// (Tensor[] gradients, Tensor value) = Transforms.GradAndValue((Tensor[] a) => a[0] * a[1], [0, 1])([tensor(2.0), tensor(3.0)]);
    /// Console.WriteLine($"{gradients[0].ToDouble()}, {gradients[1].ToDouble()}; {value.ToDouble()}");      // 3, 2; 6
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad_and_value.html">torch.func.grad_and_value</seealso>
    [OverloadResolutionPriority(1)]      // the elements of an array are the arguments
    public static Func<Tensor[], (Tensor[] Grads, Tensor Value)> GradAndValue(Func<Tensor[], Tensor> func, int[]? argnums = null)
    {
        Check.Function(func);
        return inputs =>
        {
            (Tensor[] grads, Tensor value, _) = GradsOf(nameof(GradAndValue), arguments => (func(arguments), 0), inputs, argnums);
            return (grads, value);
        };
    }

    /// <summary>
    /// Returns the gradient and the value of a scalar function that has an additional result, which is not differentiated: PyTorch's
    /// <c>has_aux=True</c>.
    /// </summary>
    /// <typeparam name="TAux">The type of the additional result: a structure of tensors, or a type without tensors.</typeparam>
    /// <param name="func">
    /// The function from the input to the value, a floating-point tensor without dimensions, and the additional result.
    /// </param>
    /// <returns>The function from an input to the gradient, the value and the additional result.</returns>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad_and_value.html">torch.func.grad_and_value</seealso>
    [OverloadResolutionPriority(2)]      // of an untyped lambda that fits a tensor and an array, the tensor is meant
    public static Func<Tensor, (Tensor Grad, Tensor Value, TAux Aux)> GradAndValue<TAux>(Func<Tensor, (Tensor, TAux)> func)
    {
        Check.Function(func);
        return input =>
        {
            (Tensor[] grads, Tensor value, TAux aux) = Operators.Jacobians.GradAndValue.Run(nameof(GradAndValue), arguments =>
                func(arguments[0]), Check.Input(input), [0]);
            return (grads[0], value, aux);
        };
    }

    /// <summary>
    /// Returns the gradients and the value of a scalar function of several tensors as a function. The numbers of the arguments are listed
    /// one after the other.
    /// </summary>
    /// <param name="func">The function of all arguments. It returns a floating-point tensor without dimensions.</param>
    /// <param name="argnum">
    /// The number of the first argument to differentiate with respect to. It counts from 0; a negative number counts from the end.
    /// </param>
    /// <param name="others">The numbers of the further arguments.</param>
    /// <returns>The function from all arguments to one gradient for each number and the value.</returns>
    /// <inheritdoc cref="Grad(Func{Tensor[], Tensor}, int, int[])" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad_and_value.html">torch.func.grad_and_value</seealso>
    public static Func<Tensor[], (Tensor[] Grads, Tensor Value)> GradAndValue(Func<Tensor[], Tensor> func, int argnum,
        params int[]? others) =>
        GradAndValue(func, [argnum, .. others ?? []]);

    /// <summary>
    /// Returns the gradients and the value of a scalar function of several tensors that has an additional result, which is not
    /// differentiated: PyTorch's <c>has_aux=True</c>.
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
    /// The function from all arguments to one gradient for each number in <paramref name="argnums"/>, the value and the additional result.
    /// </returns>
    /// <inheritdoc cref="Grad(Func{Tensor[], Tensor}, int[])" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad_and_value.html">torch.func.grad_and_value</seealso>
    [OverloadResolutionPriority(1)]      // the elements of an array are the arguments
    public static Func<Tensor[], (Tensor[] Grads, Tensor Value, TAux Aux)> GradAndValue<TAux>(Func<Tensor[], (Tensor, TAux)> func,
        int[]? argnums = null)
    {
        Check.Function(func);
        return inputs => GradsOf(nameof(GradAndValue), func, inputs, argnums);
    }
}
