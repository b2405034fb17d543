namespace TorchBridge.Support;

/// <summary>
/// Shapes, read one size at a time. TorchSharp's <c>shape</c> creates a delegate with a native thunk on each call, and the thunk stays in
/// memory until the delegate is finalized.
/// </summary>
internal static class Shapes
{
    public static long[] Of(Tensor tensor)
    {
        var shape = new long[tensor.dim()];
        for (int i = 0; i < shape.Length; i++)
            shape[i] = tensor.size(i);
        GC.KeepAlive(tensor);      // the caller may not use the tensor again
        return shape;
    }

    /// <summary>
    /// Whether two shapes are equal; the first <paramref name="without"/> dimensions of <paramref name="a"/> do not count.
    /// </summary>
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
