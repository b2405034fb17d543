namespace TorchBridge.Operators;

/// <summary>While it is there, this thread is in a transform without a level.</summary>
internal readonly struct PlainTransform : IDisposable
{
    [ThreadStatic]
    private static int t_depth;

    public PlainTransform() => t_depth++;

    public static int Depth => t_depth;

    public void Dispose() => t_depth--;
}
