using System.Globalization;
using TorchBridge.Engine;
using TorchBridge.Operators.Batching;

namespace TorchBridge.Operators.Jacobians;

/// <summary>
/// The one place that decides whether the rows or columns of a Jacobian are computed many at once or one by one, and says so in an event.
/// </summary>
internal static class Chunks
{
    /// <summary>
    /// What a chunk's largest tensor may take, where it is for us to choose. A batch of small ones costs hardly more than one of them; of
    /// large ones it costs their sum, and no longer fits the cache.
    /// </summary>
    public const long RowBytes = 4 << 20;

    /// <summary>The same in forward mode, where what the function makes, with its tangents, is held until the function returns.</summary>
    public const long ColumnBytes = 1 << 20;

    private const long Smallest = 64;

    /// <summary>What the caller chose.</summary>
    /// <param name="Vectorize">True: many at once. False: one by one. Null: the faster of both.</param>
    /// <param name="Size">How many at once; null to choose.</param>
    public readonly record struct Options(bool? Vectorize, int? Size);

    /// <summary>What is to be computed.</summary>
    /// <param name="Api">The public name.</param>
    /// <param name="Unit">What one of them is: row or column.</param>
    /// <param name="Count">How many there are.</param>
    /// <param name="Bytes">What a chunk's largest tensor may take.</param>
    public readonly record struct Work(string Api, string Unit, long Count, long Bytes);

    /// <summary>
    /// Does the work in chunks or one by one. Where LibTorch reports in the first chunk that something can't be batched, one by one.
    /// </summary>
    /// <param name="work">The work.</param>
    /// <param name="options">What the caller chose.</param>
    /// <param name="obstacle">Why there may be no batch; null where there may.</param>
    /// <param name="largest">Tensors, of which the largest is taken for the largest of each row or column.</param>
    /// <param name="inChunks">Does it, with so many at once.</param>
    /// <param name="oneByOne">Does it, one after the other.</param>
    public static T Run<T>(Work work, Options options, string? obstacle, IEnumerable<Tensor> largest, Func<long, T> inChunks, Func<T> oneByOne)
    {
        if ((obstacle ?? Obstacle(work.Count, options.Vectorize)) is { } why)
            AutogradEvents.Log.OneByOne(work.Api, work.Unit, why);
        else if (Size(work, options.Size, largest) is var size && (size > 1 || options.Vectorize == true))
        {
            AutogradEvents.Log.InChunks(work.Api, work.Unit, size.ToString(CultureInfo.InvariantCulture));
            try
            {
                return inChunks(size);
            }
            catch (Exception reported) when (options.Vectorize is null && EngineError.IsReport(reported))
            {
                // A function, hook or backward reads values or draws random numbers, or an operation has neither a rule nor a loop of
                // LibTorch's. One by one gives the same numbers, or the true reason.
                AutogradEvents.Log.OneByOne(work.Api, work.Unit, reported.Message);
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
    /// Rows <paramref name="start"/> to <paramref name="start"/> + <paramref name="count"/> of an identity matrix, each in the shape of a
    /// tensor: [count, shape...].
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
