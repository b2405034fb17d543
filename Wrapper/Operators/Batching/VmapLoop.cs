using TorchBridge.Engine;
using TorchBridge.Operators.Jacobians;

namespace TorchBridge.Operators.Batching;

/// <summary>vmap without LibTorch's levels: one example at a time, with the same results and the same rules for random numbers.</summary>
internal static class VmapLoop
{
    public static Tensor[] Run(string api, Func<Tensor[], Tensor[]> func, Tensor[] inputs, long?[] dims,
        Func<int, int?[]> outDims, VmapRandomness randomness, long batch)
    {
        var rule = new RandomRule(randomness);
        var outputs = new SameOutputs(api, nameof(func));
        long?[] to = [];
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
            {
                if (to[i] is null && k > 0 && !IsSame(results[i].Joined(), example[i]))
                    throw ArgumentMessages.BatchedOutput(api, nameof(outDims), i);
                results[i].Add(to[i] is { } dim ? example[i].unsqueeze(dim) : example[i]);
            }
        }
        return Array.ConvertAll(results, result => result.Joined());
    }

    /// <summary>Without levels, only the values show whether an output depends on the example.</summary>
    private static bool IsSame(Tensor first, Tensor output)
    {
        using Tensor close = first.isclose(output, 0, 0, true), all = close.all();
        return all.item<bool>();
    }
}
