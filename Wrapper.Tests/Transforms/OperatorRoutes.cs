using System.Runtime.InteropServices;
using TorchBridge.Native;
using TorchBridge.Tests.Golden;
using TorchSharp;
using static TorchBridge.Transforms;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchBridge.Tests;

/// <summary>
/// A program that runs every operator on file, and losses and norms beside them, through compositions of transforms, and prints a line for
/// each: whether LibTorch's own rules served or two backward passes stood in, or why it was refused. LibTorch says on stderr where it
/// looped
/// over the examples of a batch; a line before each says what is about to run.
/// </summary>
internal static class OperatorRoutes
{
    public const string Rule = "rule", Fallback = "fallback", Loop = "loop", Refused = "refused", Wrong = "wrong",
        NoDerivative = "no derivative", Marker = "@ ";

    private const double Rounding = 1e-7;

    /// <summary>
    /// From a function of one tensor to what the composition makes of two examples of it, and what is expected for one example.
    /// </summary>
    private static readonly (string Name, Func<Func<Tensor, Tensor>, Tensor, Tensor> Run, Func<Func<Tensor, Tensor>, Tensor,
        Tensor> Expected)[] s_routes =
    [
        ("Vmap", (f, x) => Vmap(f)(x), (f, x) => f(x)),
        ("Vmap(Grad)", (f, x) => Vmap(Grad(f))(x), Gradient),
        ("Hessian", (f, x) => stack([Hessian(f)(x[0]), Hessian(f)(x[1])]), Second),
        ("Vmap(Hessian)", (f, x) => Vmap(Hessian(f))(x), Second),
        ("JacFwd(Grad)", (f, x) => stack([JacFwd(Grad(f))(x[0]), JacFwd(Grad(f))(x[1])]), Second),
    ];

    public static IEnumerable<string> Routes => s_routes.Select(route => route.Name);

    public static unsafe void Print()
    {
        set_num_threads(1);
        if (!Functorch.IsSupported)      // which turns the warnings off
            throw new InvalidOperationException("the levels of this LibTorch can't be used");
        NativeLibrary.TryLoad("torch_cpu", typeof(torch).Assembly, null, out nint library);
        ((delegate* unmanaged<byte, void>)NativeLibrary.GetExport(library, "_ZN2at9functorch29setVmapFallbackWarningEnabledEb"))(1);
        foreach ((string name, Func<Tensor, Tensor> function, Tensor x) in Functions())
            using (NewDisposeScope())
                foreach ((string route, Func<Func<Tensor, Tensor>, Tensor, Tensor> run, Func<Func<Tensor, Tensor>, Tensor,
                    Tensor> expected) in s_routes)
                    Console.WriteLine($"{name}: {route}: {Judge(function, stack([x, x * 1.01]), run, expected, $"{name}: {route}")}");
        Console.WriteLine("end");
    }

    private static string Judge(Func<Tensor, Tensor> function, Tensor x, Func<Func<Tensor, Tensor>, Tensor, Tensor> run, Func<Func<Tensor,
        Tensor>, Tensor, Tensor> expected, string title)
    {
        Tensor[] right;
        try
        {
            right = [expected(function, x[0]), expected(function, x[1])];
        }
        catch (AutogradException without) when (without.Kind == AutogradError.NotImplemented)
        {
            return $"{NoDerivative}: {FirstLine(without)}";
        }
        int calls = 0;
        Console.Error.WriteLine(Marker + title);
        try
        {
            Tensor found = run(each =>
            {
                calls++;
                return function(each);
            }, x);
            bool close = found[0].allclose(right[0], Rounding, Rounding, equal_nan: true)
                && found[1].allclose(right[1], Rounding, Rounding, equal_nan: true);
            return !close ? $"{Wrong}: off by {found.sub(stack(right)).abs().max().ToDouble():G3}"
                : calls > (title.Contains("Vmap", StringComparison.Ordinal) ? 1 : 2) ? Fallback : Rule;
        }
        catch (Exception refusal) when (refusal is AutogradException or ExternalException)
        {
            return $"{Refused}: {FirstLine(refusal)}";
        }
    }

    private static string FirstLine(Exception e) => e.Message.Split('\n')[0];

    private static Tensor Gradient(Func<Tensor, Tensor> f, Tensor x)
    {
        using Tensor at = x.detach().clone().requires_grad_();
        return Autograd.Grad(f(at), at) ?? zeros_like(x);
    }

    private static Tensor Second(Func<Tensor, Tensor> f, Tensor x) => Autograd.Hessian(f, x, vectorize: false);

