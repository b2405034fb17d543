namespace TorchBridge.Support;

/// <summary>
/// Shapes asked for number by number: TorchSharp's <c>shape</c> costs a thunk in executable memory each time, which stays until its
/// delegate has been finalized.
/// </summary>
internal static class Shapes
{
    public static long[] Of(Tensor tensor)
    {
        var shape = new long[tensor.dim()];
        for (int i = 0; i < shape.Length; i++)
            shape[i] = tensor.size(i);
        GC.KeepAlive(tensor);      // a message may be all that still needs it
        return shape;
    }

    /// <summary>Whether two shapes are one, that of <paramref name="a"/> without its first dimensions.</summary>
    public static bool Same(Tensor a, Tensor b, int without = 0)
    {
        int dimensions = (int)b.dim();
        bool same = a.dim() - without == dimensions;
        for (int i = 0; i < dimensions && same; i++)
            same = a.size(i + without) == b.size(i);
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        return same;
    }
}
