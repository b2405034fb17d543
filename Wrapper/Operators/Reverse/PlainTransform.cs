using TorchBridge.Engine;

namespace TorchBridge.Operators.Reverse;

/// <summary>Marks this thread as inside a transform without a level, until Dispose.</summary>
internal readonly struct PlainTransform : IDisposable
{
    [ThreadStatic]
    private static int t_depth;

    public PlainTransform() => t_depth++;

    /// <summary>Whether this thread is in a transform, at a level or without one.</summary>
    public static bool InTransform => LevelStack.Depth > 0 || t_depth > 0;

    public void Dispose() => t_depth--;
}
