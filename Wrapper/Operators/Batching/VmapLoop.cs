using TorchBridge.Engine;
using TorchBridge.Operators.Jacobians;

namespace TorchBridge.Operators.Batching;

/// <summary>vmap without LibTorch's levels: one example at a time, with the same results and the same rules for random numbers.</summary>
internal static class VmapLoop
{
    public static Tensor[] Run(string api, Func<Tensor[], Tensor[]> func, Tensor[] inputs, long?[] dims,
        Func<int, int[]> outDims, VmapRandomness randomness, long batch)
    {
        var rule = new RandomRule(randomness);
        var outputs = new SameOutputs(api, nameof(func));
        long[] to = [];
        Pieces[] results = [];
        for (long k = 0; k < batch; k++)
        {
            using DisposeScope scope = NewDisposeScope();
            using var modes = new KeptModes();
            long at = k;
            Tensor[] example = rule.Piece(api,
                () => Guard.UsableResult(func([.. inputs.Select((input, i) =>
                    dims[i] is { } dim ? input.select(dim, at) : Handles.Another(input))]), api, nameof(func)));
            outputs.Check(example);
            if (k == 0)
            {
                to = Guard.OutDims(example, outDims(example.Length), api, nameof(outDims));
                results = Array.ConvertAll(to, dim => new Pieces(batch, dim));
            }
            for (int i = 0; i < results.Length; i++)
                results[i].Add(example[i].unsqueeze(to[i]));
        }
        return Array.ConvertAll(results, result => result.Joined());
    }
}
