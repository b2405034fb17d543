using TorchBridge.Engine;
using TorchBridge.Operators.Reverse;

namespace TorchBridge.Operators.Forward;

/// <summary>
/// A dual level for an operator's own dual numbers, without a functorch level around. While it is open, this thread is in a transform.
/// Nothing inside may open another one, because the tangents of both would be added.
/// </summary>
internal sealed class PlainDualLevel : IDisposable
{
    [ThreadStatic]
    private static int t_depth;

    private readonly DualLevelClaim _level = new();
    private readonly PlainTransform _transform = new();

    public PlainDualLevel() => t_depth++;

    /// <summary>Whether this thread is in a plain dual level.</summary>
    public static bool Inside => t_depth > 0;

    /// <summary>Whether tangents are being computed now, at a functorch level or without one.</summary>
    public static bool HaveTangents => Inside || LevelStack.InJvp;

    public void Dispose()
    {
        t_depth--;
        _transform.Dispose();
        _level.Dispose();
    }
}
