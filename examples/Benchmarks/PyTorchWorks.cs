using TorchBridge;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>The work that is compared with Python's PyTorch. The names are the same as in pytorch.py.</summary>
internal static class PyTorchWorks
{
    public static IReadOnlyList<(string Name, string Title, Func<Action> Make)> All { get; } =
    [
        ("backward", "backward of a 64x64 tanh layer", Backward),
        ("grad", "grad of a 64x64 tanh layer", Grad),
        ("jacobian-16", "Jacobian of a 3-layer MLP, n = 16", () => Jacobian(16)),
        ("jacobian-64", "the same, n = 64", () => Jacobian(64)),
        ("jacobian-256", "the same, n = 256", () => Jacobian(256)),
        ("hessian-16", "Hessian of a 3-layer MLP's sum, n = 16", () => Hessian(16)),
        ("hessian-64", "the same, n = 64", () => Hessian(64)),
        ("func-grad", "func.grad of (x * x).sum(), 3 numbers", SmallGrad),
        ("func-hvp", "jvp of func.grad of the same", SmallHvp),
        ("func-jacrev-64", "func.jacrev of a 3-layer MLP, n = 64", JacRev),
        ("per-sample", "gradients of 256 samples, MLP 64-128-10, cross entropy", PerSample),
        ("leaves-10000", "grad in 10,000 leaves", Leaves),
        ("chain-10000", "a chain of 10,000 operations, and its grad", Chain),
    ];

    private static Action Backward()
    {
        Tensor x = randn(64, 64, dtype: float64), leaf = randn(64, 64, dtype: float64, requires_grad: true);
        return () =>
        {
            leaf.ZeroGrad();
            x.mm(leaf).tanh().sum().Backward();
        };
    }

    private static Action Grad()
    {
        Tensor x = randn(64, 64, dtype: float64), leaf = randn(64, 64, dtype: float64, requires_grad: true);
        return () => Autograd.Grad(x.mm(leaf).tanh().sum(), leaf);
    }

    private static Func<Tensor, Tensor> Mlp(int n)
    {
        Tensor[] weights = [.. Enumerable.Range(0, 3).Select(_ => randn(n, n, dtype: float64) / Math.Sqrt(n))];
        return x => weights.Aggregate(x, (at, weight) => nn.functional.linear(at, weight).tanh());
    }

    private static Action Jacobian(int n)
    {
        Func<Tensor, Tensor> f = Mlp(n);
        Tensor x = randn(n, dtype: float64);
        return () => Autograd.Jacobian(f, x);
    }

    private static Action Hessian(int n)
    {
        Func<Tensor, Tensor> f = Mlp(n);
        Tensor x = randn(n, dtype: float64);
        return () => Autograd.Hessian(at => f(at).sum(), x);
    }

    private static Action SmallGrad()
    {
        Tensor x = tensor([1.0, 2.0, 3.0]);
        Func<Tensor, Tensor> gradient = Transforms.Grad(at => (at * at).sum());
        return () => gradient(x);
    }

    private static Action SmallHvp()
    {
        Tensor x = tensor([1.0, 2.0, 3.0]), v = tensor([1.0, 0.5, 0.25]);
        Func<Tensor, Tensor> gradient = Transforms.Grad(at => (at * at).sum());
        return () => Transforms.Jvp(gradient, x, v);
    }

    private static Action JacRev()
    {
        Func<Tensor, Tensor> jacobian = Transforms.JacRev(Mlp(64));
        Tensor x = randn(64, dtype: float64);
        return () => jacobian(x);
    }

    private static Action PerSample()
    {
        Tensor[] inputs = [randn(128, 64) / 8, zeros(128), randn(10, 128) / 11, zeros(10), randn(256, 64), randint(10, 256)];
        static Tensor Loss(Tensor[] a)
        {
            Tensor logits = a[2].mv((a[0].mv(a[4]) + a[1]).tanh()) + a[3];
            return nn.functional.cross_entropy(logits.unsqueeze(0), a[5].unsqueeze(0));
        }
        Func<Tensor[], Tensor[]> all = Transforms.Vmap(Transforms.Grad(Loss, 0, 1, 2, 3), [null, null, null, null, 0, 0]);
        return () => all(inputs);
    }

    private static Action Leaves()
    {
        Tensor[] leaves = [.. Enumerable.Range(0, 10_000).Select(_ => ones(1, requires_grad: true))];
        return () => Autograd.Grad([cat(leaves).sum()], leaves);
    }

    private static Action Chain()
    {
        Tensor leaf = ones(1, requires_grad: true);
        return () =>
        {
            Tensor y = leaf;
            for (int i = 0; i < 10_000; i++)
                y = y.neg();
            Autograd.Grad(y, leaf);
        };
    }
}