    private static IEnumerable<(string Name, Func<Tensor, Tensor> Function, Tensor X)> Functions()
    {
        foreach (string name in OperatorData.Names)
        {
            OperatorData data = OperatorData.Base(name);
            Tensor[] inputs = data.Inputs;
            if (!Array.Exists(inputs, input => input.is_complex()))
                yield return (name, x => data.Call([x, .. inputs[1..]]).Select(Loss).Aggregate((a, b) => a + b), inputs[0]);
        }
        Tensor at = (arange(15, dtype: float64) * 0.7 + 0.2).sin().reshape(3, 5), other = (at * 0.9 + 0.05).clone(), sign = other.sign(),
            classes = tensor(new long[] { 1, 4, 0 });
        (string, Func<Tensor, Tensor>)[] more =
        [
            ("huber_loss", x => F.huber_loss(x, other * 0.4, 0.7)),
            ("smooth_l1_loss_beta", x => F.smooth_l1_loss(x, other * 0.4, beta: 0.7)),
            ("mse_loss_of_both", x => F.mse_loss(x.pow(2), x.sin())),
            ("cross_entropy_weights", x => F.cross_entropy(x, classes, weight: arange(1, 6, dtype: float64), ignore_index: 4)),
            ("cross_entropy_2d", x => F.cross_entropy(x.reshape(1, 5, 3, 1), classes.reshape(1, 3, 1))),
            ("cross_entropy_none", x => F.cross_entropy(x, classes, reduction: nn.Reduction.None).pow(2).sum()),
            ("hinge_embedding_loss", x => F.hinge_embedding_loss(x.pow(2), sign, 1.3)),
            ("margin_ranking_loss", x => F.margin_ranking_loss(x.pow(2), x.pow(3), sign, 0.3)),
            ("soft_margin_loss_mean", x => F.soft_margin_loss(x.pow(2), sign)),
            ("cosine_embedding_loss", x => F.cosine_embedding_loss(x.pow(2), x.pow(3), tensor([1.0, -1.0, 1.0]))),
            ("multi_margin_loss", x => F.multi_margin_loss(x.pow(2), classes)),
            ("poisson_nll_loss", x => F.poisson_nll_loss(x, other.exp())),
            ("gaussian_nll_loss", x => F.gaussian_nll_loss(x, other, x.exp(), false)),
            ("logsigmoid", x => F.logsigmoid(x).pow(2).sum()),
            ("softmax", x => F.softmax(x, 1).pow(2).sum()),
            ("layer_norm_weights", x => F.layer_norm(x, [5], arange(1, 6, dtype: float64), arange(5, dtype: float64)).pow(3).sum()),
            ("layer_norm_all", x => F.layer_norm(x, [3, 5]).pow(3).sum()),
            ("group_norm_weights", x => F.group_norm(x.reshape(1, 3, 5), 3, arange(1, 4, dtype: float64),
                arange(3, dtype: float64)).pow(3).sum()),
            ("instance_norm", x => F.instance_norm(x.reshape(1, 3, 5)).pow(3).sum()),
            ("batch_norm_no_statistics", x => F.batch_norm(x, null, null, arange(1, 6, dtype: float64), null, true).pow(3).sum()),
            ("batch_norm_eval_weights", x => F.batch_norm(x, zeros(5, dtype: float64), ones(5, dtype: float64),
                arange(1, 6, dtype: float64), null, false).pow(3).sum()),
            ("cholesky_inverse", x => cholesky_inverse(x[.., ..3] + 3 * eye(3, dtype: float64)).pow(2).sum()),
            ("norm", x => x.norm()),
            ("vector_norm", x => linalg.vector_norm(x)),
            ("glu", x => F.glu(x[.., ..4], 1).pow(2).sum()),
            ("prelu", x => F.prelu(x, tensor(0.3, dtype: float64)).pow(2).sum()),
            ("rrelu_eval", x => F.rrelu(x).pow(2).sum()),
            ("gelu", x => F.gelu(x).pow(2).sum()),
            ("mish", x => F.mish(x).pow(2).sum()),
            ("silu", x => F.silu(x).pow(2).sum()),
            ("celu", x => F.celu(x, 1.3).pow(2).sum()),
            ("softplus", x => F.softplus(x).pow(2).sum()),
            ("addr", x => addr(x[.., ..3], x[0, ..3], x[1, ..3]).pow(2).sum()),
            ("addr_beta", x => addr(x[.., ..3], x[0, ..3], x[1, ..3], 0.5f, 2f).pow(2).sum()),
            ("attention", x => F.scaled_dot_product_attention(x.reshape(1, 3, 5), x.reshape(1, 3, 5).sin(),
                x.reshape(1, 3, 5)).pow(2).sum()),
            ("lp_pool", x => F.avg_pool1d(x.reshape(1, 3, 5), 2).pow(3).sum()),
            ("interpolate", x => F.interpolate(x.reshape(1, 1, 3, 5), [6, 10], mode: InterpolationMode.Bilinear).pow(2).sum()),
        ];
        foreach ((string name, Func<Tensor, Tensor> function) in more)
            yield return (name, function, at);
    }

    private static Tensor Loss(Tensor output) => output.is_complex() ? (output * output.conj()).real.sum()
        : output.is_floating_point() ? (output * (output + 0.5)).sum() : zeros([], float64);
}
