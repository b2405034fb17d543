using TorchBridge.Engine;
using TorchBridge.Support;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>Gradients for a whole batch of gradients of the outputs: row i of a result belongs to row i of every given gradient.</summary>
internal static class BatchedGrad
{
    public static Tensor?[] Run(string api, Tensor[] outputs, Tensor[] inputs, Tensor[] gradOutputs, bool retainGraph, bool createGraph)
    {
        int batch = (int)gradOutputs[0].size(0);
        var rows = new Tensor?[inputs.Length][];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = new Tensor?[batch];
        var results = new Tensor?[inputs.Length];
        try
        {
            for (int row = 0; row < batch; row++)
                Row(row);
            for (int i = 0; i < inputs.Length; i++)
                results[i] = batch == 0 ? zeros([0, .. Shapes.Of(inputs[i])], inputs[i].dtype, inputs[i].device)
                    : rows[i][0] is null ? null : stack(rows[i]!);
            return results;
        }
        finally
        {
            foreach (Tensor? each in rows.SelectMany(each => each))
                each?.Dispose();
        }

        void Row(int row)
        {
            var gradients = new Tensor[gradOutputs.Length];
            try
            {
                for (int i = 0; i < gradients.Length; i++)
                    gradients[i] = gradOutputs[i].select(0, row);
                // All rows walk the graph that the last one may free.
                Tensor?[] found = GradPass.Run(api, outputs, gradients, inputs, retainGraph || row < batch - 1, createGraph);
                for (int i = 0; i < found.Length; i++)
                    rows[i][row] = found[i];
            }
            finally
            {
                foreach (Tensor each in gradients)
                    each?.Dispose();
            }
        }
    }
}
