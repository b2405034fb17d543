namespace TorchBridge.Operators.Jacobians;

/// <summary>
/// torch.autograd.functional.vhp: vᵀH, by a backward pass through the gradient. It is cheaper than Hv, and equal to it if H is symmetric.
/// </summary>
internal static class Vhp
{
    public static (Tensor Output, Tensor[] Vhp) Run(Func<Tensor[], Tensor[]> func, Tensor[] inputs,
        Tensor[]? v, bool createGraph, bool strict, bool single) =>
        SecondOrder.Run("Vhp", func, inputs, v, createGraph, strict, single,
            (gradient, order) => gradient.Apply(order.Vectors, createGraph),
            GraphMessages.JacobianIndependent);
}
