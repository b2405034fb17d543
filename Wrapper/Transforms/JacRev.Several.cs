using TorchBridge.Operators.Structures;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// The same of a function of one to four arguments, each a structure of tensors (array, value tuple, dictionary, nested); see
    /// <see cref="JacRev(Func{Tensor, Tensor}, int?)"/>.
    /// </summary>
    /// <param name="func">The function, which returns a tensor, an array or a dictionary of tensors.</param>
    /// <param name="chunkSize">How many rows at once; null, the default, to let it be chosen. Name it in the call.</param>
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
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacrev.html">torch.func.jacrev</seealso>
    public static Func<T, T> JacRev<T>(Func<T, Tensor> func, int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(JacRev), func);
        return arg =>
        {
            (T[][] jacobians, _) = TypedTransforms.Jacobians<T, Tensor>(
                Rows<int>(chunkSize), typed, null, arg);
            return jacobians[0][0];
        };
    }

    /// <inheritdoc cref="JacRev{T}(Func{T, Tensor}, int?)"/>
    public static Func<T, T[]> JacRev<T>(Func<T, Tensor[]> func, int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        TypedFunction<Tensor[]> typed = TypedFunction.Of(nameof(JacRev), func);
        return arg =>
        {
            (T[][] jacobians, _) = TypedTransforms.Jacobians<T, Tensor[]>(
                Rows<int>(chunkSize), typed, null, arg);
            return Array.ConvertAll(jacobians, row => row[0]);
        };
    }

    /// <inheritdoc cref="JacRev{T}(Func{T, Tensor}, int?)"/>
    public static Func<T, IReadOnlyDictionary<string, T>> JacRev<T>(Func<T, IReadOnlyDictionary<string, Tensor>> func,
        int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        TypedFunction<IReadOnlyDictionary<string, Tensor>> typed = TypedFunction.Of(nameof(JacRev), func);
        return arg =>
        {
            (T[][] jacobians, Form outputs) = TypedTransforms.Jacobians<T, IReadOnlyDictionary<string, Tensor>>(
                Rows<int>(chunkSize), typed, null, arg);
            return Named(outputs, jacobians);
        };
    }

    /// <inheritdoc cref="JacRev{T}(Func{T, Tensor}, int?)"/>
    public static Func<T1, T2, T1> JacRev<T1, T2>(Func<T1, T2, Tensor> func, int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(JacRev), func);
        return (arg1, arg2) =>
        {
            (T1[][] jacobians, _) = TypedTransforms.Jacobians<T1, Tensor>(
                Rows<int>(chunkSize), typed, null, arg1, arg2);
            return jacobians[0][0];
        };
    }

    /// <inheritdoc cref="JacRev{T}(Func{T, Tensor}, int?)"/>
    public static Func<T1, T2, T1[]> JacRev<T1, T2>(Func<T1, T2, Tensor[]> func, int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        TypedFunction<Tensor[]> typed = TypedFunction.Of(nameof(JacRev), func);
        return (arg1, arg2) =>
        {
            (T1[][] jacobians, _) = TypedTransforms.Jacobians<T1, Tensor[]>(
                Rows<int>(chunkSize), typed, null, arg1, arg2);
            return Array.ConvertAll(jacobians, row => row[0]);
        };
    }

    /// <inheritdoc cref="JacRev{T}(Func{T, Tensor}, int?)"/>
    public static Func<T1, T2, IReadOnlyDictionary<string, T1>> JacRev<T1, T2>(Func<T1, T2, IReadOnlyDictionary<string, Tensor>> func,
        int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        TypedFunction<IReadOnlyDictionary<string, Tensor>> typed = TypedFunction.Of(nameof(JacRev), func);
        return (arg1, arg2) =>
        {
            (T1[][] jacobians, Form outputs) = TypedTransforms.Jacobians<T1, IReadOnlyDictionary<string, Tensor>>(
                Rows<int>(chunkSize), typed, null, arg1, arg2);
            return Named(outputs, jacobians);
        };
    }

    /// <inheritdoc cref="JacRev{T}(Func{T, Tensor}, int?)"/>
    public static Func<T1, T2, T3, T1> JacRev<T1, T2, T3>(Func<T1, T2, T3, Tensor> func, int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(JacRev), func);
        return (arg1, arg2, arg3) =>
        {
            (T1[][] jacobians, _) = TypedTransforms.Jacobians<T1, Tensor>(
                Rows<int>(chunkSize), typed, null, arg1, arg2, arg3);
            return jacobians[0][0];
        };
    }

    /// <inheritdoc cref="JacRev{T}(Func{T, Tensor}, int?)"/>
    public static Func<T1, T2, T3, T1[]> JacRev<T1, T2, T3>(Func<T1, T2, T3, Tensor[]> func, int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        TypedFunction<Tensor[]> typed = TypedFunction.Of(nameof(JacRev), func);
        return (arg1, arg2, arg3) =>
        {
            (T1[][] jacobians, _) = TypedTransforms.Jacobians<T1, Tensor[]>(
                Rows<int>(chunkSize), typed, null, arg1, arg2, arg3);
            return Array.ConvertAll(jacobians, row => row[0]);
        };
    }

    /// <inheritdoc cref="JacRev{T}(Func{T, Tensor}, int?)"/>
    public static Func<T1, T2, T3, IReadOnlyDictionary<string, T1>> JacRev<T1, T2, T3>(Func<T1, T2, T3, IReadOnlyDictionary<string,
        Tensor>> func, int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        TypedFunction<IReadOnlyDictionary<string, Tensor>> typed = TypedFunction.Of(nameof(JacRev), func);
        return (arg1, arg2, arg3) =>
        {
            (T1[][] jacobians, Form outputs) = TypedTransforms.Jacobians<T1, IReadOnlyDictionary<string, Tensor>>(
                Rows<int>(chunkSize), typed, null, arg1, arg2, arg3);
            return Named(outputs, jacobians);
        };
    }

    /// <inheritdoc cref="JacRev{T}(Func{T, Tensor}, int?)"/>
    public static Func<T1, T2, T3, T4, T1> JacRev<T1, T2, T3, T4>(Func<T1, T2, T3, T4, Tensor> func, int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        TypedFunction<Tensor> typed = TypedFunction.Of(nameof(JacRev), func);
        return (arg1, arg2, arg3, arg4) =>
        {
            (T1[][] jacobians, _) = TypedTransforms.Jacobians<T1, Tensor>(
                Rows<int>(chunkSize), typed, null, arg1, arg2, arg3, arg4);
            return jacobians[0][0];
        };
    }

    /// <inheritdoc cref="JacRev{T}(Func{T, Tensor}, int?)"/>
    public static Func<T1, T2, T3, T4, T1[]> JacRev<T1, T2, T3, T4>(Func<T1, T2, T3, T4, Tensor[]> func, int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        TypedFunction<Tensor[]> typed = TypedFunction.Of(nameof(JacRev), func);
        return (arg1, arg2, arg3, arg4) =>
        {
            (T1[][] jacobians, _) = TypedTransforms.Jacobians<T1, Tensor[]>(
                Rows<int>(chunkSize), typed, null, arg1, arg2, arg3, arg4);
            return Array.ConvertAll(jacobians, row => row[0]);
        };
    }

    /// <inheritdoc cref="JacRev{T}(Func{T, Tensor}, int?)"/>
    public static Func<T1, T2, T3, T4, IReadOnlyDictionary<string, T1>> JacRev<T1, T2, T3, T4>(Func<T1, T2, T3, T4,
        IReadOnlyDictionary<string, Tensor>> func, int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        TypedFunction<IReadOnlyDictionary<string, Tensor>> typed = TypedFunction.Of(nameof(JacRev), func);
        return (arg1, arg2, arg3, arg4) =>
        {
            (T1[][] jacobians, Form outputs) = TypedTransforms.Jacobians<T1, IReadOnlyDictionary<string, Tensor>>(
                Rows<int>(chunkSize), typed, null, arg1, arg2, arg3, arg4);
            return Named(outputs, jacobians);
        };
    }
}
