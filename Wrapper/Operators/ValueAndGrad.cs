using TorchBridge.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>A scalar function's value and gradient, by one backward pass.</summary>
internal static class ValueAndGrad
{
    private const string Api = "ValueAndGrad";

    public static (Tensor Value, Tensor[] Grads) Run(Func<Tensor[], Tensor> func, Tensor[] inputs)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable recording = enable_grad();
        Tensor[] at = Evaluation.Inputs(inputs, createGraph: false, Api);
        Tensor[] outputs = Evaluation.Call(arguments => [func(arguments)], at, Api);
        Guard.Gradient(outputs[0], null, Api, "a cotangent to Vjp", 0);
        Tensor?[] found = Pullback.Run(Api, outputs, at, null, createGraph: false);
        Tensor[] results = [outputs[0].detach(), .. found.Select((gradient, i) => gradient?.detach() ?? zeros_like(at[i]))];
        scope.MoveToOuter(results);
        return (results[0], results[1..]);
    }
}
