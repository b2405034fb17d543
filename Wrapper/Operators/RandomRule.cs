using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>What random operations may do where a batch is made piece by piece: the same numbers in every piece, other numbers, or none.</summary>
internal readonly struct RandomRule(VmapRandomness randomness)
{
    private readonly Tensor? _start = randomness == VmapRandomness.Different ? null : get_rng_state();

    /// <summary>Before each piece.</summary>
    public void Begin()
    {
        if (randomness == VmapRandomness.Same)
            set_rng_state(_start!);
    }

    /// <summary>After each piece: throws where something was drawn and must not be, the generator set back.</summary>
    public void End(string api)
    {
        if (randomness != VmapRandomness.Error)
            return;
        using Tensor now = get_rng_state();
        if (now.bytes.SequenceEqual(_start!.bytes))
            return;
        set_rng_state(_start);
        throw new AutogradException(AutogradError.Other,
            $"{api}: vmap: called random operation while in randomness error mode. Please either use the 'same' or 'different' randomness flags on vmap or perform the randomness operation out "
            + "of vmap. In C#: randomness: VmapRandomness.Different or Same.");
    }
}
