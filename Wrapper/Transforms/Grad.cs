using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>Returns the gradient of a scalar function as a function: <c>x ↦ df/dx</c>.</summary>
    /// <param name="func">The function. It returns a floating-point tensor without dimensions.</param>
    /// <returns>
    /// The function from an input to the gradient, of the input's shape and type. The gradient is zeros if the output does not depend on
    /// the input. It is differentiable itself inside another transform, and if the input or a tensor that the function captures requires
    /// grad. A <c>no_grad()</c> around the call has no effect inside the function.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException">In the call: the input is null.</exception>
    /// <exception cref="ArgumentException">In the call: the input has been disposed.</exception>
    /// <exception cref="ArgumentException">In the call: the input is of integer or boolean type.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="func"/> returned null.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="func"/> returned a disposed tensor.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotScalar"/>, in the call: <paramref name="func"/> returned a tensor that has dimensions.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>, in the call: <paramref name="func"/> returned a tensor of integer or boolean type.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.DoesNotRequireGrad"/>, in the call: inference mode is on.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>, in the call: an operation has no derivative.
    /// </exception>
    /// <example>
    /// The first and the second derivative of x³.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Func&lt;Tensor, Tensor> first = Transforms.Grad((Tensor x) => x.pow(3));
    /// Func&lt;Tensor, Tensor> second = Transforms.Grad(first);
    /// Console.WriteLine(first(tensor(2.0)).ToDouble());       // 12
    /// Console.WriteLine(second(tensor(2.0)).ToDouble());      // 12
    /// </code>
    /// </example>
    /// <example>
    /// Per-sample gradients: the gradient of each example of a batch.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Func&lt;Tensor, Tensor> perSample = Transforms.Vmap(Transforms.Grad((Tensor x) => x.square().sum()));
    /// Tensor gradients = perSample(tensor(new[,] { { 1.0, 2.0 }, { 3.0, 4.0 } }));
    /// Console.WriteLine(string.Join(", ", gradients.data&lt;double>()));      // 2, 4, 6, 8
    /// </code>
    /// </example>
    /// <example>
    /// A gradient that is itself part of a loss, as in a gradient penalty.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor weight = tensor(3.0, requires_grad: true);
    /// Tensor slope = Transforms.Grad((Tensor x) => weight * x.square())(tensor(2.0));      // 2 weight x
    /// slope.square().Backward();
    /// Console.WriteLine($"{slope.ToDouble()}, {weight.grad!.ToDouble()}");                 // 12, 96
    /// </code>
    /// </example>
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

    /// <summary>
    /// Returns the gradient of a scalar function of several tensors as a function, with respect to some of its arguments.
    /// </summary>
    /// <param name="func">The function of all arguments. It returns a floating-point tensor without dimensions.</param>
    /// <param name="argnums">
    /// The numbers of the arguments to differentiate with respect to. They count from 0; negative numbers count from the end. Null, the
    /// default, means argument 0.
    /// </param>
    /// <returns>
    /// The function from all arguments to one gradient for each number in <paramref name="argnums"/>, in their order, of the shape and type
    /// of the argument.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException">In the call: the array of arguments is null.</exception>
    /// <exception cref="ArgumentNullException">In the call: an argument is null.</exception>
    /// <exception cref="ArgumentException">In the call: the array of arguments is empty.</exception>
    /// <exception cref="ArgumentException">In the call: an argument has been disposed.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="argnums"/> is an empty array.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="argnums"/> names an argument twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">In the call: <paramref name="argnums"/> has a number that no argument has.</exception>
    /// <exception cref="ArgumentException">
    /// In the call: an argument that <paramref name="argnums"/> names is of integer or boolean type.
    /// </exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="func"/> returned null.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="func"/> returned a disposed tensor.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotScalar"/>, in the call: <paramref name="func"/> returned a tensor that has dimensions.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>, in the call: <paramref name="func"/> returned a tensor of integer or boolean type.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.DoesNotRequireGrad"/>, in the call: inference mode is on.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>, in the call: an operation has no derivative.
    /// </exception>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Func&lt;Tensor[], Tensor[]> gradients = Transforms.Grad((Tensor[] a) => a[0] * a[1], argnums: [0, 1]);
    /// Tensor[] result = gradients([tensor(2.0), tensor(3.0)]);
    /// Console.WriteLine($"{result[0].ToDouble()}, {result[1].ToDouble()}");      // 3, 2
    /// </code>
    /// </example>
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
    /// Returns the gradient of a scalar function of several tensors as a function. The numbers of the arguments are listed one after the
    /// other.
    /// </summary>
    /// <param name="func">The function of all arguments. It returns a floating-point tensor without dimensions.</param>
    /// <param name="argnum">
    /// The number of the first argument to differentiate with respect to. It counts from 0; a negative number counts from the end.
    /// </param>
    /// <param name="others">The numbers of the further arguments.</param>
    /// <returns>The function from all arguments to one gradient for each number.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException">In the call: the array of arguments, or one of them, is null.</exception>
    /// <exception cref="ArgumentException">In the call: an argument has been disposed.</exception>
    /// <exception cref="ArgumentException">In the call: a number is named twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">In the call: no argument has one of the numbers.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotScalar"/>, in the call: <paramref name="func"/> returned a tensor that has dimensions.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>, in the call: <paramref name="func"/> returned a tensor of integer or boolean type.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.DoesNotRequireGrad"/>, in the call: inference mode is on.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>, in the call: an operation has no derivative.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad.html">torch.func.grad</seealso>
    public static Func<Tensor[], Tensor[]> Grad(Func<Tensor[], Tensor> func, int argnum, params int[]? others) =>
        Grad(func, [argnum, .. others ?? []]);

    private static (Tensor[] Grads, Tensor Value, TAux Aux) GradsOf<TAux>(string api, Func<Tensor[], (Tensor, TAux)> func, Tensor[] inputs,
        int[]? argnums)
    {
        Tensor[] arguments = Arguments(inputs, api);
        return Operators.Jacobians.GradAndValue.Run(api, func, arguments, Guard.Argnums(argnums, arguments, api));
    }
}
