using TorchBridge;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>Jacobians and Hessians against the loop over rows that a user of TorchSharp writes.</summary>
internal static class DerivativeOperators
{
    public static IEnumerable<Comparison> All()
    {
        foreach ((int n, double times) in new[] { (16, 3.0), (64, 4), (256, 3), (512, 2) })
            yield return new($"Jacobian of a 3-layer MLP, n = {n}, and a loop", 1 / times, () =>
                OfJacobian(n, f => f, JacobianStrategy.ReverseMode));
        foreach (int n in new[] { 16, 64, 256, 512 })
            yield return new($"the same by ForwardMode, n = {n}, and ReverseMode", 2, () => ForwardAgainstReverse(n));
        foreach ((int n, double times) in new[] { (16, 3.0), (64, 4), (128, 4) })
            yield return new($"Hessian of an MLP's loss, n = {n}, and a loop", 1 / times, () => OfHessian(n));
        foreach ((string name, Func<Tensor, Tensor> layer) in Layers())
            foreach (int n in new[] { 2, 64, 256 })
                yield return new($"Jacobian with {name} inside, n = {n}, and a loop", 1.1, () =>
                    OfJacobian(n, f => x => layer(f(x)), JacobianStrategy.ReverseMode));
    }

    private static IEnumerable<(string, Func<Tensor, Tensor>)> Layers()
    {
        yield return ("mv", TimesOnes);
        Tensor kernel = tensor(new[, ,] { { { 0.25, 0.5, 0.25 } } });
        yield return ("conv1d", x => nn.functional.conv1d(x.view(1, 1, -1), kernel, padding: 1).view(-1));
        yield return ("layer_norm", x => nn.functional.layer_norm(x, x.shape));
        yield return ("softmax", x => x.softmax(0));
    }

    private static Tensor TimesOnes(Tensor x)
    {
        using Tensor w = ones(x.shape[0], x.shape[0], dtype: float64);
        return w.mv(x);
    }

    private static Func<Tensor, Tensor> Mlp(int n)
    {
        Tensor[] weights = [.. Enumerable.Range(0, 3).Select(_ => randn(n, n, dtype: float64) / Math.Sqrt(n))];
        return x =>
        {
            foreach (Tensor weight in weights)
                x = nn.functional.linear(x, weight).tanh();
            return x;
        };
    }

    private static int Turns(int n) => n >= 256 ? 7 : 31;

    private static Measured OfJacobian(int n, Func<Func<Tensor, Tensor>, Func<Tensor, Tensor>> around, JacobianStrategy strategy)
    {
        using var scope = NewDisposeScope();
        Func<Tensor, Tensor> f = around(Mlp(n));
        Tensor x = randn(n, dtype: float64);
        return Paired.Medians(NewDisposeScope,
            _ => Autograd.Jacobian(f, x, strategy: strategy),
            _ =>
            {
                Tensor at = x.detach().requires_grad_();
                Tensor y = f(at);
                stack(Enumerable.Range(0, n).Select(i => autograd.grad([y[i]], [at], retain_graph: true)[0]).ToArray());
            },
            Turns(n));
    }

    private static Measured ForwardAgainstReverse(int n)
    {
        using var scope = NewDisposeScope();
        Func<Tensor, Tensor> f = Mlp(n);
        Tensor x = randn(n, dtype: float64);
        return Paired.Medians(NewDisposeScope, _ => Autograd.Jacobian(f, x, strategy: JacobianStrategy.ForwardMode), _ =>
            Autograd.Jacobian(f, x), Turns(n));
    }

    private static Measured OfHessian(int n)
    {
        using var scope = NewDisposeScope();
        Func<Tensor, Tensor> f = Mlp(n);
        Tensor x = randn(n, dtype: float64);
        return Paired.Medians(NewDisposeScope,
            _ => Autograd.Hessian(at => f(at).sum(), x),
            _ =>
            {
                Tensor at = x.detach().requires_grad_();
                Tensor gradient = autograd.grad([f(at).sum()], [at], create_graph: true, retain_graph: true)[0];
                stack(Enumerable.Range(0, n).Select(i => autograd.grad([gradient[i]], [at], retain_graph: true)[0]).ToArray());
            },
            Turns(n));
    }
}
