using TorchBridge.Engine;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>torch.autograd.functional.jacobian: [i][j] is d output i / d input j, of shape [output i..., input j...].</summary>
internal static class Jacobian
{
    public const string Api = "Jacobian";

    /// <param name="api">The public name for messages.</param>
    /// <param name="func">From the inputs to the outputs.</param>
    /// <param name="inputs">The point.</param>
    /// <param name="createGraph">Whether the results get a graph.</param>
    /// <param name="strict">Whether a missing derivative is an error.</param>
    /// <param name="vectorize">Many rows or columns at once; null: where that works.</param>
    /// <param name="strategy">Rows or columns.</param>
    /// <param name="chunkSize">How many at once; null to choose.</param>
    /// <param name="onDuals">The same function for plain dual numbers, where it is another one there.</param>
    public static Tensor[][] Run(string api, Func<Tensor[], Tensor[]> func, Tensor[] inputs, bool createGraph, bool strict, bool? vectorize, JacobianStrategy strategy, int? chunkSize,
        Func<Tensor[], Tensor[]>? onDuals = null)
    {
        Evaluation.RefuseInTransform(api);
        Admission.Shaped(api, inputs, nameof(inputs));
        using DisposeScope scope = NewDisposeScope();
        Tensor[][] results = strategy == JacobianStrategy.ForwardMode
            ? new JacobianColumns<int>(api, arguments => (func(arguments), 0), Evaluation.Each(inputs, input => input.detach()), [.. Enumerable.Range(0, inputs.Length)], VmapRandomness.Same,
                recorded: false).Run(vectorize, chunkSize, arguments => ((onDuals ?? func)(arguments), 0)).Jacobians
            : JacobianRows.Run(api, func, inputs, createGraph, strict, vectorize, chunkSize);
        results = Array.ConvertAll(results, row => Evaluation.Results(row, createGraph));
        scope.MoveToOuter(results.SelectMany(row => row));
        return results;
    }
}
