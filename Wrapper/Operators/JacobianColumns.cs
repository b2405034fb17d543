using TorchBridge.Engine;
using TorchBridge.Support;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>A Jacobian in forward mode: the function runs on dual numbers, once for many unit tangents where that works, once for each column otherwise.</summary>
internal static class JacobianColumns
{
    public static Tensor[][] Run(string api, Func<Tensor[], Tensor[]> func, Tensor[] inputs, bool? vectorize, int? chunkSize)
    {
        Tensor[] at = Array.ConvertAll(inputs, input => input.detach());
        long total = at.Sum(input => input.numel());
        long size = Chunks.Size(total, at, vectorize, chunkSize);
        if (size > 1 || vectorize == true && total > 0 && Capabilities.FunctionTransforms)
        {
            try
            {
                return ByChunks(at, total, size, (start, count) => Batched(api, func, at, start, count));
            }
            catch (Exception) when (vectorize is null)
            {
                // Something in the function can't be batched: it reads values, or draws random numbers. Column by column gives the same, or the true reason.
            }
        }
        return total == 0 ? Empty(func(at), at) : ByChunks(at, total, 1, (start, _) => Single(api, func, at, start));

        Tensor[][] Empty(Tensor[] outputs, Tensor[] inputs) =>
            Array.ConvertAll(Guard.UsableResult(outputs, api, nameof(func)), output => Array.ConvertAll(inputs, input => zeros([.. output.shape, .. input.shape], output.dtype, output.device)));
    }

    /// <param name="at">The inputs.</param>
    /// <param name="total">Their elements.</param>
    /// <param name="size">How many columns at once.</param>
    /// <param name="columns">From the first column and their number to a tensor [count, output...] for each output.</param>
    private static Tensor[][] ByChunks(Tensor[] at, long total, long size, Func<long, long, Tensor[]> columns)
    {
        var chunks = new List<Tensor[]>();
        for (long start = 0; start < total; start += size)
            chunks.Add(columns(start, Math.Min(size, total - start)));
        return [.. chunks[0].Select((_, i) => Split(chunks.Count == 1 ? chunks[0][i] : cat([.. chunks.Select(chunk => chunk[i])]), at))];
    }

    /// <summary>From [all columns, output...] to [output..., input...] for each input.</summary>
    private static Tensor[] Split(Tensor columns, Tensor[] at)
    {
        long start = 0;
        return Array.ConvertAll(at, input =>
        {
            Tensor part = columns.narrow(0, start, input.numel());
            start += input.numel();
            return part.movedim([0], [-1]).reshape([.. columns.shape[1..], .. input.shape]);
        });
    }

    private static Tensor[] Batched(string api, Func<Tensor[], Tensor[]> func, Tensor[] at, long start, long count)
    {
        Tensor[] bases = Bases(at, start, count);
        using Level level = Level.Vmap(count, VmapRandomness.Error);
        (Tensor[] outputs, Tensor?[] tangents) = ForwardMode.Run(api, func, at, Array.ConvertAll(bases, basis => level.Batched(basis, 0)));
        return [.. outputs.Select((output, i) => tangents[i] is { } tangent ? level.Unbatched(tangent, count, 0) : Zeros(level, output, count))];
    }

    private static Tensor Zeros(Level level, Tensor output, long count)
    {
        Tensor plain = level.Unbatched(output, count, 0);
        return zeros_like(plain);
    }

    private static Tensor[] Single(string api, Func<Tensor[], Tensor[]> func, Tensor[] at, long column)
    {
        (Tensor[] outputs, Tensor?[] tangents) = ForwardMode.Run(api, func, at, Array.ConvertAll(Bases(at, column, 1), basis => basis.squeeze(0)));
        return [.. outputs.Select((output, i) => (tangents[i] ?? zeros_like(output)).unsqueeze(0))];
    }

    /// <summary>For each input its part of some unit vectors of all inputs together.</summary>
    private static Tensor[] Bases(Tensor[] at, long start, long count)
    {
        long before = 0;
        return Array.ConvertAll(at, input =>
        {
            Tensor basis = Chunks.Basis(input, start - before, count);
            before += input.numel();
            return basis;
        });
    }
}
