using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// A function of one example, made one of a whole batch: <c>result[k] = func(input[k])</c>, computed for all k at once.
    /// </summary>
    /// <param name="func">
    /// From one example to its output; it sees shapes without the batch. Writing in place to its argument writes to the batch. Operations
    /// without a batching rule of LibTorch's are made in a loop.
    /// </param>
    /// <param name="inDim">Where the batch is in the input, negative counted from the end. Default 0.</param>
    /// <param name="outDim">
    /// Where the batch goes in the output, 0 by default; null for an output that does not depend on the example and comes without a batch.
    /// </param>
    /// <param name="randomness">
    /// What random operations do; an error by default, found when <paramref name="func"/> has returned. The generator is the process's:
    /// where another thread drew from it meanwhile, <paramref name="func"/> is called again to tell the two apart.
    /// </param>
    /// <param name="chunkSize">
    /// How many examples at once, at least 1. Null, the default, for all: faster, and needing the memory of all. What
    /// <paramref name="func"/> makes for a chunk is disposed with it, unless it is detached from its dispose scope or a graph needs it.
    /// </param>
    /// <returns>
    /// The function of a batch. An output that does not depend on the example is repeated, without memory of its own. A batch of none gives
    /// an output of none.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null; in the call: the input is.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="randomness"/> or <paramref name="chunkSize"/> is none. In the call: <paramref name="inDim"/> or
    /// <paramref name="outDim"/> is out of range, the input has been disposed, <paramref name="func"/> returned null or a disposed tensor,
    /// or other shapes, types or numbers of tensors for a later chunk.
    /// </exception>
    /// <exception cref="AutogradException">
    /// In the call: <paramref name="func"/> drew random numbers and <paramref name="randomness"/> forbids it.
    /// </exception>
    /// <remarks>
    /// Reading a value inside (<c>item</c>, <c>data</c>, printing, a condition), or an operation whose output's shape depends on values, is
    /// TorchSharp's ExternalException with LibTorch's reason.
    /// </remarks>
    /// <example><code>Tensor norms = Transforms.Vmap(x => x.norm())(batch);</code></example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vmap.html">torch.func.vmap</seealso>
    [OverloadResolutionPriority(2)]      // of an untyped lambda that fits a tensor and an array, the tensor is meant
    public static Func<Tensor, Tensor> Vmap(Func<Tensor, Tensor> func, int inDim = 0, int? outDim = 0,
        VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckVmap(func, randomness, chunkSize);
        return input =>
        {
            Check.Usable(input);
            return Operators.Batching.Vmap.Run(arguments => [func(arguments[0])], [input], [inDim], _ => [outDim], randomness,
                chunkSize)[0];
        };
    }

    /// <summary>The same for two inputs; see <see cref="Vmap(Func{Tensor, Tensor}, int, int?, VmapRandomness, int?)"/>.</summary>
    /// <param name="func">From one example to its output.</param>
    /// <param name="inDims">
    /// Where the batch is in each input, null for one that all examples share. Null, the default, for 0 in both.
    /// </param>
    /// <param name="outDim">
    /// Where the batch goes in the output, 0 by default; null for an output that does not depend on the example and comes without a batch.
    /// </param>
    /// <param name="randomness">What random operations do; an error by default.</param>
    /// <param name="chunkSize">How many examples at once; null, the default, for all.</param>
    /// <returns>The function of a batch.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null; in the call: an input is.</exception>
    /// <exception cref="ArgumentException">As for one input; in the call also: batches differ in size, or there is none.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vmap.html">torch.func.vmap</seealso>
    [OverloadResolutionPriority(2)]      // of an untyped lambda that fits a tensor and an array, the tensor is meant
    public static Func<Tensor, Tensor, Tensor> Vmap(Func<Tensor, Tensor, Tensor> func, (int?, int?)? inDims = null, int? outDim = 0,
        VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckVmap(func, randomness, chunkSize);
        int?[] dims = inDims is { } given ? [given.Item1, given.Item2] : [0, 0];
        return (first, second) =>
        {
            Check.Usable(first);
            Check.Usable(second);
            return Operators.Batching.Vmap.Run(arguments => [func(arguments[0], arguments[1])], [first, second], dims, _ => [outDim],
                randomness, chunkSize)[0];
        };
    }

    /// <summary>
    /// The same for any number of inputs and outputs; see <see cref="Vmap(Func{Tensor, Tensor}, int, int?, VmapRandomness, int?)"/>.
    /// </summary>
    /// <param name="func">From one example to its outputs.</param>
    /// <param name="inDims">
    /// Where the batch is in each input, null for one that all examples share. Null as a whole, the default, for 0 in all.
    /// </param>
    /// <param name="outDims">Where the batch goes in each output. Null, the default, for 0 in all.</param>
    /// <param name="randomness">What random operations do; an error by default.</param>
    /// <param name="chunkSize">How many examples at once; null, the default, for all.</param>
    /// <returns>The function of a batch.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null; in the call: the inputs or one of them is.</exception>
    /// <exception cref="ArgumentException">
    /// As for one input; in the call also: batches differ in size, there is none, or there are not as many dimensions as tensors.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vmap.html">torch.func.vmap</seealso>
    [OverloadResolutionPriority(1)]      // the elements of an array are the arguments
    public static Func<Tensor[], Tensor[]> Vmap(Func<Tensor[], Tensor[]> func, IReadOnlyList<int?>? inDims = null,
        IReadOnlyList<int>? outDims = null, VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null) =>
        Mapped(func, inDims, outDims?.Select(dim => (int?)dim).ToArray(), randomness, chunkSize);

    /// <summary>
    /// The same where null in <paramref name="outDimsOrNull"/> stands for an output that is the same for all examples, and comes without a
    /// batch.
    /// </summary>
    /// <param name="func">As in the other overload.</param>
    /// <param name="inDims">As in the other overload.</param>
    /// <param name="outDimsOrNull">The batch dimension of each output, or null. Null as a whole stands for 0.</param>
    /// <param name="randomness">What random operations do; an error by default.</param>
    /// <param name="chunkSize">How many examples at once; null, the default, for all.</param>
    /// <returns>The function of a batch.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null; in the call: the inputs or one of them is.</exception>
    /// <exception cref="ArgumentException">As in the other overload; null is given for an output that depends on the example.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vmap.html">torch.func.vmap</seealso>
    public static Func<Tensor[], Tensor[]> Vmap(Func<Tensor[], Tensor[]> func, IReadOnlyList<int?>? inDims,
        IReadOnlyList<int?>? outDimsOrNull, VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null) =>
        Mapped(func, inDims, outDimsOrNull?.ToArray(), randomness, chunkSize);

    private static Func<Tensor[], Tensor[]> Mapped(Func<Tensor[], Tensor[]> func, IReadOnlyList<int?>? inDims, int?[]? to,
        VmapRandomness randomness, int? chunkSize)
    {
        CheckVmap(func, randomness, chunkSize);
        int?[]? from = inDims?.ToArray();
        return inputs =>
        {
            Tensor[] batch = Arguments(inputs);
            return Operators.Batching.Vmap.Run(func, batch, from ?? Zeros(batch.Length), count => to ?? Zeros(count),
                randomness, chunkSize);
        };
    }

    private static int?[] Zeros(int count) => [.. Enumerable.Repeat((int?)0, count)];

    private static void CheckVmap(Delegate func, VmapRandomness randomness, int? chunkSize)
    {
        Check.Function(func);
        Guard.Randomness(randomness, nameof(Vmap), nameof(randomness));
        Guard.VmapChunkSize(chunkSize, nameof(Vmap), nameof(chunkSize));
    }
}
