using TorchBridge.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>A function's value and differentiable gradient at a point, which both Hessian products start from.</summary>
internal readonly record struct SecondOrder(Tensor[] At, Tensor Output, Tensor?[] Gradient, Tensor[]? Vectors, bool CreateGraph)
{
    public static SecondOrder Of(string api, Func<Tensor[], Tensor[]> func, Tensor[] inputs, Tensor[]? v, bool createGraph, bool strict, bool single)
    {
        Tensor[] at = Evaluation.Inputs(inputs, createGraph, api);
        Tensor[]? vectors = v is null ? null : Evaluation.Vectors(v, createGraph, api);
        Guard.Vector(vectors, at, api, nameof(v), single, Guard.NoVectorForInputs);
        Tensor[] outputs = Evaluation.Call(func, at, api);
        Strict.Outputs(strict, api, outputs);
        Tensor output = Evaluation.Single(outputs, api);
        Tensor?[] gradient = Pullback.Run(api, [output], at, null, createGraph: true);
        Strict.Gradient(strict, api, gradient);
        return new(at, output, gradient, vectors, createGraph);
    }

    /// <summary>What is handed to the caller, moved out of the scope.</summary>
    public (Tensor Output, Tensor[] Product) Results(DisposeScope scope, Tensor[] product)
    {
        (Tensor Output, Tensor[] Product) results = (Evaluation.Results([Output], CreateGraph)[0], Evaluation.Results(product, CreateGraph));
        scope.MoveToOuter([results.Output, .. results.Product]);
        return results;
    }
}
