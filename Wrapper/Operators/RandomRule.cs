using TorchBridge.Engine;
using TorchBridge.Support;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>What random operations may do where a batch is made piece by piece: the same numbers in every piece, other numbers, or none.</summary>
internal readonly struct RandomRule(VmapRandomness randomness)
{
    /// <summary>How often a piece is made again inside other transforms, before other threads are no longer thought to have drawn each time.</summary>
    private const int Attempts = 20;

    private readonly Tensor? _start = randomness == VmapRandomness.Different ? null : get_rng_state();

    /// <summary>
    /// What a level is told, whose pieces are judged here. LibTorch would refuse a draw where it is made, but TorchSharp's rand and randperm
    /// do not notice, and hand out a tensor that ends the process when it is touched.
    /// </summary>
    public static VmapRandomness OfLevel(VmapRandomness randomness) => randomness == VmapRandomness.Error ? VmapRandomness.Different : randomness;

    /// <summary>One piece. Where nothing may be drawn and something was, it throws, the generator set back.</summary>
    /// <param name="api">The public name for messages.</param>
    /// <param name="make">Makes the piece.</param>
    /// <param name="witness">Of a piece, the tensors that would be others if other numbers had been drawn.</param>
    public T Piece<T>(string api, Func<T> make, Func<T, IEnumerable<Tensor>> witness)
    {
        if (randomness == VmapRandomness.Same)
            set_rng_state(_start!);
        T piece = make();
        if (randomness != VmapRandomness.Error || Unchanged(_start!))
            return piece;
        // The generator is the process's: another thread may have drawn meanwhile. What was made without it comes out the same a second time; inside
        // another transform, where values can't be compared, it comes out once without a draw.
        if (Level.Depth == 0 ? witness(piece).Zip(witness(make())).All(pair => Same(pair.First, pair.Second)) : Enumerable.Range(0, Attempts).Any(_ => MadeWithoutDraw(make, out piece)))
            return piece;
        set_rng_state(_start!);
        throw new AutogradException(AutogradError.Other,
            $"{api}: vmap: called random operation while in randomness error mode. Please either use the 'same' or 'different' randomness flags on vmap or perform the randomness operation out "
            + "of vmap. In C#: randomness: VmapRandomness.Different or Same.");
    }

    private static bool MadeWithoutDraw<T>(Func<T> make, out T piece)
    {
        using Tensor before = get_rng_state();
        piece = make();
        return Unchanged(before);
    }

    private static bool Unchanged(Tensor before)
    {
        using Tensor now = get_rng_state();
        return now.bytes.SequenceEqual(before.bytes);
    }

    private static bool Same(Tensor a, Tensor b)
    {
        if (!Shapes.Same(a, b))
            return false;
        using Tensor equal = a.eq(b), aIsNaN = a.ne(a), bIsNaN = b.ne(b), bothNaN = aIsNaN.logical_and(bIsNaN), same = equal.logical_or(bothNaN), all = same.all();
        return all.item<bool>();
    }
}
