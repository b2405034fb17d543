namespace TorchBridge.Operators.Jacobians;

/// <summary>torch.autograd.functional.hvp: Hv, by the double backward trick applied to the gradient.</summary>
internal static class Hvp
{
    public static (Tensor Output, Tensor[] Hvp) Run(Func<Tensor[], Tensor[]> func, Tensor[] inputs,
        Tensor[]? v, bool createGraph, bool strict, bool single) =>
        SecondOrder.Run("Hvp", func, inputs, v, createGraph, strict, single,
            (gradient, order) => gradient
                .Transpose(Array.ConvertAll(order.At, input => zeros_like(input, requires_grad: true)))
                .Apply(order.Vectors, createGraph),
            GraphMessages.HessianIndependentOfVector);
}
