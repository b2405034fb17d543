using TorchBridge.Operators.Structures;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// The same of a function of one to four arguments, each a tensor, an array, a value tuple or a dictionary of tensors, in the first of
    /// them; see <see cref="Hessian(Func{Tensor, Tensor})"/>.
    /// </summary>
    /// <param name="func">The function, which returns a tensor without dimensions.</param>
    /// <returns>
    /// From the arguments to the second derivatives: [a..., a...] of a tensor a, [k][l] of an array, and of a dictionary one for each
    /// pair of keys.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null; in the call: an argument or a tensor in it is.</exception>
    /// <exception cref="ArgumentException">
    /// The type of an argument is no structure of tensors. In the call: the first argument has no tensor, or one of integer type; otherwise
    /// as for one tensor.
    /// </exception>
    /// <exception cref="AutogradException">As for one tensor.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.hessian.html">torch.func.hessian</seealso>
    public static Func<IReadOnlyDictionary<string, Tensor>, IReadOnlyDictionary<string, IReadOnlyDictionary<string,
        Tensor>>> Hessian(Func<IReadOnlyDictionary<string, Tensor>, Tensor> func)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(Hessian), func);
        return arg => NamedHessian(typed, arg);
    }

    /// <inheritdoc cref="Hessian(Func{IReadOnlyDictionary{string, Tensor}, Tensor})"/>
    public static Func<Tensor, T2, Tensor> Hessian<T2>(Func<Tensor, T2, Tensor> func)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(Hessian), func);
        return (arg1, arg2) => TypedHessian(typed, arg1, arg2).Blocks[0][0];
    }

    /// <inheritdoc cref="Hessian(Func{IReadOnlyDictionary{string, Tensor}, Tensor})"/>
    public static Func<Tensor[], T2, Tensor[][]> Hessian<T2>(Func<Tensor[], T2, Tensor> func)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(Hessian), func);
        return (arg1, arg2) => TypedHessian(typed, arg1, arg2).Blocks;
    }

    /// <inheritdoc cref="Hessian(Func{IReadOnlyDictionary{string, Tensor}, Tensor})"/>
    public static Func<IReadOnlyDictionary<string, Tensor>, T2, IReadOnlyDictionary<string, IReadOnlyDictionary<string,
        Tensor>>> Hessian<T2>(Func<IReadOnlyDictionary<string, Tensor>, T2, Tensor> func)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(Hessian), func);
        return (arg1, arg2) => NamedHessian(typed, arg1, arg2);
    }

    /// <summary>The same in some of several tensors; see <see cref="Hessian(Func{Tensor, Tensor})"/>.</summary>
    /// <param name="func">The function, which returns a tensor without dimensions.</param>
    /// <param name="argnums">The numbers of the arguments, from 0, negative ones counted from the end.</param>
    /// <returns>From the arguments to [k][l] = d² output / d argument argnums[k] d argument argnums[l].</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null; in the call: an argument is.</exception>
    /// <exception cref="ArgumentException">As without it; in the call also: a number is out of range or named twice.</exception>
    /// <exception cref="AutogradException">As without it.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.hessian.html">torch.func.hessian</seealso>
    public static Func<Tensor, Tensor, Tensor[][]> Hessian(Func<Tensor, Tensor, Tensor> func, int[] argnums)
    {
        Check.Function(func);
        Func<Tensor[], Tensor[][]> ofList = Hessian((Tensor[] a) => func(a[0], a[1]), argnums);
        return (arg1, arg2) => ofList([arg1, arg2]);
    }

    /// <inheritdoc cref="Hessian(Func{IReadOnlyDictionary{string, Tensor}, Tensor})"/>
    public static Func<Tensor, T2, T3, Tensor> Hessian<T2, T3>(Func<Tensor, T2, T3, Tensor> func)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(Hessian), func);
        return (arg1, arg2, arg3) => TypedHessian(typed, arg1, arg2, arg3).Blocks[0][0];
    }

    /// <inheritdoc cref="Hessian(Func{IReadOnlyDictionary{string, Tensor}, Tensor})"/>
    public static Func<Tensor[], T2, T3, Tensor[][]> Hessian<T2, T3>(Func<Tensor[], T2, T3, Tensor> func)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(Hessian), func);
        return (arg1, arg2, arg3) => TypedHessian(typed, arg1, arg2, arg3).Blocks;
    }

    /// <inheritdoc cref="Hessian(Func{IReadOnlyDictionary{string, Tensor}, Tensor})"/>
    public static Func<IReadOnlyDictionary<string, Tensor>, T2, T3, IReadOnlyDictionary<string, IReadOnlyDictionary<string,
        Tensor>>> Hessian<T2, T3>(Func<IReadOnlyDictionary<string, Tensor>, T2, T3, Tensor> func)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(Hessian), func);
        return (arg1, arg2, arg3) => NamedHessian(typed, arg1, arg2, arg3);
    }

    /// <inheritdoc cref="Hessian(Func{Tensor, Tensor, Tensor}, int[])"/>
    public static Func<Tensor, Tensor, Tensor, Tensor[][]> Hessian(Func<Tensor, Tensor, Tensor, Tensor> func, int[] argnums)
    {
        Check.Function(func);
        Func<Tensor[], Tensor[][]> ofList = Hessian((Tensor[] a) => func(a[0], a[1], a[2]), argnums);
        return (arg1, arg2, arg3) => ofList([arg1, arg2, arg3]);
    }

    /// <inheritdoc cref="Hessian(Func{IReadOnlyDictionary{string, Tensor}, Tensor})"/>
    public static Func<Tensor, T2, T3, T4, Tensor> Hessian<T2, T3, T4>(Func<Tensor, T2, T3, T4, Tensor> func)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(Hessian), func);
        return (arg1, arg2, arg3, arg4) => TypedHessian(typed, arg1, arg2, arg3, arg4).Blocks[0][0];
    }

    /// <inheritdoc cref="Hessian(Func{IReadOnlyDictionary{string, Tensor}, Tensor})"/>
    public static Func<Tensor[], T2, T3, T4, Tensor[][]> Hessian<T2, T3, T4>(Func<Tensor[], T2, T3, T4, Tensor> func)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(Hessian), func);
        return (arg1, arg2, arg3, arg4) => TypedHessian(typed, arg1, arg2, arg3, arg4).Blocks;
    }

    /// <inheritdoc cref="Hessian(Func{IReadOnlyDictionary{string, Tensor}, Tensor})"/>
    public static Func<IReadOnlyDictionary<string, Tensor>, T2, T3, T4, IReadOnlyDictionary<string, IReadOnlyDictionary<string,
        Tensor>>> Hessian<T2, T3, T4>(Func<IReadOnlyDictionary<string, Tensor>, T2, T3, T4, Tensor> func)
    {
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(Hessian), func);
        return (arg1, arg2, arg3, arg4) => NamedHessian(typed, arg1, arg2, arg3, arg4);
    }

    /// <inheritdoc cref="Hessian(Func{Tensor, Tensor, Tensor}, int[])"/>
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
