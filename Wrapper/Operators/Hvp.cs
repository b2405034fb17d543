using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>torch.autograd.functional.hvp: Hv, by the double backward trick on the gradient.</summary>
internal static class Hvp
{
    private const string Api = "Hvp";

    public static (Tensor Output, Tensor[] Hvp) Run(Func<Tensor[], Tensor[]> func, Tensor[] inputs, Tensor[]? v, bool createGraph, bool strict, bool single)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable recording = enable_grad();
        SecondOrder order = SecondOrder.Of(Api, func, inputs, v, createGraph, strict, single);
        if (order.Gradient is not { } gradient)
            return order.Results(scope, order.ForwardOverReverse(Api, func, strict));
        Tensor[] dummies = Array.ConvertAll(order.At, input => zeros_like(input, requires_grad: true));
        Tensor?[] back = Jvp.Reached(Api, gradient, order.At, dummies, createGraph: true);
        Tensor?[] found = Jvp.Reached(Api, back, dummies, order.Vectors, createGraph);
        return order.Results(scope, Strict.WithZeros(strict, Api, found, order.At, createGraph, Strict.HessianIndependent, "hessian"));
    }
}
