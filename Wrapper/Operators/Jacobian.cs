using TorchBridge.Engine;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>torch.autograd.functional.jacobian: [i][j] is d output i / d input j, of shape [output i..., input j...].</summary>
internal static class Jacobian
{
    public const string Api = "Jacobian";

    public static Tensor[][] Run(string api, Func<Tensor[], Tensor[]> func, Tensor[] inputs, bool createGraph, bool strict, bool? vectorize, JacobianStrategy strategy, int? chunkSize)
    {
        Evaluation.RefuseInTransform(api);
        Admission.Shaped(api, inputs, nameof(inputs));
        using DisposeScope scope = NewDisposeScope();
        Tensor[][] results = strategy == JacobianStrategy.ForwardMode
            ? JacobianColumns.Run(api, arguments => (func(arguments), 0), Evaluation.Each(inputs, input => input.detach()), [.. Enumerable.Range(0, inputs.Length)], vectorize, VmapRandomness.Same,
                chunkSize).Jacobians
            : JacobianRows.Run(api, func, inputs, createGraph, strict, vectorize, chunkSize);
        results = Array.ConvertAll(results, row => Evaluation.Results(row, createGraph));
        scope.MoveToOuter(results.SelectMany(row => row));
        return results;
    }
}
