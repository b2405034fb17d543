using TorchBridge.Operators.Structures;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// The same of a function of one to four arguments, each a structure of tensors (array, value tuple, dictionary, nested); see
    /// <see cref="JacFwd(Func{Tensor, Tensor}, VmapRandomness, int?)"/>.
    /// </summary>
    /// <param name="func">The function, which returns a tensor, an array or a dictionary of tensors.</param>
    /// <param name="randomness">What random operations in it do; an error by default.</param>
    /// <param name="chunkSize">How many columns at once; null, the default, to let it be chosen. Name it in the call.</param>
    /// <returns>
    /// From the arguments to the Jacobian of each output in the first argument: of the argument's type and structure, with blocks of shape
    /// [output..., tensor...].
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null; in the call: an argument or a tensor in it is.</exception>
    /// <exception cref="ArgumentException">
    /// The type of an argument is no structure of tensors. In the call: the first argument has no tensor, or one of integer type; otherwise
    /// as for one tensor.
    /// </exception>
    /// <exception cref="AutogradException">As for one tensor.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacfwd.html">torch.func.jacfwd</seealso>
    public static Func<T, T> JacFwd<T>(Func<T, Tensor> func, VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(JacFwd), func);
        return arg =>
        {
            (T[][] jacobians, _) = TypedTransforms.Jacobians<T, Tensor>(
                Rows<int>(randomness, chunkSize), typed, null, arg);
            return jacobians[0][0];
        };
    }

    /// <inheritdoc cref="JacFwd{T}(Func{T, Tensor}, VmapRandomness, int?)"/>
    public static Func<T, T[]> JacFwd<T>(Func<T, Tensor[]> func, VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        TypedFunction<Tensor[]> typed = TypedFunction.Of(nameof(JacFwd), func);
        return arg =>
        {
            (T[][] jacobians, _) = TypedTransforms.Jacobians<T, Tensor[]>(
                Rows<int>(randomness, chunkSize), typed, null, arg);
            return Array.ConvertAll(jacobians, row => row[0]);
        };
    }

    /// <inheritdoc cref="JacFwd{T}(Func{T, Tensor}, VmapRandomness, int?)"/>
    public static Func<T, IReadOnlyDictionary<string, T>> JacFwd<T>(Func<T, IReadOnlyDictionary<string, Tensor>> func,
        VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        TypedFunction<IReadOnlyDictionary<string, Tensor>> typed = TypedFunction.Of(nameof(JacFwd), func);
        return arg =>
        {
            (T[][] jacobians, Form outputs) = TypedTransforms.Jacobians<T, IReadOnlyDictionary<string, Tensor>>(
                Rows<int>(randomness, chunkSize), typed, null, arg);
            return Named(outputs, jacobians);
        };
    }

    /// <inheritdoc cref="JacFwd{T}(Func{T, Tensor}, VmapRandomness, int?)"/>
    public static Func<T1, T2, T1> JacFwd<T1, T2>(Func<T1, T2, Tensor> func, VmapRandomness randomness = VmapRandomness.Error,
        int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(JacFwd), func);
        return (arg1, arg2) =>
        {
            (T1[][] jacobians, _) = TypedTransforms.Jacobians<T1, Tensor>(
                Rows<int>(randomness, chunkSize), typed, null, arg1, arg2);
            return jacobians[0][0];
        };
    }

    /// <inheritdoc cref="JacFwd{T}(Func{T, Tensor}, VmapRandomness, int?)"/>
    public static Func<T1, T2, T1[]> JacFwd<T1, T2>(Func<T1, T2, Tensor[]> func, VmapRandomness randomness = VmapRandomness.Error,
        int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        TypedFunction<Tensor[]> typed = TypedFunction.Of(nameof(JacFwd), func);
        return (arg1, arg2) =>
        {
            (T1[][] jacobians, _) = TypedTransforms.Jacobians<T1, Tensor[]>(
                Rows<int>(randomness, chunkSize), typed, null, arg1, arg2);
            return Array.ConvertAll(jacobians, row => row[0]);
        };
    }

    /// <inheritdoc cref="JacFwd{T}(Func{T, Tensor}, VmapRandomness, int?)"/>
    public static Func<T1, T2, IReadOnlyDictionary<string, T1>> JacFwd<T1, T2>(Func<T1, T2, IReadOnlyDictionary<string, Tensor>> func,
        VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        TypedFunction<IReadOnlyDictionary<string, Tensor>> typed = TypedFunction.Of(nameof(JacFwd), func);
        return (arg1, arg2) =>
        {
            (T1[][] jacobians, Form outputs) = TypedTransforms.Jacobians<T1, IReadOnlyDictionary<string, Tensor>>(
                Rows<int>(randomness, chunkSize), typed, null, arg1, arg2);
            return Named(outputs, jacobians);
        };
    }

    /// <inheritdoc cref="JacFwd{T}(Func{T, Tensor}, VmapRandomness, int?)"/>
    public static Func<T1, T2, T3, T1> JacFwd<T1, T2, T3>(Func<T1, T2, T3, Tensor> func,
        VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(JacFwd), func);
        return (arg1, arg2, arg3) =>
        {
            (T1[][] jacobians, _) = TypedTransforms.Jacobians<T1, Tensor>(
                Rows<int>(randomness, chunkSize), typed, null, arg1, arg2, arg3);
            return jacobians[0][0];
        };
    }

    /// <inheritdoc cref="JacFwd{T}(Func{T, Tensor}, VmapRandomness, int?)"/>
    public static Func<T1, T2, T3, T1[]> JacFwd<T1, T2, T3>(Func<T1, T2, T3, Tensor[]> func,
        VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        TypedFunction<Tensor[]> typed = TypedFunction.Of(nameof(JacFwd), func);
        return (arg1, arg2, arg3) =>
        {
            (T1[][] jacobians, _) = TypedTransforms.Jacobians<T1, Tensor[]>(
                Rows<int>(randomness, chunkSize), typed, null, arg1, arg2, arg3);
            return Array.ConvertAll(jacobians, row => row[0]);
        };
    }

    /// <inheritdoc cref="JacFwd{T}(Func{T, Tensor}, VmapRandomness, int?)"/>
    public static Func<T1, T2, T3, IReadOnlyDictionary<string, T1>> JacFwd<T1, T2, T3>(Func<T1, T2, T3, IReadOnlyDictionary<string,
        Tensor>> func, VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        TypedFunction<IReadOnlyDictionary<string, Tensor>> typed = TypedFunction.Of(nameof(JacFwd), func);
        return (arg1, arg2, arg3) =>
        {
            (T1[][] jacobians, Form outputs) = TypedTransforms.Jacobians<T1, IReadOnlyDictionary<string, Tensor>>(
                Rows<int>(randomness, chunkSize), typed, null, arg1, arg2, arg3);
            return Named(outputs, jacobians);
        };
    }

    /// <inheritdoc cref="JacFwd{T}(Func{T, Tensor}, VmapRandomness, int?)"/>
    public static Func<T1, T2, T3, T4, T1> JacFwd<T1, T2, T3, T4>(Func<T1, T2, T3, T4, Tensor> func,
        VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(JacFwd), func);
        return (arg1, arg2, arg3, arg4) =>
        {
            (T1[][] jacobians, _) = TypedTransforms.Jacobians<T1, Tensor>(
                Rows<int>(randomness, chunkSize), typed, null, arg1, arg2, arg3, arg4);
            return jacobians[0][0];
        };
    }

    /// <inheritdoc cref="JacFwd{T}(Func{T, Tensor}, VmapRandomness, int?)"/>
    public static Func<T1, T2, T3, T4, T1[]> JacFwd<T1, T2, T3, T4>(Func<T1, T2, T3, T4, Tensor[]> func,
        VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        TypedFunction<Tensor[]> typed = TypedFunction.Of(nameof(JacFwd), func);
        return (arg1, arg2, arg3, arg4) =>
        {
            (T1[][] jacobians, _) = TypedTransforms.Jacobians<T1, Tensor[]>(
                Rows<int>(randomness, chunkSize), typed, null, arg1, arg2, arg3, arg4);
            return Array.ConvertAll(jacobians, row => row[0]);
        };
    }

    /// <inheritdoc cref="JacFwd{T}(Func{T, Tensor}, VmapRandomness, int?)"/>
    public static Func<T1, T2, T3, T4, IReadOnlyDictionary<string, T1>> JacFwd<T1, T2, T3, T4>(Func<T1, T2, T3, T4,
        IReadOnlyDictionary<string, Tensor>> func, VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        TypedFunction<IReadOnlyDictionary<string, Tensor>> typed = TypedFunction.Of(nameof(JacFwd), func);
        return (arg1, arg2, arg3, arg4) =>
        {
            (T1[][] jacobians, Form outputs) = TypedTransforms.Jacobians<T1, IReadOnlyDictionary<string, Tensor>>(
                Rows<int>(randomness, chunkSize), typed, null, arg1, arg2, arg3, arg4);
            return Named(outputs, jacobians);
        };
    }
}
