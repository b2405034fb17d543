using TorchBridge.Operators.Structures;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>Returns the gradient of a scalar function of one argument as a function. The argument is a structure of tensors.</summary>
    /// <typeparam name="T">
    /// The type of the argument: a structure of tensors: a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these.
    /// </typeparam>
    /// <param name="func">The function. It returns a floating-point tensor without dimensions.</param>
    /// <returns>
    /// The function from the arguments to the gradient with respect to the argument, of its type and structure. For a dictionary, the
    /// gradient is a dictionary with the same keys.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException">In the call: an argument, or a tensor in one, is null.</exception>
    /// <exception cref="ArgumentException">The type of an argument is not a structure of tensors.</exception>
    /// <exception cref="ArgumentException">In the call: a tensor has been disposed.</exception>
    /// <exception cref="ArgumentException">In the call: the differentiated argument has no tensor.</exception>
    /// <exception cref="ArgumentException">In the call: the differentiated argument has a tensor of integer or boolean type.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="func"/> returned null or a disposed tensor.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotScalar"/>, in the call: <paramref name="func"/> returned a tensor that has dimensions.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.DoesNotRequireGrad"/>, in the call: inference mode is on.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>, in the call: an operation has no derivative.
    /// </exception>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// var gradient = Transforms.Grad(((Tensor A, Tensor B) p) => p.A * p.B);
    /// (Tensor a, Tensor b) = gradient((tensor(2.0), tensor(3.0)));
    /// Console.WriteLine($"{a.ToDouble()}, {b.ToDouble()}");      // 3, 2
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad.html">torch.func.grad</seealso>
    public static Func<T, T> Grad<T>(Func<T, Tensor> func)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(Grad), func);
        return arg => TypedTransforms.Gradient<T>(typed, arg);
    }

    /// <summary>
    /// Returns the gradient of a scalar function of two arguments as a function. Each argument is a structure of tensors; the gradient is
    /// taken with respect to the first.
    /// </summary>
    /// <typeparam name="T1">
    /// The type of the first argument: a structure of tensors: a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these.
    /// </typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <param name="func">The function. It returns a floating-point tensor without dimensions.</param>
    /// <returns>
    /// The function from the arguments to the gradient with respect to the first argument, of its type and structure. For a dictionary, the
    /// gradient is a dictionary with the same keys.
    /// </returns>
    /// <inheritdoc cref="Grad{T}(Func{T, Tensor})" path="/exception"/>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Func&lt;IReadOnlyDictionary&lt;string, Tensor>, Tensor, Tensor> loss = (p, x) => (p["w"] * x + p["b"]).square();
    /// var gradient = Transforms.Grad(loss)(new Dictionary&lt;string, Tensor> { ["w"] = tensor(2.0), ["b"] = tensor(1.0) }, tensor(3.0));
    /// Console.WriteLine($"{gradient["w"].ToDouble()}, {gradient["b"].ToDouble()}");      // 42, 14
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad.html">torch.func.grad</seealso>
    public static Func<T1, T2, T1> Grad<T1, T2>(Func<T1, T2, Tensor> func)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(Grad), func);
        return (arg1, arg2) => TypedTransforms.Gradient<T1>(typed, arg1, arg2);
    }

    /// <summary>
    /// Returns the gradient of a scalar function of three arguments as a function. Each argument is a structure of tensors; the gradient is
    /// taken with respect to the first.
    /// </summary>
    /// <typeparam name="T1">
    /// The type of the first argument: a structure of tensors: a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these.
    /// </typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="T3">The type of the third argument.</typeparam>
    /// <param name="func">The function. It returns a floating-point tensor without dimensions.</param>
    /// <returns>
    /// The function from the arguments to the gradient with respect to the first argument, of its type and structure. For a dictionary, the
    /// gradient is a dictionary with the same keys.
    /// </returns>
    /// <inheritdoc cref="Grad{T}(Func{T, Tensor})" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad.html">torch.func.grad</seealso>
    public static Func<T1, T2, T3, T1> Grad<T1, T2, T3>(Func<T1, T2, T3, Tensor> func)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(Grad), func);
        return (arg1, arg2, arg3) => TypedTransforms.Gradient<T1>(typed, arg1, arg2, arg3);
    }

    /// <summary>
    /// Returns the gradient of a scalar function of four arguments as a function. Each argument is a structure of tensors; the gradient is
    /// taken with respect to the first.
    /// </summary>
    /// <typeparam name="T1">
    /// The type of the first argument: a structure of tensors: a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these.
    /// </typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="T3">The type of the third argument.</typeparam>
    /// <typeparam name="T4">The type of the fourth argument.</typeparam>
    /// <param name="func">The function. It returns a floating-point tensor without dimensions.</param>
    /// <returns>
    /// The function from the arguments to the gradient with respect to the first argument, of its type and structure. For a dictionary, the
    /// gradient is a dictionary with the same keys.
    /// </returns>
    /// <inheritdoc cref="Grad{T}(Func{T, Tensor})" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad.html">torch.func.grad</seealso>
    public static Func<T1, T2, T3, T4, T1> Grad<T1, T2, T3, T4>(Func<T1, T2, T3, T4, Tensor> func)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(Grad), func);
        return (arg1, arg2, arg3, arg4) => TypedTransforms.Gradient<T1>(typed, arg1, arg2, arg3, arg4);
    }
}
