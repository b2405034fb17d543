using TorchBridge.Operators.Structures;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>Returns the Hessian of a scalar function of one argument as a function. The argument is a dictionary of tensors.</summary>
    /// <param name="func">The function. It returns a real tensor without dimensions.</param>
    /// <returns>The function from the arguments to the blocks: one for each pair of keys.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException">In the call: an argument, or a tensor in one, is null.</exception>
    /// <exception cref="ArgumentException">The type of an argument is not a structure of tensors.</exception>
    /// <exception cref="ArgumentException">In the call: a tensor has been disposed.</exception>
    /// <exception cref="ArgumentException">In the call: the differentiated argument has no tensor.</exception>
    /// <exception cref="ArgumentException">
    /// In the call: the differentiated argument has a complex tensor, or one of integer or boolean type.
    /// </exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="func"/> returned null or a disposed tensor.</exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.NotImplemented"/>, in the call: an output is complex.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>, in the call: an output is of integer or boolean type.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>, in the call: an operation has no derivative.
    /// </exception>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Func&lt;IReadOnlyDictionary&lt;string, Tensor>, Tensor> f = p => p["a"].square() * p["b"];
    /// var h = Transforms.Hessian(f)(new Dictionary&lt;string, Tensor> { ["a"] = tensor(3.0), ["b"] = tensor(5.0) });
    /// Console.WriteLine($"{h["a"]["a"].ToDouble()}, {h["a"]["b"].ToDouble()}, {h["b"]["b"].ToDouble()}");      // 10, 6, 0
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.hessian.html">torch.func.hessian</seealso>
    public static Func<IReadOnlyDictionary<string, Tensor>, IReadOnlyDictionary<string, IReadOnlyDictionary<string,
        Tensor>>> Hessian(Func<IReadOnlyDictionary<string, Tensor>, Tensor> func)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(Hessian), func);
        return arg => NamedHessian(typed, arg);
    }

    /// <summary>
    /// Returns the Hessian of a scalar function of two arguments as a function. The first argument is a dictionary of tensors; the second
    /// derivatives are taken with respect to it.
    /// </summary>
    /// <typeparam name="T2">
    /// The type of the second argument: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these).
    /// </typeparam>
    /// <param name="func">The function. It returns a real tensor without dimensions.</param>
    /// <returns>The function from the arguments to the blocks: one for each pair of keys.</returns>
    /// <inheritdoc cref="Hessian(Func{IReadOnlyDictionary{string, Tensor}, Tensor})" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.hessian.html">torch.func.hessian</seealso>
    public static Func<IReadOnlyDictionary<string, Tensor>, T2, IReadOnlyDictionary<string, IReadOnlyDictionary<string,
        Tensor>>> Hessian<T2>(Func<IReadOnlyDictionary<string, Tensor>, T2, Tensor> func)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(Hessian), func);
        return (arg1, arg2) => NamedHessian(typed, arg1, arg2);
    }

    /// <summary>
    /// Returns the Hessian of a scalar function of three arguments as a function. The first argument is a dictionary of tensors; the second
    /// derivatives are taken with respect to it.
    /// </summary>
    /// <typeparam name="T2">
    /// The type of the second argument: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these).
    /// </typeparam>
    /// <typeparam name="T3">The type of the third argument.</typeparam>
    /// <param name="func">The function. It returns a real tensor without dimensions.</param>
    /// <returns>The function from the arguments to the blocks: one for each pair of keys.</returns>
    /// <inheritdoc cref="Hessian(Func{IReadOnlyDictionary{string, Tensor}, Tensor})" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.hessian.html">torch.func.hessian</seealso>
    public static Func<IReadOnlyDictionary<string, Tensor>, T2, T3, IReadOnlyDictionary<string, IReadOnlyDictionary<string,
        Tensor>>> Hessian<T2, T3>(Func<IReadOnlyDictionary<string, Tensor>, T2, T3, Tensor> func)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(Hessian), func);
        return (arg1, arg2, arg3) => NamedHessian(typed, arg1, arg2, arg3);
    }

    /// <summary>
    /// Returns the Hessian of a scalar function of four arguments as a function. The first argument is a dictionary of tensors; the second
    /// derivatives are taken with respect to it.
    /// </summary>
    /// <typeparam name="T2">
    /// The type of the second argument: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these).
    /// </typeparam>
    /// <typeparam name="T3">The type of the third argument.</typeparam>
    /// <typeparam name="T4">The type of the fourth argument.</typeparam>
    /// <param name="func">The function. It returns a real tensor without dimensions.</param>
    /// <returns>The function from the arguments to the blocks: one for each pair of keys.</returns>
    /// <inheritdoc cref="Hessian(Func{IReadOnlyDictionary{string, Tensor}, Tensor})" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.hessian.html">torch.func.hessian</seealso>
    public static Func<IReadOnlyDictionary<string, Tensor>, T2, T3, T4, IReadOnlyDictionary<string, IReadOnlyDictionary<string,
        Tensor>>> Hessian<T2, T3, T4>(Func<IReadOnlyDictionary<string, Tensor>, T2, T3, T4, Tensor> func)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(Hessian), func);
        return (arg1, arg2, arg3, arg4) => NamedHessian(typed, arg1, arg2, arg3, arg4);
    }

    private static Dictionary<string, IReadOnlyDictionary<string, Tensor>> NamedHessian(TypedFunction<Tensor> func, params object?[] values)
    {
        (Tensor[][] blocks, Arguments arguments) = TypedHessian(func, values);
        return Named(arguments.Forms[0], [.. blocks.Select(row => new[] { arguments.Write<IReadOnlyDictionary<string, Tensor>>(0, row) })]);
    }

    /// <summary>One Jacobian for each key of a dictionary of outputs.</summary>
    private static Dictionary<string, T> Named<T>(Form outputs, T[][] jacobians)
    {
        var named = new Dictionary<string, T>(jacobians.Length);
        for (int i = 0; i < jacobians.Length; i++)
            named.Add(outputs.Keys![i], jacobians[i][0]);
        return named;
    }
}
