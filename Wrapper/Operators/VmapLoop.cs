using TorchBridge.Engine;
using TorchBridge.Support;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>vmap without LibTorch's levels: example by example, with the same results and the same rules for random numbers.</summary>
internal static class VmapLoop
{
    public static Tensor[] Run(string api, Func<Tensor[], Tensor[]> func, Tensor[] inputs, long?[] dims, Func<int, int[]> outDims, VmapRandomness randomness, long batch)
    {
        Tensor before = get_rng_state();
        var examples = new Tensor[batch][];
        for (long k = 0; k < batch; k++)
        {
            if (randomness == VmapRandomness.Same)
                set_rng_state(before);
            examples[k] = Guard.UsableResult(func([.. inputs.Select((input, i) => dims[i] is { } dim ? input.select(dim, k) : Handles.Another(input))]), api, nameof(func));
            if (randomness == VmapRandomness.Error && !get_rng_state().bytes.SequenceEqual(before.bytes))
                throw new AutogradException(AutogradError.Other,
                    $"{api}: vmap: called random operation while in randomness error mode. Please either use the 'same' or 'different' randomness flags on vmap or perform the randomness operation out "
                    + "of vmap. In C#: randomness: VmapRandomness.Different or Same.");
        }
        long[] to = Guard.OutDims(examples[0], outDims(examples[0].Length), api, nameof(outDims));
        return [.. to.Select((dim, i) => stack(examples.Select(example => example[i]), dim))];
    }
}
