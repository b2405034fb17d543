using TorchBridge.Engine;
using TorchBridge.Operators.Reverse;

namespace TorchBridge.Operators.Forward;

/// <summary>
/// A dual level for an operator's own dual numbers, without a level of functorch around: while it is there, this thread is in a transform.
/// Nothing inside may open another one, because the tangents of both would be added.
/// </summary>
internal sealed class PlainDualLevel : IDisposable
{
    [ThreadStatic]
    private static int t_depth;

    private readonly DualLevelClaim _level = new();
    private readonly PlainTransform _transform = new();

    public PlainDualLevel() => t_depth++;

    /// <summary>Whether this thread is in one.</summary>
    public static bool Inside => t_depth > 0;

    /// <summary>Whether what is computed now has tangents of an operator's, at a level or without one.</summary>
    public static bool HaveTangents => Inside || LevelStack.InJvp;

    public void Dispose()
    {
        t_depth--;
        _transform.Dispose();
        _level.Dispose();
    }
}
