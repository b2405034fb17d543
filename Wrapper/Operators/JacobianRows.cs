using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>A Jacobian in reverse mode: the function runs once, then every row is a backward pass, many of them at once where that works.</summary>
internal static class JacobianRows
{
    public static Tensor[][] Run(string api, Func<Tensor[], Tensor[]> func, Tensor[] inputs, bool createGraph, bool strict, bool? vectorize, int? chunkSize)
    {
        using IDisposable recording = enable_grad();
        Tensor[] at = Evaluation.Inputs(inputs, createGraph, api);
        Tensor[] outputs = Evaluation.Call(func, at, api);
        Strict.Outputs(strict, api, outputs);
        return [.. outputs.Select((output, i) => Of(output, i))];

        Tensor[] Of(Tensor output, int index)
        {
            if (!output.requires_grad || output.numel() == 0)
                return Rows.None(output, at);
            long size = strict ? 1 : Chunks.Size(output.numel(), at.Append(output), vectorize, chunkSize, Chunks.RowBytes);
            if (size > 1 || vectorize == true && !strict)
            {
                try
                {
                    return Batched(api, output, at, createGraph, size);
                }
                catch (Exception) when (vectorize is null)
                {
                    // Something in the graph can't be batched: a hook or custom function that reads values, an operation that has no rule and no loop
                    // of LibTorch's. Row by row gives the same, or the true reason.
                }
            }
            return RowByRow(api, output, index, at, createGraph, strict);
        }
    }

    private static Tensor[] Batched(string api, Tensor output, Tensor[] at, bool createGraph, long size)
    {
        var rows = new Rows(output, at);
        bool atOnce = BatchedGrad.AtOnce(api, [output]);
        for (long start = 0; start < output.numel(); start += size)
        {
            using DisposeScope chunk = NewDisposeScope();
            long count = Math.Min(size, output.numel() - start);
            rows.Add(BatchedGrad.Run(api, [output], at, [Chunks.Basis(output, start, count)], retainGraph: true, createGraph, atOnce), count);
        }
        return rows.Finished();
    }

    private static Tensor[] RowByRow(string api, Tensor output, int index, Tensor[] at, bool createGraph, bool strict)
    {
        const long together = 64;      // unit vectors made at once
        var rows = new Rows(output, at);
        for (long start = 0; start < output.numel(); start += together)
        {
            long count = Math.Min(together, output.numel() - start);
            using Tensor basis = Chunks.Basis(output, start, count);
            for (long k = 0; k < count; k++)
            {
                using DisposeScope chunk = NewDisposeScope();
                Tensor?[] row = Pullback.Run(api, [output], at, [basis.select(0, k)], createGraph, retainGraph: true);
                if (strict)
                    Strict.WithZeros(strict, api, row, at, createGraph, input => Strict.RowIndependent(index, input), "jacobian");
                rows.Add(row);
            }
        }
        return rows.Finished();
    }
}
