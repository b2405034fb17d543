using GradBench.Serving;
using TorchBridge;
using static TorchSharp.torch;

namespace GradBench.Evals;

/// <summary>y₀' = x₀, yᵢ' = xᵢ yᵢ₋₁ from y(0) = 0 to y(2), by the classical Runge-Kutta method.</summary>
internal static class Ode
{
    public static readonly Module Module = new("ode", """{"x": [1, 1.5], "s": 3}""",
        new("primal", input =>
        {
            Tensor x = input.Tensor("x", -1);
            int steps = input.Count("s");
            return () => Primal(x, steps);
        }),
        new("gradient", input =>
        {
            Tensor x = input.Tensor("x", -1).requires_grad_();
            int steps = input.Count("s");
            return () => Autograd.Grad(Primal(x, steps)[-1], x);
        }));

    private static Tensor Primal(Tensor x, int steps)
    {
        Tensor one = ones(1, dtype: float64), y = zeros_like(x);
        Tensor Slope(Tensor at) => cat([one, at.narrow(0, 0, at.shape[0] - 1)]) * x;

        double h = 2.0 / steps;
        for (int step = 0; step < steps; step++)
        {
            Tensor k1 = Slope(y), k2 = Slope(y.add(k1, alpha: h / 2)), k3 = Slope(y.add(k2, alpha: h / 2)), k4 = Slope(y.add(k3, alpha: h));
            y = y.add(k1 + k4 + (k2 + k3) * 2, alpha: h / 6);
        }
        return y;
    }
}
