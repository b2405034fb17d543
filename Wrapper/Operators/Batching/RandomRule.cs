using System.Runtime.InteropServices;
using TorchBridge.Engine;

namespace TorchBridge.Operators.Batching;

/// <summary>
/// What random operations may do when a batch is computed in pieces: draw the same numbers in every piece, draw different ones, or not
/// draw.
/// </summary>
internal readonly struct RandomRule(VmapRandomness randomness)
{
    private readonly Tensor? _start = randomness == VmapRandomness.Same ? DefaultGenerator.State : null;

    /// <summary>
    /// The randomness of a level whose pieces are checked here. With Error, LibTorch would refuse a draw itself, but TorchSharp's rand and
    /// randperm ignore the error and return a tensor that ends the process when it is used.
    /// </summary>
    public static VmapRandomness OfLevel(VmapRandomness randomness) =>
        randomness == VmapRandomness.Error ? VmapRandomness.Different : randomness;

    /// <summary>Makes one piece. If drawing is not allowed and the piece has drawn, this throws and restores the generator.</summary>
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
        catch (ExternalException native) when (DrawWatch.Drew)      // LibTorch itself refuses some draws
        {
            throw TransformMessages.DrawInVmap(api, native);
        }
        return DrawWatch.Drew ? throw TransformMessages.DrawInVmap(api, null) : piece;
    }
}
