using TorchBridge.Engine;
using TorchBridge.Support;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>
/// Gradients for a whole batch of gradients of the outputs, in one pass: row k of a result belongs to row k of every given gradient. Where LibTorch's
/// levels can't be reached, row by row.
/// </summary>
internal static class BatchedGrad
{
    /// <summary>Whether the engine may walk the graph behind some outputs with batched gradients. It is asked once for a graph, for the answer costs a walk.</summary>
    public static bool AtOnce(string api, Tensor[] outputs) => Capabilities.FunctionTransforms
        && (KnownFaults.TakesPlainBatches && !Level.BatchesSince(0) || !KnownFaults.Behind(api, outputs).Have(Faults.BatchOfGradients));

    public static Tensor?[] Run(string api, Tensor[] outputs, Tensor[] inputs, Tensor[] gradOutputs, bool retainGraph, bool createGraph, bool atOnce)
    {
        int batch = (int)gradOutputs[0].size(0);
        return batch == 0 ? Array.ConvertAll(inputs, input => (Tensor?)zeros([0, .. Shapes.Of(input)], input.dtype, input.device))
            : atOnce ? AtOnce(api, outputs, inputs, gradOutputs, batch, retainGraph, createGraph)
            : RowByRow(api, outputs, inputs, gradOutputs, batch, retainGraph, createGraph);
    }

    /// <summary>The engine, walking the graph once with batched gradients.</summary>
    private static Tensor?[] AtOnce(string api, Tensor[] outputs, Tensor[] inputs, Tensor[] gradOutputs, int batch, bool retainGraph, bool createGraph)
    {
        using var temporaries = new Temporaries();
        using Level level = Level.Vmap(batch, VmapRandomness.Different);
        Tensor[] batched = Array.ConvertAll(gradOutputs, gradient => temporaries.Add(level.Batched(gradient, 0)));
        Tensor?[] found = GradPass.Run(api, outputs, batched, inputs, retainGraph, createGraph);
        return Array.ConvertAll(found, gradient => gradient is null ? null : level.Unbatched(temporaries.Add(gradient), batch, 0));
    }

    private static Tensor?[] RowByRow(string api, Tensor[] outputs, Tensor[] inputs, Tensor[] gradOutputs, int batch, bool retainGraph, bool createGraph)
    {
        using var temporaries = new Temporaries();
        var rows = new Tensor?[batch][];
        for (int row = 0; row < batch; row++)
        {
            Tensor[] gradients = Array.ConvertAll(gradOutputs, all => temporaries.Add(all.select(0, row)));
            // All rows walk the graph that the last one may free.
            rows[row] = GradPass.Run(api, outputs, gradients, inputs, retainGraph || row < batch - 1, createGraph);
            foreach (Tensor? gradient in rows[row])
                temporaries.Add(gradient);
        }
        return [.. inputs.Select((_, i) => rows[0][i] is null ? null : stack(rows.Select(row => row[i]!)))];
    }
}
