using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>The gradient of a scalar function, as a function: <c>x ↦ df/dx</c>.</summary>
    /// <param name="func">The function, which returns a floating-point tensor without dimensions.</param>
    /// <returns>
    /// The gradient, in the shape and type of its input; zeros where nothing depends on it. Taken inside another transform, or where the
    /// input or what the function captures requires grad, it is differentiable itself. A <c>no_grad</c> around its call does not reach into
    /// the function.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null; in the call: the input is.</exception>
    /// <exception cref="ArgumentException">
    /// In the call: the input has been disposed or is of integer or boolean type; <paramref name="func"/> returned null or a disposed
    /// tensor.
    /// </exception>
    /// <exception cref="AutogradException">
    /// In the call: <see cref="AutogradError.NotScalar"/>: the output has dimensions. Other kinds: what the engine reports.
    /// </exception>
    /// <example><code>Tensor third = Transforms.Grad(Transforms.Grad(Transforms.Grad(f)))(x);</code></example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad.html">torch.func.grad</seealso>
    [OverloadResolutionPriority(2)]      // of an untyped lambda that fits a tensor and an array, the tensor is meant
    public static Func<Tensor, Tensor> Grad(Func<Tensor, Tensor> func)
    {
        Check.Function(func);
        return input =>
        {
            (Tensor[] grads, Tensor value, _) = Operators.Jacobians.GradAndValue.Run(nameof(Grad), arguments => (func(arguments[0]), 0),
                Check.Input(input), [0]);
            value.Dispose();
            return grads[0];
        };
    }

    /// <summary>The same in some of several arguments; see <see cref="Grad(Func{Tensor, Tensor})"/>.</summary>
    /// <param name="func">The function, of all arguments.</param>
    /// <param name="argnums">
    /// The numbers of the arguments that gradients are taken in, negative ones counted from the end. Null, the default, for argument 0.
    /// </param>
    /// <returns>From all arguments to one gradient for each of <paramref name="argnums"/>.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="func"/> is null; in the call: the inputs or one of them is.
    /// </exception>
    /// <exception cref="ArgumentException">As for one argument; in the call also: a number is out of range or named twice.</exception>
    /// <exception cref="AutogradException">As for one argument.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad.html">torch.func.grad</seealso>
    [OverloadResolutionPriority(1)]      // the elements of an array are the arguments
    public static Func<Tensor[], Tensor[]> Grad(Func<Tensor[], Tensor> func, int[]? argnums = null)
    {
        Check.Function(func);
        return inputs =>
        {
            (Tensor[] grads, Tensor value, _) = GradsOf(nameof(Grad), arguments => (func(arguments), 0), inputs, argnums);
            value.Dispose();
            return grads;
        };
    }

    /// <summary>
    /// The same for a function that returns something beside its value (has_aux); see <see cref="Grad(Func{Tensor, Tensor})"/>.
    /// </summary>
    /// <param name="func">From the input to the value, and a tensor, an array of tensors, or plain data that is not differentiated.</param>
    /// <typeparam name="TAux"><c>Tensor</c>, <c>Tensor[]</c>, or a type without tensors in it.</typeparam>
    /// <returns>From the input to the gradient and what the function returned beside its value.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null; in the call: the input is.</exception>
    /// <exception cref="ArgumentException">As without it.</exception>
    /// <exception cref="AutogradException">As without it.</exception>
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

    /// <summary>The same with the numbers of the arguments one after the other.</summary>
    /// <param name="func">The function, of all arguments.</param>
    /// <param name="argnum">The number of the first of the arguments. A negative one counts from the end.</param>
    /// <param name="others">The numbers of the others.</param>
    /// <returns>From all arguments to one gradient for each number.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentException">As with an array of numbers.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad.html">torch.func.grad</seealso>
    public static Func<Tensor[], Tensor[]> Grad(Func<Tensor[], Tensor> func, int argnum, params int[]? others) =>
        Grad(func, [argnum, .. others ?? []]);

    /// <summary>
    /// The same in some of several arguments for a function that returns something beside its value (has_aux); see
    /// <see cref="Grad(Func{Tensor[], Tensor}, int[])"/>.
    /// </summary>
    /// <param name="func">From all arguments to the value, and a structure of tensors or plain data that is not differentiated.</param>
    /// <param name="argnums">The numbers of the arguments that gradients are taken in. Null, the default, for argument 0.</param>
    /// <typeparam name="TAux">A structure of tensors, or a type without tensors in it.</typeparam>
    /// <returns>From all arguments to one gradient for each number, and what the function returned beside its value.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="func"/> is null; in the call: the inputs or one of them is.
    /// </exception>
    /// <exception cref="ArgumentException">As without it.</exception>
    /// <exception cref="AutogradException">As without it.</exception>
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

    private static (Tensor[] Grads, Tensor Value, TAux Aux) GradsOf<TAux>(string api, Func<Tensor[], (Tensor, TAux)> func, Tensor[] inputs,
        int[]? argnums)
    {
        Tensor[] arguments = Arguments(inputs, api);
        return Operators.Jacobians.GradAndValue.Run(api, func, arguments, Guard.Argnums(argnums, arguments, api));
    }
}
