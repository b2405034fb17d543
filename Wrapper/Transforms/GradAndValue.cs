using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// The gradient of a scalar function together with its value, by one call of the function; see
    /// <see cref="Grad(Func{Tensor, Tensor})"/>.
    /// </summary>
    /// <param name="func">The function, which returns a floating-point tensor without dimensions.</param>
    /// <returns>From the input to the gradient and the value.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null; in the call: the input is.</exception>
    /// <exception cref="ArgumentException">As in <c>Grad</c>.</exception>
    /// <exception cref="AutogradException">As in <c>Grad</c>.</exception>
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

    /// <summary>The same in some of several arguments; see <see cref="GradAndValue(Func{Tensor, Tensor})"/>.</summary>
    /// <param name="func">The function, of all arguments.</param>
    /// <param name="argnums">The numbers of the arguments that gradients are taken in. Null, the default, for argument 0.</param>
    /// <returns>From all arguments to one gradient for each of <paramref name="argnums"/>, and the value.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="func"/> is null; in the call: the inputs or one of them is.
    /// </exception>
    /// <exception cref="ArgumentException">As in <c>Grad</c>.</exception>
    /// <exception cref="AutogradException">As in <c>Grad</c>.</exception>
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
    /// The same for a function that returns something beside its value (has_aux); see <see cref="GradAndValue(Func{Tensor, Tensor})"/>.
    /// </summary>
    /// <param name="func">From the input to the value, and a tensor, an array of tensors, or plain data that is not differentiated.</param>
    /// <typeparam name="TAux"><c>Tensor</c>, <c>Tensor[]</c>, or a type without tensors in it.</typeparam>
    /// <returns>From the input to the gradient, the value, and what the function returned beside it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null; in the call: the input is.</exception>
    /// <exception cref="ArgumentException">As in <c>Grad</c>.</exception>
    /// <exception cref="AutogradException">As in <c>Grad</c>.</exception>
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

    /// <summary>The same with the numbers of the arguments one after the other.</summary>
    /// <param name="func">The function, of all arguments.</param>
    /// <param name="argnum">The number of the first of the arguments. A negative one counts from the end.</param>
    /// <param name="others">The numbers of the others.</param>
    /// <returns>From all arguments to one gradient for each number, and the value.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentException">As with an array of numbers.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad_and_value.html">torch.func.grad_and_value</seealso>
    public static Func<Tensor[], (Tensor[] Grads, Tensor Value)> GradAndValue(Func<Tensor[], Tensor> func, int argnum,
        params int[]? others) =>
        GradAndValue(func, [argnum, .. others ?? []]);

    /// <summary>
    /// The same in some of several arguments for a function that returns something beside its value (has_aux); see
    /// <see cref="GradAndValue(Func{Tensor[], Tensor}, int[])"/>.
    /// </summary>
    /// <param name="func">From all arguments to the value, and a structure of tensors or plain data that is not differentiated.</param>
    /// <param name="argnums">The numbers of the arguments that gradients are taken in. Null, the default, for argument 0.</param>
    /// <typeparam name="TAux">A structure of tensors, or a type without tensors in it.</typeparam>
    /// <returns>From all arguments to one gradient for each number, the value, and what the function returned beside its value.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="func"/> is null; in the call: the inputs or one of them is.
    /// </exception>
    /// <exception cref="ArgumentException">As without it.</exception>
    /// <exception cref="AutogradException">As without it.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad_and_value.html">torch.func.grad_and_value</seealso>
    [OverloadResolutionPriority(1)]      // the elements of an array are the arguments
    public static Func<Tensor[], (Tensor[] Grads, Tensor Value, TAux Aux)> GradAndValue<TAux>(Func<Tensor[], (Tensor, TAux)> func,
        int[]? argnums = null)
    {
        Check.Function(func);
        return inputs => GradsOf(nameof(GradAndValue), func, inputs, argnums);
    }
}
