using TorchBridge;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>Function transforms against a loop that does the same work one sample, one Hessian, one network at a time.</summary>
internal static class TransformsSpeed
{
    public static IEnumerable<Comparison> All()
    {
        yield return new("gradients of 256 samples, MLP 64-128-10, and a loop", 1 / 5.0, PerSampleGradients);
        yield return new("64 Hessians of 16x16, and a loop", 1 / 6.0, Hessians);
        yield return new("forward of 32 MLPs 8-16-16-16-16-1, and a loop", 1 / 3.5, Ensemble);
        yield return new("Transforms.Grad of (x * x).sum(), and Autograd.Grad", 2.8, SmallGrad);
    }

    private static Measured PerSampleGradients()
    {
        using var scope = NewDisposeScope();
        Tensor[] parameters = [randn(128, 64) / 8, zeros(128), randn(10, 128) / 11, zeros(10)];
        Tensor[] leaves = [.. parameters.Select(p => p.clone().requires_grad_())];
        Tensor x = randn(256, 64), label = randint(10, 256);
        static Tensor Loss(Tensor[] a)
        {
            Tensor hidden = (a[0].mv(a[4]) + a[1]).tanh();
            return -(a[2].mv(hidden) + a[3]).log_softmax(0).gather(0, a[5].unsqueeze(0)).squeeze(0);
        }
        Func<Tensor[], Tensor[]> perSample = Transforms.Vmap(Transforms.Grad(Loss, 0, 1, 2, 3), [null, null, null, null, 0, 0]);
        return InScopes(
            () => perSample([.. parameters, x, label]),
            () =>
            {
                for (int i = 0; i < 256; i++)
                {
                    Loss([.. leaves, x[i], label[i]]).Backward();
                    foreach (Tensor leaf in leaves)
                    {
                        using Tensor? gradient = leaf.grad;      // each sample's own, as the transform gives them
                        leaf.ZeroGrad();
                    }
                }
            });
    }

    private static Measured Hessians()
    {
        using var scope = NewDisposeScope();
        Tensor weight = randn(32, 16, dtype: float64) / 4, x = randn(64, 16, dtype: float64);
        Tensor F(Tensor at) => weight.mv(at).tanh().square().sum();
        Func<Tensor, Tensor> one = Transforms.Hessian(F), all = Transforms.Vmap(Transforms.Hessian(F));
        return InScopes(
            () => all(x),
            () => stack(x.unbind().Select(one).ToArray()));
    }

    private static Measured Ensemble()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        nn.Module<Tensor, Tensor>[] members = [.. Enumerable.Range(0, 32).Select(_ => new Mlp())];
        Tensor x = randn(8);
        IReadOnlyDictionary<string, Tensor> stacked = Transforms.StackModuleState(members).Parameters;
        var all = Transforms.Vmap((IReadOnlyDictionary<string, Tensor> weights, Tensor one) =>
            Transforms.FunctionalCall(members[0], weights, one), (0, null));
        return InScopes(
            () => all(stacked, x),
            () => stack(members.Select(member => member.call(x)).ToArray()));
    }

    private static Measured SmallGrad()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0, 3.0]), leaf = tensor([1.0, 2.0, 3.0], requires_grad: true);
        static Tensor F(Tensor at) => at.mul(at).sum();
        Func<Tensor, Tensor> gradient = Transforms.Grad(F);
        return InScopes(
            () => gradient(x),
            () => Autograd.Grad(F(leaf), leaf));
    }

    /// <summary>Both with the disposal of what they make, each in a scope of its own.</summary>
    private static Measured InScopes(Action ours, Action theirs)
    {
        return Paired.Medians(NewDisposeScope, _ => Scoped(ours), _ => Scoped(theirs));

        static void Scoped(Action action)
        {
            using var scope = NewDisposeScope();
            action();
        }
    }

    private sealed class Mlp : nn.Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Linear[] _layers = [.. new[] { (8, 16), (16, 16), (16, 16), (16, 16), (16, 1) }.Select(size =>
            nn.Linear(size.Item1, size.Item2))];

        public Mlp() : base(nameof(Mlp))
        {
            for (int i = 0; i < _layers.Length; i++)
                register_module($"layer{i}", _layers[i]);
        }

        public override Tensor forward(Tensor x) => _layers.Skip(1).Aggregate(_layers[0].forward(x), (y, layer) => layer.forward(y.tanh()));
    }
}
