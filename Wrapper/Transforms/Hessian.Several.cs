using TorchBridge.Operators.Structures;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// Returns the Hessian of a scalar function of two arguments as a function. The first argument is a tensor; the second derivatives are
    /// taken with respect to it.
    /// </summary>
    /// <typeparam name="T2">
    /// The type of the second argument: a structure of tensors: a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these.
    /// </typeparam>
    /// <param name="func">The function. It returns a real tensor without dimensions.</param>
    /// <returns>The function from the arguments to a tensor of shape [a..., a...], where a is the first argument.</returns>
    /// <inheritdoc cref="Hessian(Func{IReadOnlyDictionary{string, Tensor}, Tensor})" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.hessian.html">torch.func.hessian</seealso>
    public static Func<Tensor, T2, Tensor> Hessian<T2>(Func<Tensor, T2, Tensor> func)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(Hessian), func);
        return (arg1, arg2) => TypedHessian(typed, arg1, arg2).Blocks[0][0];
    }

    /// <summary>
    /// Returns the Hessian of a scalar function of two arguments as a function. The first argument is an array of tensors; the second
    /// derivatives are taken with respect to it.
    /// </summary>
    /// <typeparam name="T2">
    /// The type of the second argument: a structure of tensors: a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these.
    /// </typeparam>
    /// <param name="func">The function. It returns a real tensor without dimensions.</param>
    /// <returns>The function from the arguments to the blocks: block [k][l] is d² output / d tensor k d tensor l.</returns>
    /// <inheritdoc cref="Hessian(Func{IReadOnlyDictionary{string, Tensor}, Tensor})" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.hessian.html">torch.func.hessian</seealso>
    public static Func<Tensor[], T2, Tensor[][]> Hessian<T2>(Func<Tensor[], T2, Tensor> func)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(Hessian), func);
        return (arg1, arg2) => TypedHessian(typed, arg1, arg2).Blocks;
    }

    /// <summary>
    /// Returns the Hessian of a scalar function of two arguments, which are tensors, as a function, in blocks: one block for each pair of
    /// the named arguments.
    /// </summary>
    /// <param name="func">The function. It returns a real tensor without dimensions.</param>
    /// <param name="argnums">
    /// The numbers of the arguments to differentiate with respect to. They count from 0; negative numbers count from the end.
    /// </param>
    /// <returns>
    /// The function from the arguments to the blocks. Block [k][l] is d² output / d argument argnums[k] d argument argnums[l].
    /// </returns>
    /// <inheritdoc cref="Hessian(Func{Tensor[], Tensor}, int[])" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.hessian.html">torch.func.hessian</seealso>
    public static Func<Tensor, Tensor, Tensor[][]> Hessian(Func<Tensor, Tensor, Tensor> func, int[] argnums)
    {
        Check.Function(func);
        Func<Tensor[], Tensor[][]> ofList = Hessian((Tensor[] a) => func(a[0], a[1]), argnums);
        return (arg1, arg2) => ofList([arg1, arg2]);
    }

    /// <summary>
    /// Returns the Hessian of a scalar function of three arguments as a function. The first argument is a tensor; the second derivatives
    /// are taken with respect to it.
    /// </summary>
    /// <typeparam name="T2">
    /// The type of the second argument: a structure of tensors: a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these.
    /// </typeparam>
    /// <typeparam name="T3">The type of the third argument.</typeparam>
    /// <param name="func">The function. It returns a real tensor without dimensions.</param>
    /// <returns>The function from the arguments to a tensor of shape [a..., a...], where a is the first argument.</returns>
    /// <inheritdoc cref="Hessian(Func{IReadOnlyDictionary{string, Tensor}, Tensor})" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.hessian.html">torch.func.hessian</seealso>
    public static Func<Tensor, T2, T3, Tensor> Hessian<T2, T3>(Func<Tensor, T2, T3, Tensor> func)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(Hessian), func);
        return (arg1, arg2, arg3) => TypedHessian(typed, arg1, arg2, arg3).Blocks[0][0];
    }

    /// <summary>
    /// Returns the Hessian of a scalar function of three arguments as a function. The first argument is an array of tensors; the second
    /// derivatives are taken with respect to it.
    /// </summary>
    /// <typeparam name="T2">
    /// The type of the second argument: a structure of tensors: a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these.
    /// </typeparam>
    /// <typeparam name="T3">The type of the third argument.</typeparam>
    /// <param name="func">The function. It returns a real tensor without dimensions.</param>
    /// <returns>The function from the arguments to the blocks: block [k][l] is d² output / d tensor k d tensor l.</returns>
    /// <inheritdoc cref="Hessian(Func{IReadOnlyDictionary{string, Tensor}, Tensor})" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.hessian.html">torch.func.hessian</seealso>
    public static Func<Tensor[], T2, T3, Tensor[][]> Hessian<T2, T3>(Func<Tensor[], T2, T3, Tensor> func)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(Hessian), func);
        return (arg1, arg2, arg3) => TypedHessian(typed, arg1, arg2, arg3).Blocks;
    }

    /// <summary>
    /// Returns the Hessian of a scalar function of three arguments, which are tensors, as a function, in blocks: one block for each pair of
    /// the named arguments.
    /// </summary>
    /// <param name="func">The function. It returns a real tensor without dimensions.</param>
    /// <param name="argnums">
    /// The numbers of the arguments to differentiate with respect to. They count from 0; negative numbers count from the end.
    /// </param>
    /// <returns>
    /// The function from the arguments to the blocks. Block [k][l] is d² output / d argument argnums[k] d argument argnums[l].
    /// </returns>
    /// <inheritdoc cref="Hessian(Func{Tensor[], Tensor}, int[])" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.hessian.html">torch.func.hessian</seealso>
    public static Func<Tensor, Tensor, Tensor, Tensor[][]> Hessian(Func<Tensor, Tensor, Tensor, Tensor> func, int[] argnums)
    {
        Check.Function(func);
        Func<Tensor[], Tensor[][]> ofList = Hessian((Tensor[] a) => func(a[0], a[1], a[2]), argnums);
        return (arg1, arg2, arg3) => ofList([arg1, arg2, arg3]);
    }

    /// <summary>
    /// Returns the Hessian of a scalar function of four arguments as a function. The first argument is a tensor; the second derivatives are
    /// taken with respect to it.
    /// </summary>
    /// <typeparam name="T2">
    /// The type of the second argument: a structure of tensors: a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these.
    /// </typeparam>
    /// <typeparam name="T3">The type of the third argument.</typeparam>
    /// <typeparam name="T4">The type of the fourth argument.</typeparam>
    /// <param name="func">The function. It returns a real tensor without dimensions.</param>
    /// <returns>The function from the arguments to a tensor of shape [a..., a...], where a is the first argument.</returns>
    /// <inheritdoc cref="Hessian(Func{IReadOnlyDictionary{string, Tensor}, Tensor})" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.hessian.html">torch.func.hessian</seealso>
    public static Func<Tensor, T2, T3, T4, Tensor> Hessian<T2, T3, T4>(Func<Tensor, T2, T3, T4, Tensor> func)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(Hessian), func);
        return (arg1, arg2, arg3, arg4) => TypedHessian(typed, arg1, arg2, arg3, arg4).Blocks[0][0];
    }

    /// <summary>
    /// Returns the Hessian of a scalar function of four arguments as a function. The first argument is an array of tensors; the second
    /// derivatives are taken with respect to it.
    /// </summary>
    /// <typeparam name="T2">
    /// The type of the second argument: a structure of tensors: a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these.
    /// </typeparam>
    /// <typeparam name="T3">The type of the third argument.</typeparam>
    /// <typeparam name="T4">The type of the fourth argument.</typeparam>
    /// <param name="func">The function. It returns a real tensor without dimensions.</param>
    /// <returns>The function from the arguments to the blocks: block [k][l] is d² output / d tensor k d tensor l.</returns>
    /// <inheritdoc cref="Hessian(Func{IReadOnlyDictionary{string, Tensor}, Tensor})" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.hessian.html">torch.func.hessian</seealso>
    public static Func<Tensor[], T2, T3, T4, Tensor[][]> Hessian<T2, T3, T4>(Func<Tensor[], T2, T3, T4, Tensor> func)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(Hessian), func);
        return (arg1, arg2, arg3, arg4) => TypedHessian(typed, arg1, arg2, arg3, arg4).Blocks;
    }

    /// <summary>
    /// Returns the Hessian of a scalar function of four arguments, which are tensors, as a function, in blocks: one block for each pair of
    /// the named arguments.
    /// </summary>
    /// <param name="func">The function. It returns a real tensor without dimensions.</param>
    /// <param name="argnums">
    /// The numbers of the arguments to differentiate with respect to. They count from 0; negative numbers count from the end.
    /// </param>
    /// <returns>
    /// The function from the arguments to the blocks. Block [k][l] is d² output / d argument argnums[k] d argument argnums[l].
    /// </returns>
    /// <inheritdoc cref="Hessian(Func{Tensor[], Tensor}, int[])" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.hessian.html">torch.func.hessian</seealso>
    public static Func<Tensor, Tensor, Tensor, Tensor, Tensor[][]> Hessian(Func<Tensor, Tensor, Tensor, Tensor, Tensor> func,
        int[] argnums)
    {
        Check.Function(func);
        Func<Tensor[], Tensor[][]> ofList = Hessian((Tensor[] a) => func(a[0], a[1], a[2], a[3]), argnums);
        return (arg1, arg2, arg3, arg4) => ofList([arg1, arg2, arg3, arg4]);
    }

    private static (Tensor[][] Blocks, Arguments Arguments) TypedHessian(TypedFunction<Tensor> func, params object?[] values)
    {
        var arguments = new Arguments(func.Signature, values);
        arguments.CheckDifferentiable(0);
        return (Hessian((Tensor[] tensors) => func.Call(arguments.Write(tensors)), arguments.NumbersOf(0))(arguments.Tensors), arguments);
    }
}
