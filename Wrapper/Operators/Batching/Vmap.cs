using TorchBridge.Engine;
using TorchBridge.Operators.Functions;
using TorchBridge.Operators.Jacobians;

namespace TorchBridge.Operators.Batching;

/// <summary>
/// torch.vmap: applies a function of one example to all examples of a batch at once. Without LibTorch's levels it loops over the examples.
/// </summary>
internal static class Vmap
{
    private const string Api = "Vmap";

    /// <param name="func">Computes the outputs of one example from its arguments.</param>
    /// <param name="inputs">The arguments.</param>
    /// <param name="inDims">The batch dimension of each argument; null for an argument that all examples share.</param>
    /// <param name="outDims">Gives the batch dimension of each output for a number of outputs; null for an output without a batch.</param>
    /// <param name="randomness">What random operations do.</param>
    /// <param name="chunkSize">How many examples at once; null for all.</param>
    public static Tensor[] Run(Func<Tensor[], Tensor[]> func, Tensor[] inputs, int?[] inDims,
        Func<int, int?[]> outDims, VmapRandomness randomness, int? chunkSize)
    {
        Admission.ToLevel(Api, inputs, nameof(inputs));
        long?[] dims = Guard.InDims(inputs, inDims, Api, nameof(inDims));
        long batch = Guard.BatchSize(inputs, dims, Api, nameof(inputs));
        using DisposeScope scope = NewDisposeScope();
        Tensor[] results = batch == 0 ? Empty(func, inputs, dims, outDims, randomness)
            : chunkSize < batch ? ByChunks(func, inputs, dims, outDims, randomness, batch, chunkSize.Value)
            : Whole(func, inputs, dims, outDims, randomness, batch);
        GC.KeepAlive(inputs);
        scope.MoveToOuter(results);
        return results;
    }

    private static Tensor[] Whole(Func<Tensor[], Tensor[]> func, Tensor[] inputs, long?[] dims,
        Func<int, int?[]> outDims, VmapRandomness randomness, long batch) =>
        Capabilities.FunctionTransforms
            ? new RandomRule(randomness).Piece(Api, () => AtOnce(func, inputs, dims, outDims, randomness, batch))
            : VmapLoop.Run(Api, func, inputs, dims, outDims, randomness, batch);

    private static Tensor[] AtOnce(Func<Tensor[], Tensor[]> func, Tensor[] inputs, long?[] dims,
        Func<int, int?[]> outDims, VmapRandomness randomness, long batch)
    {
        using DisposeScope scope = NewDisposeScope();
        using Level level = Level.Vmap(batch, RandomRule.OfLevel(randomness), randomness);
        Tensor[] arguments = [.. inputs.Select((input, i) => dims[i] is { } dim ? level.Batched(input, dim) : Handles.Another(input))];
        Tensor[] outputs = CallerFunction.Batches(Api, func, arguments, scope);
        long?[] to = Guard.OutDims(outputs, outDims(outputs.Length), Api, nameof(outDims));
        Tensor[] results = [.. outputs.Select((output, i) =>
            to[i] is { } dim ? level.Unbatched(output, batch, dim) : WithoutBatch(level, output, i))];
        scope.MoveToOuter(results);
        return results;
    }

    private static Tensor WithoutBatch(Level level, Tensor output, int index)
    {
        Tensor plain = level.Unbatched(output, out long dimension);
        if (dimension < 0)
            return plain;
        plain.Dispose();
        throw ArgumentMessages.BatchedOutput(Api, "outDims", index);
    }

    private static Tensor[] ByChunks(Func<Tensor[], Tensor[]> func, Tensor[] inputs, long?[] dims,
        Func<int, int?[]> outDims, VmapRandomness randomness, long batch, long size)
    {
        var rule = new RandomRule(RandomRule.OfLevel(randomness));      // Whole checks each chunk for draws
        var outputs = new SameOutputs(Api, nameof(func));
        long?[] to = [];
        Pieces[] results = [];
        for (long start = 0; start < batch; start += size)
        {
            using DisposeScope scope = NewDisposeScope();
            long count = Math.Min(size, batch - start);
            Tensor[] chunk = [.. inputs.Select((input, i) => dims[i] is { } dim ? input.narrow(dim, start, count) : input)];
            Tensor[] made = rule.Piece(Api, () => Whole(func, chunk, dims, outDims, randomness, count));
            if (start == 0)
            {
                to = FromFront(made, outDims);
                results = Array.ConvertAll(to, dim => new Pieces(batch, dim));
            }
            outputs.Check(made, to);
            for (int i = 0; i < results.Length; i++)
                results[i].Add(made[i]);
        }
        return Array.ConvertAll(results, result => result.Joined());
    }

    /// <summary>
    /// Handles an empty batch, which levels do not accept. The function runs on one example of zeros to get the shapes, and its results are
    /// dropped.
    /// </summary>
    private static Tensor[] Empty(Func<Tensor[], Tensor[]> func, Tensor[] inputs, long?[] dims,
        Func<int, int?[]> outDims, VmapRandomness randomness)
    {
        Tensor[] one = [.. inputs.Select((input, i) =>
            dims[i] is { } dim ? Alike.Zeros(input, [.. Shapes.Of(input)[..(int)dim], 1, .. Shapes.Of(input)[((int)dim + 1)..]]) : input)];
        Tensor[] outputs = Whole(func, one, dims, outDims, randomness, 1);
        long?[] to = FromFront(outputs, outDims);
        return [.. outputs.Select((output, i) => to[i] is { } dim ? output.narrow(dim, 0, 0) : output)];
    }

    /// <summary>The batch dimension of each output, not negative; null for an output without a batch.</summary>
    private static long?[] FromFront(Tensor[] outputs, Func<int, int?[]> outDims) =>
        [.. outDims(outputs.Length).Select((dim, i) => dim < 0 ? dim + outputs[i].dim() : dim)];
}
