using TorchBridge.Engine;
using TorchBridge.Support;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>vmap without LibTorch's levels: example by example, with the same results and the same rules for random numbers.</summary>
internal static class VmapLoop
{
    public static Tensor[] Run(string api, Func<Tensor[], Tensor[]> func, Tensor[] inputs, long?[] dims, Func<int, int[]> outDims, VmapRandomness randomness, long batch)
    {
        var rule = new RandomRule(randomness);
        var examples = new Tensor[batch][];
        for (long k = 0; k < batch; k++)
        {
            long at = k;
            using var modes = new KeptModes();
            examples[k] = rule.Piece(api,
                () => Guard.UsableResult(func([.. inputs.Select((input, i) => dims[i] is { } dim ? input.select(dim, at) : Handles.Another(input))]), api, nameof(func)));
        }
        long[] to = Guard.OutDims(examples[0], outDims(examples[0].Length), api, nameof(outDims));
        Tensor[] results = [.. to.Select((dim, i) => stack(examples.Select(example => example[i]), dim))];
        GC.KeepAlive(examples);
        return results;
    }
}
