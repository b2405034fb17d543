using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// Returns the function of a whole batch that belongs to a function of one example with any number of arguments and outputs.
    /// </summary>
    /// <param name="func">The function of one example, from its arguments to its outputs.</param>
    /// <param name="inDims">
    /// The batch dimension of each input. Null for an input that all examples share. Null as a whole, the default, means 0 for all.
    /// </param>
    /// <param name="outDims">Where the batch goes in each output. Null, the default, means 0 for all.</param>
    /// <param name="randomness">What random operations do. Default <see cref="VmapRandomness.Error"/>: they are an error.</param>
    /// <param name="chunkSize">How many examples are computed at once, at least 1. Null, the default, computes all at once.</param>
    /// <returns>The function of a batch.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException">In the call: the array of inputs or one of them is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="randomness"/> is not a member of the enumeration.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="chunkSize"/> is less than 1.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// In the call: <paramref name="inDims"/> has a number that is not a dimension of its input.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// In the call: <paramref name="outDims"/> has a number that is not a dimension of its output.
    /// </exception>
    /// <exception cref="ArgumentException">In the call: the array of inputs is empty.</exception>
    /// <exception cref="ArgumentException">In the call: an input has been disposed.</exception>
    /// <exception cref="ArgumentException">In the call: the inputs have batches of different sizes.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="inDims"/> is null for all inputs.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="inDims"/> does not have one element for each input.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="outDims"/> does not have one element for each output.</exception>
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
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Func&lt;Tensor[], Tensor[]> both = Transforms.Vmap((Tensor[] a) => new[] { a[0] + a[1], a[0] * a[1] });
    /// Tensor[] results = both([tensor(new[] { 1.0, 2.0 }), tensor(new[] { 3.0, 4.0 })]);
    /// Console.WriteLine(string.Join(", ", results[0].data&lt;double>()));      // 4, 6
    /// Console.WriteLine(string.Join(", ", results[1].data&lt;double>()));      // 3, 8
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vmap.html">torch.func.vmap</seealso>
    [OverloadResolutionPriority(1)]      // the elements of an array are the arguments
    public static Func<Tensor[], Tensor[]> Vmap(Func<Tensor[], Tensor[]> func, IReadOnlyList<int?>? inDims = null,
        IReadOnlyList<int>? outDims = null, VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null) =>
        Mapped(func, inDims, outDims?.Select(dim => (int?)dim).ToArray(), randomness, chunkSize);

    /// <summary>
    /// Returns the function of a whole batch that belongs to a function of one example. Outputs that are the same for all examples may have
    /// no batch dimension.
    /// </summary>
    /// <param name="func">The function of one example, from its arguments to its outputs.</param>
    /// <param name="inDims">
    /// The batch dimension of each input. Null for an input that all examples share. Null as a whole means 0 for all.
    /// </param>
    /// <param name="outDimsOrNull">
    /// Where the batch goes in each output. Null for an output that does not depend on the example. Null as a whole means 0 for all.
    /// </param>
    /// <param name="randomness">What random operations do. Default <see cref="VmapRandomness.Error"/>: they are an error.</param>
    /// <param name="chunkSize">How many examples are computed at once, at least 1. Null, the default, computes all at once.</param>
    /// <returns>The function of a batch.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException">In the call: the array of inputs or one of them is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="randomness"/> is not a member of the enumeration.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="chunkSize"/> is less than 1.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// In the call: <paramref name="inDims"/> has a number that is not a dimension of its input.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// In the call: <paramref name="outDimsOrNull"/> has a number that is not a dimension of its output.
    /// </exception>
    /// <exception cref="ArgumentException">In the call: the array of inputs is empty.</exception>
    /// <exception cref="ArgumentException">In the call: an input has been disposed.</exception>
    /// <exception cref="ArgumentException">In the call: the inputs have batches of different sizes.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="inDims"/> is null for all inputs.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="inDims"/> does not have one element for each input.</exception>
    /// <exception cref="ArgumentException">
    /// In the call: <paramref name="outDimsOrNull"/> does not have one element for each output.
    /// </exception>
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
    /// <exception cref="ArgumentException">
    /// In the call: <paramref name="outDimsOrNull"/> is null for an output that depends on the example.
    /// </exception>
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
}
