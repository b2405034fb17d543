using TorchBridge.Engine;
using TorchBridge.Operators.Reverse;

namespace TorchBridge.Operators.Forward;

/// <summary>
/// A dual level for an operator's own dual numbers, without a functorch level. While it is open, this thread counts as inside a transform.
/// Code inside it must not open another one, because the tangents of both would be added.
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

    /// <summary>Whether the current computation has tangents, at a functorch level or without one.</summary>
    public static bool HaveTangents => Inside || LevelStack.InJvp;

    public void Dispose()
    {
        t_depth--;
        _transform.Dispose();
        _level.Dispose();
    }
}
