using TorchBridge.Operators.Reverse;

namespace TorchBridge.Operators.Jacobians;

/// <summary>torch.autograd.functional.hvp: Hv, by the double backward trick applied to the gradient.</summary>
internal static class Hvp
{
    private const string Api = "Hvp";

    public static (Tensor Output, Tensor[] Hvp) Run(Func<Tensor[], Tensor[]> func, Tensor[] inputs,
        Tensor[]? v, bool createGraph, bool strict, bool single)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable recording = enable_grad();
        SecondOrder order = SecondOrder.Of(Api, func, inputs, v, createGraph, strict, single);
        if (order.Gradient is not { } gradient)
            return order.Results(scope, order.ForwardOverReverse(Api, func, strict));
        Tensor[] start = Array.ConvertAll(order.At, input => zeros_like(input, requires_grad: true));
        Tensor?[] found = new Pullback(Api, gradient, order.At).Transpose(start).Apply(order.Vectors, createGraph);
        return order.Results(scope, Strict.WithZeros(strict, Api, found, order.At, createGraph,
            GraphMessages.HessianIndependentOfVector, "hessian"));
    }
}
