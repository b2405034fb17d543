using TorchBridge.Operators.Reverse;

namespace TorchBridge.Operators.Jacobians;

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
        Tensor[] gradients = new Pullback(Api, outputs, at).ApplyOrZeros(null, createGraph: false);
        Tensor[] results = [outputs[0].detach(), .. gradients.Select(gradient => gradient.detach())];
        scope.MoveToOuter(results);
        return (results[0], results[1..]);
    }
}
