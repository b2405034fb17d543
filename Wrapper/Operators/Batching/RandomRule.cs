using System.Runtime.InteropServices;
using TorchBridge.Engine;

namespace TorchBridge.Operators.Batching;

/// <summary>
/// What random operations may do where a batch is made piece by piece: the same numbers in every piece, other numbers, or none.
/// </summary>
internal readonly struct RandomRule(VmapRandomness randomness)
{
    private readonly Tensor? _start = randomness == VmapRandomness.Same ? DefaultGenerator.State : null;

    /// <summary>
    /// What a level is told, whose pieces are judged here. LibTorch would refuse a draw where it is made, but TorchSharp's rand and
    /// randperm do not notice, and hand out a tensor that ends the process when it is touched.
    /// </summary>
    public static VmapRandomness OfLevel(VmapRandomness randomness) => randomness == VmapRandomness.Error ? VmapRandomness.Different : randomness;

    /// <summary>One piece, made once. Where nothing may be drawn and something was, it throws, the generator set back.</summary>
    /// <param name="api">The public name for messages.</param>
    /// <param name="make">Makes the piece.</param>
    public T Piece<T>(string api, Func<T> make)
    {
        if (randomness == VmapRandomness.Same)
            DefaultGenerator.State = _start!;
        return randomness == VmapRandomness.Error && Capabilities.SeesDraws ? WithoutDraw(api, make) : make();
    }

    private static T WithoutDraw<T>(string api, Func<T> make)
    {
        using var watch = new DrawWatch();
        T piece;
        try
        {
            piece = make();
        }
        catch (ExternalException native) when (DrawWatch.Drew)      // some draws LibTorch refuses in the level's own rule
        {
            throw Refusal(api, native);
        }
        return DrawWatch.Drew ? throw Refusal(api, null) : piece;
    }

    private static AutogradException Refusal(string api, Exception? native) => new(AutogradError.Other,
        $"{api}: vmap: called random operation while in randomness error mode. Please either use the 'same' or 'different' randomness flags on vmap or perform the randomness operation out of "
        + "vmap. In C#: randomness: VmapRandomness.Different or Same.", native);
}
