using GradBench.Serving;
using TorchBridge;
using static TorchSharp.torch;

namespace GradBench.Evals;

/// <summary>log Σ exp(x), without overflow.</summary>
internal static class LogSumExp
{
    public static readonly Module Module = new("lse", """{"x": [0.5, 0.25, 1]}""",
        new("primal", input =>
        {
            Tensor x = input.Tensor("x", -1);
            return () => Primal(x);
        }),
        new("gradient", input =>
        {
            Tensor x = input.Tensor("x", -1).requires_grad_();
            return () => Autograd.Grad(Primal(x), x);
        }));

    private static Tensor Primal(Tensor x)
    {
        Tensor shift = x.detach().max();      // the result is the same for every shift, and so is its derivative
        return x.sub(shift).exp_().sum().log() + shift;
    }
}
