using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>A smooth function of tensors, and the shapes that it takes.</summary>
internal sealed record Sample(string Name, Func<Tensor[], Tensor[]> Function, params long[][] Shapes)
{
    private static readonly long[] s_scalar = [];

    /// <summary>Functions of every shape of input and output.</summary>
    public static readonly Sample[] All =
    [
        new("exp sin", x => [exp(x[0]) * sin(x[0])], [3]),
        new("matrix", x => [x[0] * x[0] + tanh(x[0])], [2, 3]),
        new("0-d to 0-d", x => [x[0].pow(3) + sin(x[0])], s_scalar),
        new("0-d to vector", x => [stack([x[0], x[0] * x[0], sin(x[0])])], s_scalar),
        new("vector to 0-d", x => [(x[0] * x[0]).sum().exp()], [4]),
        new("vector to [1]", x => [x[0].pow(3).sum().reshape(1)], [2]),
        new("one element", x => [x[0].cos().reshape(1, 1)], [1]),
        new("wide", x => [x[0].sum(dim: 0L).sin()], [3, 2]),
        new("tall", x => [outer(x[0], x[0].cos())], [3]),
        new("mlp", x => [mm(tanh(mm(x[0], x[1]) + x[2]), x[3])], [2, 3], [3, 4], [4], [4, 1]),
        new("two in, three out", x => [x[0] * x[1], x[0].sum(), outer(x[1].sin(), x[0])], [2], [2]),
        new("independent input", x => [x[0].sin()], [2], [1, 2]),
        new("independent output", x => [x[0].sin(), ones(2, float64), x[1] * x[1]], [2], [3]),
        new("the input itself", x => [x[0]], [2, 2]),
        new("same output twice", x => { Tensor y = x[0].exp(); return [y, y]; }, [3]),
        new("linear", x => [x[0] * 2 + 1], [3]),
        new("mv", x => [mv(x[0], x[1]).tanh()], [3, 2], [2]),
        new("conv1d", x => [nn.functional.conv1d(x[0], x[1], padding: 1)], [1, 2, 4], [2, 2, 3]),
        new("softmax", x => [nn.functional.softmax(x[0], 1)], [2, 3]),
        new("layer_norm", x => [nn.functional.layer_norm(x[0], [4], x[1], x[2])], [2, 4], [4], [4]),
        new("inverse", x => [linalg.inv(x[0] + 4 * eye(3, dtype: float64))], [3, 3]),
        new("cumsum", x => [x[0].cumsum(1)], [2, 3]),
        new("index", x => [x[0][1] * x[0][.., 0].sum()], [2, 3]),
        new("gather", x => [x[0].gather(1, tensor(new[,] { { 0L, 2L, 0L }, { 1L, 1L, 0L } })) * x[0]], [2, 3]),
        new("views", x => [x[0].t().reshape(-1)[1..4].expand(2, 3).contiguous()], [2, 3]),
        new("in place", x => [x[0].clone().mul_(x[0]).add_(x[0].sin())], [3]),
        new("complex inside", x => [fft.fft_(complex(x[0], x[1])).abs()], [3], [3]),
        new("strided", x => [x[0].permute(2, 0, 1).sin().transpose(0, 1)], [2, 3, 2]),
    ];

    public static IEnumerable<object[]> Rows => All.Select(sample => new object[] { sample.Name });

    /// <summary>Functions whose output has one element.</summary>
    public static IEnumerable<object[]> ScalarRows => Scalars.Select(sample => new object[] { sample.Name });

    /// <summary>Those, with second derivatives worth looking at.</summary>
    public static readonly Sample[] Scalars =
    [
        new("rosenbrock", x => { Tensor a = x[0][..3], b = x[0][1..]; return [(100 * (b - a * a).pow(2) + (1 - a).pow(2)).sum()]; }, [4]),
        new("0-d", x => [x[0].pow(3) + sin(x[0])], s_scalar),
        new("one element", x => [x[0].pow(4).reshape(1)], [1]),
        new("matrix", x => [(x[0] * x[0].t()).exp().sum()], [2, 2]),
        new("mlp loss", x => [(mm(tanh(mm(x[0], x[1])), x[2]) - 0.5).pow(2).mean()], [2, 3], [3, 2], [2, 1]),
        new("bilinear", x => [mv(x[0], x[1]).sum()], [3, 2], [2]),
        new("independent input", x => [x[0].exp().sum()], [2], [3]),
        new("linear", x => [(x[0] * 2).sum()], [3]),
        new("norm", x => [x[0].pow(2).sum().sqrt()], [3]),
        new("logsumexp", x => [x[0].logsumexp(0, false)], [4]),
        new("softmax entropy", x => { Tensor p = nn.functional.softmax(x[0], 0); return [-(p * p.log()).sum()]; }, [4]),
    ];

    public static Sample Named(string name, bool scalar = false) => (scalar ? Scalars : All).Single(sample => sample.Name == name);

    /// <summary>Normal random numbers, the same for each seed.</summary>
    public Tensor[] Inputs(int seed)
    {
        using var generator = new Generator((ulong)seed);
        return [.. Shapes.Select(shape => randn(shape, float64, generator: generator))];
    }

    /// <summary>Vectors of the shapes of the tensors.</summary>
    public static Tensor[] Like(Tensor[] tensors, int seed)
    {
        using var generator = new Generator((ulong)seed + 1000);
        return [.. tensors.Select(tensor => randn(tensor.shape, float64, generator: generator))];
    }

    public Tensor One(Tensor[] inputs) => Function(inputs).Single();
}
