using TorchBridge.Operators.Batching;

namespace TorchBridge.Operators.Structures;

/// <summary>torch.vmap of a function of structures.</summary>
/// <param name="Func">Computes the outputs of one example.</param>
/// <param name="OutDim">The batch dimension of all outputs; null for outputs without a batch.</param>
/// <param name="Randomness">What random operations do.</param>
/// <param name="ChunkSize">How many examples at once; null for all.</param>
internal sealed record TypedVmap<TOut>(TypedFunction<TOut> Func, int? OutDim, VmapRandomness Randomness, int? ChunkSize)
{
    public Arguments Read(object?[] values) => new(Func.Signature, values);

    /// <param name="arguments">The batch.</param>
    /// <param name="inDims">The batch dimension of each tensor; null for a tensor that all examples share.</param>
    public TOut Run(Arguments arguments, int?[] inDims)
    {
        var outputs = new Outputs<TOut>(Func.Api, "func");
        Tensor[] results = Vmap.Run(tensors => outputs.Read(Func.Call(arguments.Write(tensors))), arguments.Tensors, inDims,
            count => [.. Enumerable.Repeat(OutDim, count)], Randomness, ChunkSize);
        return outputs.Write(results);
    }
}
