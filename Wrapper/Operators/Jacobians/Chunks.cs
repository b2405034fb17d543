using TorchBridge.Engine;
using TorchBridge.Operators.Batching;

namespace TorchBridge.Operators.Jacobians;

/// <summary>
/// Decides whether the rows or columns of a Jacobian are computed in chunks or one by one, and reports the decision as an event.
/// </summary>
internal static class Chunks
{
    /// <summary>
    /// How large a chunk's largest tensor may be if the caller does not choose. A batch of small tensors takes hardly more time than one of
    /// them. A batch of large tensors takes as much time as all of them, and does not fit into the cache.
    /// </summary>
    public const long RowBytes = 4 << 20;

    /// <summary>The same in forward mode, where all temporaries and their tangents live until the function returns.</summary>
    public const long ColumnBytes = 1 << 20;

    private const long Smallest = 64;

    /// <summary>The caller's choice.</summary>
    /// <param name="Vectorize">True: many at once. False: one by one. Null: the faster of both.</param>
    /// <param name="Size">How many at once; null: chosen by size.</param>
    /// <param name="Report">Where each chunk, row or column is reported; null where no progress is asked for.</param>
    public readonly record struct Options(bool? Vectorize, int? Size, ProgressReport? Report = null);

    /// <summary>The rows or columns to compute.</summary>
    /// <param name="Api">The public name.</param>
    /// <param name="Unit">Row or column.</param>
    /// <param name="Count">How many there are.</param>
    /// <param name="Bytes">How large a chunk's largest tensor may be.</param>
    public readonly record struct Work(string Api, string Unit, long Count, long Bytes);

    /// <summary>
    /// Does the work in chunks or one by one. If LibTorch reports that something can't be batched, the work is done one by one.
    /// </summary>
    /// <param name="work">The work.</param>
    /// <param name="options">The caller's choice.</param>
    /// <param name="obstacle">Why the work can't be batched; null if it can.</param>
    /// <param name="largest">Tensors; the size of the largest one is an estimate for one row or column.</param>
    /// <param name="inChunks">Does the work with a given number at once.</param>
    /// <param name="oneByOne">Does the work one by one.</param>
    public static T Run<T>(Work work, Options options, string? obstacle, IEnumerable<Tensor> largest,
        Func<long, T> inChunks, Func<T> oneByOne)
    {
        if ((obstacle ?? Obstacle(work.Count, options.Vectorize)) is { } why)
            AutogradEvents.Log.OneByOne(work.Api, work.Unit, why);
        else if (Size(work, options.Size, largest) is var size && (size > 1 || options.Vectorize == true))
        {
            AutogradEvents.Log.InChunks(work.Api, work.Unit, size);
            long done = options.Report?.Done ?? 0;
            try
            {
                return inChunks(size);
            }
            catch (Exception reported) when (options.Vectorize is null && EngineError.IsReport(reported))
            {
                // A function, hook or backward reads values or draws random numbers, or an operation can't be batched. Computing one by one
                // gives the same numbers, or the error itself.
                AutogradEvents.Log.OneByOne(work.Api, work.Unit, reported.Message);
                if (options.Report is { } report)
                    report.Done = done;
            }
        }
        return oneByOne();
    }

    private static string? Obstacle(long count, bool? vectorize) =>
        vectorize == false ? "vectorize is false"
        : count <= 1 && vectorize != true ? "there is one"
        : !Capabilities.FunctionTransforms ? "this LibTorch has no levels"
        : null;

    private static long Size(Work work, int? chosen, IEnumerable<Tensor> largest) => Math.Min(work.Count,
        chosen ?? Math.Max(Smallest, work.Bytes / Math.Max(1, largest.Max(tensor => tensor.numel() * tensor.element_size()))));

    /// <summary>
    /// <paramref name="count"/> unit vectors from number <paramref name="start"/> on, each in the shape of a tensor: [count, shape...].
    /// </summary>
    public static Tensor Basis(Tensor like, long start, long count)
    {
        long size = like.numel();
        if (start == 0 && count == size && like.dim() == 1 && LevelStack.Depth == 0)      // one native call instead of five
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
