using GradBench.Serving;
using TorchBridge;
using static TorchSharp.torch;

namespace GradBench.Evals;

/// <summary>½ Σᵢ (sign tᵢ - Σⱼ xⱼ tᵢʲ)² at n points t from -1 to 1.</summary>
internal static class LeastSquares
{
    public static readonly Module Module = new("llsq", """{"x": [0.5, 0.25, 1], "n": 5}""",
        new("primal", input =>
        {
            (Tensor x, int n) = Read(input);
            return () => Primal(x, n);
        }),
        new("gradient", input =>
        {
            (Tensor x, int n) = Read(input);
            x.requires_grad_();
            return () => Autograd.Grad(Primal(x, n), x);
        }));

    private static Tensor Primal(Tensor x, int n)
    {
        Tensor t = arange(n, dtype: float64) * (2.0 / (n - 1)) - 1;
        Tensor factors = t.unsqueeze(1).repeat(1, x.shape[0]);
        factors.select(1, 0).fill_(1);
        Tensor powers = factors.cumprod(1);      // 1, t, t², ...
        return (t.sign() - powers.mv(x)).square().sum() / 2;
    }

    private static (Tensor X, int N) Read(Input input)
    {
        int n = input.Count("n", least: 2);
        Input.Limit("n powers of m", n, input.Length("x"));
        return (input.Tensor("x", -1), n);
    }
}
