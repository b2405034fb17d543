using TorchBridge.Operators.Structures;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// The same of a function of one to four arguments, each a structure of tensors (array, value tuple, dictionary, nested); see
    /// <see cref="Vmap(Func{Tensor, Tensor}, int, int?, VmapRandomness, int?)"/>.
    /// </summary>
    /// <param name="func">From one example to its outputs: a structure of tensors too.</param>
    /// <param name="inDims">
    /// Where the batch is in each argument: a number for all tensors in it, null for an argument that all examples share, or one for
    /// each of its parts (<see cref="InDims"/>). Null as a whole, the default, for 0 in all.
    /// </param>
    /// <param name="outDim">Where the batch goes in all outputs, 0 by default; null for outputs that do not depend on the example.</param>
    /// <param name="randomness">What random operations do; an error by default.</param>
    /// <param name="chunkSize">How many examples at once; null, the default, for all.</param>
    /// <returns>The function of a batch, with results of the structure that <paramref name="func"/> returns.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null; in the call: an argument or a tensor in it is.</exception>
    /// <exception cref="ArgumentException">
    /// The type of an argument or of the output is no structure of tensors; otherwise as for one input. In the call also: batches differ in
    /// size, there is none, or <paramref name="inDims"/> has another structure than its argument.
    /// </exception>
    /// <exception cref="AutogradException">As for one input.</exception>
    /// <example><code>var perSample = Transforms.Vmap(Transforms.Grad(loss), inDims: (null, 0, 0));</code></example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vmap.html">torch.func.vmap</seealso>
    public static Func<T, TOut> Vmap<T, TOut>(Func<T, TOut> func, InDims? inDims = null, int? outDim = 0,
        VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckVmap(func, randomness, chunkSize);
        TypedVmap<TOut> typed = new(TypedFunction.Of(nameof(Vmap), func), outDim, randomness, chunkSize);
        InDims?[]? given = inDims is null ? null : [inDims];
        return arg => OverBatch(typed, given, arg);
    }

    /// <inheritdoc cref="Vmap{T, TOut}(Func{T, TOut}, InDims?, int?, VmapRandomness, int?)"/>
    public static Func<T1, T2, TOut> Vmap<T1, T2, TOut>(Func<T1, T2, TOut> func, (InDims?, InDims?)? inDims = null, int? outDim = 0,
        VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckVmap(func, randomness, chunkSize);
        TypedVmap<TOut> typed = new(TypedFunction.Of(nameof(Vmap), func), outDim, randomness, chunkSize);
        InDims?[]? given = inDims is { } dims ? [dims.Item1, dims.Item2] : null;
        return (arg1, arg2) => OverBatch(typed, given, arg1, arg2);
    }

    /// <inheritdoc cref="Vmap{T, TOut}(Func{T, TOut}, InDims?, int?, VmapRandomness, int?)"/>
    public static Func<T1, T2, T3, TOut> Vmap<T1, T2, T3, TOut>(Func<T1, T2, T3, TOut> func, (InDims?, InDims?, InDims?)? inDims = null,
        int? outDim = 0, VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckVmap(func, randomness, chunkSize);
        TypedVmap<TOut> typed = new(TypedFunction.Of(nameof(Vmap), func), outDim, randomness, chunkSize);
        InDims?[]? given = inDims is { } dims ? [dims.Item1, dims.Item2, dims.Item3] : null;
        return (arg1, arg2, arg3) => OverBatch(typed, given, arg1, arg2, arg3);
    }

    /// <inheritdoc cref="Vmap{T, TOut}(Func{T, TOut}, InDims?, int?, VmapRandomness, int?)"/>
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
