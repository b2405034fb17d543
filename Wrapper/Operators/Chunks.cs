using TorchBridge.Engine;
using TorchBridge.Support;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>How many rows or columns of a Jacobian are computed at once, and the unit vectors that pick them.</summary>
internal static class Chunks
{
    /// <summary>
    /// What a chunk's largest tensor may take, where it is for us to choose. A batch of small ones costs hardly more than one of them; of large ones
    /// it costs their sum, and no longer fits the cache.
    /// </summary>
    public const long RowBytes = 4 << 20;

    /// <summary>The same in forward mode, where what the function makes, with its tangents, is held until the function returns.</summary>
    public const long ColumnBytes = 1 << 20;

    private const long Smallest = 64;

    /// <summary>How many at once. It is 1 where a loop is asked for, where it is as fast, and where there is nothing else.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="largest">Tensors, of which the largest is taken for the largest of each row or column.</param>
    /// <param name="vectorize">True: many at once; false: a loop; null: where it pays.</param>
    /// <param name="chunkSize">What the caller chose.</param>
    /// <param name="bytes">What a chunk's largest tensor may take otherwise.</param>
    public static long Size(long count, IEnumerable<Tensor> largest, bool? vectorize, int? chunkSize, long bytes)
    {
        if (count <= 1 && vectorize != true || vectorize == false || !Capabilities.FunctionTransforms)
            return 1;
        if (chunkSize is { } chosen)
            return Math.Min(chosen, count);
        long each = Math.Max(1, largest.Max(tensor => tensor.numel() * tensor.element_size()));
        return Math.Min(count, Math.Max(Smallest, bytes / each));
    }

    /// <summary>Rows <paramref name="start"/> to <paramref name="start"/> + <paramref name="count"/> of an identity matrix, each in the shape of a tensor: [count, shape...].</summary>
    public static Tensor Basis(Tensor like, long start, long count)
    {
        long size = like.numel();
        if (start == 0 && count == size && like.dim() == 1 && Level.Depth == 0)      // one native call instead of five
            return eye(size, size, like.dtype, like.device);
        using Tensor flat = Alike.Zeros(like, count, size);
        if (Math.Max(0, start) < Math.Min(size, start + count))
        {
            using Tensor diagonal = flat.diagonal(start);
            using Tensor same = diagonal.fill_(Scalars.One);
        }
        return flat.reshape([count, .. Shapes.Of(like)]);
    }
}
