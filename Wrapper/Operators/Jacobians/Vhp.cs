using TorchBridge.Operators.Reverse;

namespace TorchBridge.Operators.Jacobians;

/// <summary>
/// torch.autograd.functional.vhp: vᵀH, by a backward pass through the gradient. It is cheaper than Hv, and equal to it if H is symmetric.
/// </summary>
internal static class Vhp
{
    private const string Api = "Vhp";

    public static (Tensor Output, Tensor[] Vhp) Run(Func<Tensor[], Tensor[]> func, Tensor[] inputs,
        Tensor[]? v, bool createGraph, bool strict, bool single)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable recording = enable_grad();
        SecondOrder order = SecondOrder.Of(Api, func, inputs, v, createGraph, strict, single);
        if (order.Gradient is not { } gradient)
            return order.Results(scope, order.ForwardOverReverse(Api, func, strict));
        Tensor?[] found = new Pullback(Api, gradient, order.At).Apply(order.Vectors, createGraph);
        return order.Results(scope, Strict.WithZeros(strict, Api, found, order.At, createGraph,
            GraphMessages.JacobianIndependent, "hessian"));
    }
}
