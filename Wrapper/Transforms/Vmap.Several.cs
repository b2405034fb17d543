using TorchBridge.Operators.Structures;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// Returns the function of a whole batch that belongs to a function of one example with one argument. The argument and the output are
    /// structures of tensors.
    /// </summary>
    /// <typeparam name="T">
    /// The type of the argument: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these).
    /// </typeparam>
    /// <typeparam name="TOut">
    /// The type of the output: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these).
    /// </typeparam>
    /// <param name="func">The function of one example.</param>
    /// <param name="inDims">
    /// The batch dimension of the argument: a number for all its tensors, null if all examples share it, or one value for each of its parts
    /// (see <see cref="InDims"/>). Null as a whole, the default, means 0.
    /// </param>
    /// <param name="outDim">
    /// Where the batch goes in all outputs. A negative number counts from the end. Default 0. Null if the outputs do not depend on the
    /// example and have no batch dimension.
    /// </param>
    /// <param name="randomness">What random operations do. Default <see cref="VmapRandomness.Error"/>: they are an error.</param>
    /// <param name="chunkSize">How many examples are computed at once, at least 1. Null, the default, computes all at once.</param>
    /// <returns>The function of a batch. Its result has the structure that <paramref name="func"/> returns.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException">In the call: an argument, or a tensor in one, is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="randomness"/> is not a member of the enumeration.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="chunkSize"/> is less than 1.</exception>
    /// <exception cref="ArgumentException">The type of an argument or of the output is not a structure of tensors.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// In the call: <paramref name="inDims"/> has a number that is not a dimension of its tensor.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">In the call: <paramref name="outDim"/> is not a dimension of an output.</exception>
    /// <exception cref="ArgumentException">In the call: a tensor has been disposed.</exception>
    /// <exception cref="ArgumentException">In the call: the tensors have batches of different sizes.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="inDims"/> is null for all tensors.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="inDims"/> does not have the structure of its argument.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="outDim"/> is null and an output depends on the example.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="func"/> returned null or a disposed tensor.</exception>
    /// <exception cref="ArgumentException">
    /// In the call: <paramref name="func"/> returned other shapes, types or numbers of tensors for a later chunk.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>, in the call: <paramref name="func"/> drew random numbers and <paramref name="randomness"/>
    /// forbids it.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>, in the call: a <see cref="CustomFunction"/> has no rule for a batch.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vmap.html">torch.func.vmap</seealso>
    public static Func<T, TOut> Vmap<T, TOut>(Func<T, TOut> func, InDims? inDims = null, int? outDim = 0,
        VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckVmap(func, randomness, chunkSize);
        TypedVmap<TOut> typed = new(TypedFunction.Of(nameof(Vmap), func), outDim, randomness, chunkSize);
        InDims?[]? given = inDims is null ? null : [inDims];
        return arg => OverBatch(typed, given, arg);
    }

    /// <summary>
    /// Returns the function of a whole batch that belongs to a function of one example with two arguments. Each argument and the output are
    /// structures of tensors.
    /// </summary>
    /// <typeparam name="T1">
    /// The type of the first argument: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these).
    /// </typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="TOut">
    /// The type of the output: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these).
    /// </typeparam>
    /// <param name="func">The function of one example.</param>
    /// <param name="inDims">
    /// The batch dimension of each argument: a number for all its tensors, null if all examples share it, or one value for each of its
    /// parts (see <see cref="InDims"/>). Null as a whole, the default, means 0 for all.
    /// </param>
    /// <param name="outDim">
    /// Where the batch goes in all outputs. A negative number counts from the end. Default 0. Null if the outputs do not depend on the
    /// example and have no batch dimension.
    /// </param>
    /// <param name="randomness">What random operations do. Default <see cref="VmapRandomness.Error"/>: they are an error.</param>
    /// <param name="chunkSize">How many examples are computed at once, at least 1. Null, the default, computes all at once.</param>
    /// <returns>The function of a batch. Its result has the structure that <paramref name="func"/> returns.</returns>
    /// <inheritdoc cref="Vmap{T, TOut}(Func{T, TOut}, InDims?, int?, VmapRandomness, int?)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vmap.html">torch.func.vmap</seealso>
    public static Func<T1, T2, TOut> Vmap<T1, T2, TOut>(Func<T1, T2, TOut> func, (InDims?, InDims?)? inDims = null, int? outDim = 0,
        VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckVmap(func, randomness, chunkSize);
        TypedVmap<TOut> typed = new(TypedFunction.Of(nameof(Vmap), func), outDim, randomness, chunkSize);
        InDims?[]? given = inDims is { } dims ? [dims.Item1, dims.Item2] : null;
        return (arg1, arg2) => OverBatch(typed, given, arg1, arg2);
    }

    /// <summary>
    /// Returns the function of a whole batch that belongs to a function of one example with three arguments. Each argument and the output
    /// are structures of tensors.
    /// </summary>
    /// <typeparam name="T1">
    /// The type of the first argument: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these).
    /// </typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="T3">The type of the third argument.</typeparam>
    /// <typeparam name="TOut">
    /// The type of the output: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these).
    /// </typeparam>
    /// <param name="func">The function of one example.</param>
    /// <param name="inDims">
    /// The batch dimension of each argument: a number for all its tensors, null if all examples share it, or one value for each of its
    /// parts (see <see cref="InDims"/>). Null as a whole, the default, means 0 for all.
    /// </param>
    /// <param name="outDim">
    /// Where the batch goes in all outputs. A negative number counts from the end. Default 0. Null if the outputs do not depend on the
    /// example and have no batch dimension.
    /// </param>
    /// <param name="randomness">What random operations do. Default <see cref="VmapRandomness.Error"/>: they are an error.</param>
    /// <param name="chunkSize">How many examples are computed at once, at least 1. Null, the default, computes all at once.</param>
    /// <returns>The function of a batch. Its result has the structure that <paramref name="func"/> returns.</returns>
    /// <inheritdoc cref="Vmap{T, TOut}(Func{T, TOut}, InDims?, int?, VmapRandomness, int?)" path="/exception"/>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Func&lt;Tensor, Tensor, Tensor, Tensor> loss = (w, x, y) => (w * x - y).square();
    /// var perSample = Transforms.Vmap(Transforms.Grad(loss), inDims: (null, 0, 0));
    /// Tensor gradients = perSample(tensor(2.0), tensor(new[] { 1.0, 2.0 }), tensor(new[] { 0.0, 1.0 }));
    /// Console.WriteLine(string.Join(", ", gradients.data&lt;double>()));      // 4, 12
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vmap.html">torch.func.vmap</seealso>
    public static Func<T1, T2, T3, TOut> Vmap<T1, T2, T3, TOut>(Func<T1, T2, T3, TOut> func, (InDims?, InDims?, InDims?)? inDims = null,
        int? outDim = 0, VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckVmap(func, randomness, chunkSize);
        TypedVmap<TOut> typed = new(TypedFunction.Of(nameof(Vmap), func), outDim, randomness, chunkSize);
        InDims?[]? given = inDims is { } dims ? [dims.Item1, dims.Item2, dims.Item3] : null;
        return (arg1, arg2, arg3) => OverBatch(typed, given, arg1, arg2, arg3);
    }

    /// <summary>
    /// Returns the function of a whole batch that belongs to a function of one example with four arguments. Each argument and the output
    /// are structures of tensors.
    /// </summary>
    /// <typeparam name="T1">
    /// The type of the first argument: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting
    /// of these).
    /// </typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="T3">The type of the third argument.</typeparam>
    /// <typeparam name="T4">The type of the fourth argument.</typeparam>
    /// <typeparam name="TOut">
    /// The type of the output: a structure of tensors (a tensor, an array, a value tuple or a dictionary of tensors, or a nesting of
    /// these).
    /// </typeparam>
    /// <param name="func">The function of one example.</param>
    /// <param name="inDims">
    /// The batch dimension of each argument: a number for all its tensors, null if all examples share it, or one value for each of its
    /// parts (see <see cref="InDims"/>). Null as a whole, the default, means 0 for all.
    /// </param>
    /// <param name="outDim">
    /// Where the batch goes in all outputs. A negative number counts from the end. Default 0. Null if the outputs do not depend on the
    /// example and have no batch dimension.
    /// </param>
    /// <param name="randomness">What random operations do. Default <see cref="VmapRandomness.Error"/>: they are an error.</param>
    /// <param name="chunkSize">How many examples are computed at once, at least 1. Null, the default, computes all at once.</param>
    /// <returns>The function of a batch. Its result has the structure that <paramref name="func"/> returns.</returns>
    /// <inheritdoc cref="Vmap{T, TOut}(Func{T, TOut}, InDims?, int?, VmapRandomness, int?)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vmap.html">torch.func.vmap</seealso>
    public static Func<T1, T2, T3, T4, TOut> Vmap<T1, T2, T3, T4, TOut>(Func<T1, T2, T3, T4, TOut> func, (InDims?, InDims?, InDims?,
        InDims?)? inDims = null, int? outDim = 0, VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckVmap(func, randomness, chunkSize);
        TypedVmap<TOut> typed = new(TypedFunction.Of(nameof(Vmap), func), outDim, randomness, chunkSize);
        InDims?[]? given = inDims is { } dims ? [dims.Item1, dims.Item2, dims.Item3, dims.Item4] : null;
        return (arg1, arg2, arg3, arg4) => OverBatch(typed, given, arg1, arg2, arg3, arg4);
    }

    private static TOut OverBatch<TOut>(TypedVmap<TOut> func, InDims?[]? inDims, params object?[] values)
    {
        Arguments batch = func.Read(values);
        var dims = new List<int?>();
        for (int i = 0; i < values.Length; i++)
            InDims.Add(inDims is null ? 0 : inDims[i], batch.Forms[i], values.Length == 1 ? "arg" : $"arg{i + 1}", dims);
        return func.Run(batch, [.. dims]);
    }
}
