using TorchBridge.Operators.Reverse;

namespace TorchBridge.Operators.Jacobians;

/// <summary>torch.autograd.functional.vjp: vᵀJ, by one backward pass.</summary>
internal static class Vjp
{
    private const string Api = "Vjp";

    public static (Tensor[] Outputs, Tensor[] Vjp) Run(Func<Tensor[], Tensor[]> func, Tensor[] inputs,
        Tensor[]? v, bool createGraph, bool strict, bool single)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable recording = enable_grad();
        Tensor[] at = Evaluation.Inputs(inputs, createGraph, Api);
        Tensor[] outputs = Evaluation.Call(func, at, Api);
        Strict.Outputs(strict, Api, outputs);
        Tensor[]? cotangents = v is null ? null : Evaluation.Vectors(v, createGraph, Api);
        Guard.Vector(cotangents, outputs, Api, nameof(v), single, GraphMessages.NoVectorForOutputs);
        Tensor?[] found = new Pullback(Api, outputs, at).Apply(cotangents, createGraph);
        Tensor[] products = Strict.WithZeros(strict, Api, found, at, createGraph, GraphMessages.OutputIndependent, "jacobian");
        (Tensor[] Outputs, Tensor[] Vjp) results = (Evaluation.Results(outputs, createGraph), Evaluation.Results(products, createGraph));
        scope.MoveToOuter([.. results.Outputs, .. results.Vjp]);
        return results;
    }
}
