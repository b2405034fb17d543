using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>Category values: where a derivative jumps or does not exist.</summary>
internal static partial class BackwardCases
{
    [Case("sqrt_at_zero")]
    private static void SqrtAtZero(Record r)
    {
        Tensor x = Leaf([0, 4]);
        sqrt(x).sum().Backward();
        r["x_grad"] = x.grad;
    }

    [Case("abs_relu_at_zero")]
    private static void AbsReluAtZero(Record r)
    {
        Tensor x = Leaf([0, 0]);
        (x.abs()[0] + x.relu()[1]).Backward();
        r["x_grad"] = x.grad;
    }

    [Case("max_ties_dim")]
    private static void MaxTiesDim(Record r)
    {
        Tensor x = Leaf([2, 5, 5, 1]);
        (Tensor v, Tensor i) = x.max(dim: 0);
        v.Backward();
        (r["index"], r["x_grad"]) = (i, x.grad);
    }

    [Case("maximum_ties")]
    private static void MaximumTies(Record r)
    {
        Tensor a = Leaf([1, 2]), b = Leaf([1, 0]);
        maximum(a, b).sum().Backward();
        (r["a_grad"], r["b_grad"]) = (a.grad, b.grad);
    }

    [Case("clamp_at_bounds")]
    private static void ClampAtBounds(Record r)
    {
        Tensor x = Leaf([-1, 0, 0.5, 1, 2]);
        x.clamp(0, 1).sum().Backward();
        r["x_grad"] = x.grad;
    }

    [Case("pow_zero_zero")]
    private static void PowZeroZero(Record r)
    {
        Tensor x = zeros(3, dtype: float64, requires_grad: true);
        x.pow(tensor([0, 2, 0.5])).sum().Backward();
        r["x_grad"] = x.grad;
    }

    [Case("prod_with_zero")]
    private static void ProdWithZero(Record r)
    {
        Tensor x = Leaf(new[,] { { 2.0, 0.0, 3.0 }, { 0.0, 0.0, 3.0 } });
        x.prod(1).sum().Backward();
        r["x_grad"] = x.grad;
    }
}
