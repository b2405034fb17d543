using TorchBridge.Engine;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>torch.autograd.grad as the operators use it: nothing is checked, outputs without a graph count for nothing, and a result is null where no path leads.</summary>
internal static class Pullback
{
    /// <param name="api">The public name for messages.</param>
    /// <param name="outputs">The outputs.</param>
    /// <param name="inputs">The inputs, each requiring grad.</param>
    /// <param name="cotangents">One for each output; null where every output has one element and its cotangent is 1.</param>
    /// <param name="createGraph">Whether the results get a graph.</param>
    /// <param name="retainGraph">Whether the graph can be walked again; null: if the results get one.</param>
    public static Tensor?[] Run(string api, Tensor[] outputs, Tensor[] inputs, Tensor[]? cotangents, bool createGraph, bool? retainGraph = null)
    {
        int[] used = [.. Enumerable.Range(0, outputs.Length).Where(i => outputs[i].requires_grad)];
        if (used.Length == 0)
            return new Tensor?[inputs.Length];
        using DrawWatch.Pause pause = DrawWatch.PauseAtLevel();
        return GradPass.Run(api, Pick(outputs), cotangents is null ? [] : Pick(cotangents), inputs, retainGraph ?? createGraph, createGraph);

        Tensor[] Pick(Tensor[] all) => used.Length == all.Length ? all : Array.ConvertAll(used, i => all[i]);
    }
}
