using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// Returns the function of a whole batch that belongs to a function of one example: <c>result[k] = func(input[k])</c>. All examples are
    /// computed at once, without a loop.
    /// </summary>
    /// <param name="func">
    /// The function of one example. It sees shapes without the batch dimension. If it writes to its argument in place, it writes to the
    /// batch. An operation for which LibTorch has no batching rule runs in a loop.
    /// </param>
    /// <param name="inDim">The batch dimension of the input. A negative number counts from the end. Default 0.</param>
    /// <param name="outDim">
    /// Where the batch goes in the output. A negative number counts from the end. Default 0. Null if the output does not depend on the
    /// example and has no batch dimension.
    /// </param>
    /// <param name="randomness">
    /// What random operations do. Default <see cref="VmapRandomness.Error"/>: they are an error, which is thrown after
    /// <paramref name="func"/> has returned. The generator belongs to the process: if another thread drew random numbers meanwhile,
    /// <paramref name="func"/> is called once more to tell the two apart.
    /// </param>
    /// <param name="chunkSize">
    /// How many examples are computed at once, at least 1. A smaller number takes less memory. Null, the default, computes all at once.
    /// What <paramref name="func"/> makes for a chunk is disposed with it, unless it is detached from its dispose scope or a graph needs
    /// it.
    /// </param>
    /// <returns>
    /// The function of a batch. An output that does not depend on the example is repeated without taking memory for each example. An empty
    /// batch gives an empty output. The caller disposes the result.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException">In the call: the input is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="randomness"/> is not a member of the enumeration.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="chunkSize"/> is less than 1.</exception>
    /// <exception cref="ArgumentOutOfRangeException">In the call: <paramref name="inDim"/> is not a dimension of the input.</exception>
    /// <exception cref="ArgumentOutOfRangeException">In the call: <paramref name="outDim"/> is not a dimension of the output.</exception>
    /// <exception cref="ArgumentException">In the call: the input has been disposed.</exception>
    /// <exception cref="ArgumentException">
    /// In the call: <paramref name="outDim"/> is null and the output depends on the example.
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
    /// <remarks>
    /// Inside <paramref name="func"/> do not read values (<c>item</c>, <c>data</c>, printing, a condition) and do not call operations whose
    /// output's shape depends on values: TorchSharp then throws an ExternalException with LibTorch's reason.
    /// </remarks>
    /// <example>
    /// A function of one vector, mapped over the rows of a matrix.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Func&lt;Tensor, Tensor> norms = Transforms.Vmap((Tensor x) => x.square().sum());
    /// Console.WriteLine(string.Join(", ", norms(tensor(new[,] { { 1.0, 2.0 }, { 3.0, 4.0 } })).data&lt;double>()));      // 5, 25
    /// </code>
    /// </example>
    /// <example>
    /// The batch is in the columns: inDim 1.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Func&lt;Tensor, Tensor> sums = Transforms.Vmap((Tensor x) => x.sum(), inDim: 1);
    /// Console.WriteLine(string.Join(", ", sums(tensor(new[,] { { 1.0, 2.0 }, { 3.0, 4.0 } })).data&lt;double>()));      // 4, 6
    /// </code>
    /// </example>
    /// <example>
    /// Per-sample gradients, two examples at a time.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Func&lt;Tensor, Tensor> gradients = Transforms.Vmap(Transforms.Grad((Tensor x) => x.pow(3).sum()), chunkSize: 2);
    /// Console.WriteLine(string.Join(", ", gradients(tensor(new[] { 1.0, 2.0, 3.0 })).data&lt;double>()));      // 3, 12, 27
    /// </code>
    /// </example>
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

    /// <summary>Returns the function of a whole batch that belongs to a function of one example with two arguments.</summary>
    /// <param name="func">The function of one example.</param>
    /// <param name="inDims">
    /// The batch dimension of each input. Null for an input that all examples share. Null as a whole, the default, means 0 for both.
    /// </param>
    /// <param name="outDim">
    /// Where the batch goes in the output. A negative number counts from the end. Default 0. Null if the output does not depend on the
    /// example and has no batch dimension.
    /// </param>
    /// <param name="randomness">What random operations do. Default <see cref="VmapRandomness.Error"/>: they are an error.</param>
    /// <param name="chunkSize">How many examples are computed at once, at least 1. Null, the default, computes all at once.</param>
    /// <returns>The function of a batch.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException">In the call: an input is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="randomness"/> is not a member of the enumeration.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="chunkSize"/> is less than 1.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// In the call: <paramref name="inDims"/> has a number that is not a dimension of its input.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">In the call: <paramref name="outDim"/> is not a dimension of the output.</exception>
    /// <exception cref="ArgumentException">In the call: an input has been disposed.</exception>
    /// <exception cref="ArgumentException">In the call: the inputs have batches of different sizes.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="inDims"/> is null for both inputs.</exception>
    /// <exception cref="ArgumentException">
    /// In the call: <paramref name="outDim"/> is null and the output depends on the example.
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
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Func&lt;Tensor, Tensor, Tensor> scaled = Transforms.Vmap((Tensor x, Tensor s) => x * s, inDims: (0, null));
    /// Console.WriteLine(string.Join(", ", scaled(tensor(new[] { 1.0, 2.0 }), tensor(10.0)).data&lt;double>()));      // 10, 20
    /// </code>
    /// </example>
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

    private static void CheckVmap(Delegate func, VmapRandomness randomness, int? chunkSize)
    {
        Check.Function(func);
        Guard.Randomness(randomness, nameof(Vmap), nameof(randomness));
        Guard.VmapChunkSize(chunkSize, nameof(Vmap), nameof(chunkSize));
    }
}
