using static TorchSharp.torch;

namespace TorchBridge.Tests.Tools;

/// <summary>
/// A random function and up to four random transforms of it, built twice: by Transforms, and by loops
/// and Autograd's own operators, which know nothing of levels. Both capture the same parameter.
/// </summary>
internal sealed class RandomComposition
{
    private const int Largest = 24;      // elements of an input or output

    private readonly Random _random;
    private readonly Tensor _parameter;
    private readonly List<string> _steps = [];

    public RandomComposition(int seed, Tensor parameter)
    {
        _random = new Random(seed);
        _parameter = parameter;
        long[] shape = _random.Next(4) == 0 ? [] : [_random.Next(1, 4)];
        Func<Tensor, Tensor> f = Function(shape);
        var both = new Pair(f, f, shape, shape);
        int depth = _random.Next(1, 5);
        for (int i = 0; i < depth; i++)
            both = Then(Transformed(both));
        (ByTransforms, ByAutograd, InputShape) = (both.Transformed, both.Plain, both.In);
    }

    public Func<Tensor, Tensor> ByTransforms { get; }

    public Func<Tensor, Tensor> ByAutograd { get; }

    public long[] InputShape { get; }

    public override string ToString() => string.Join(", ", _steps);

    private sealed record Pair(Func<Tensor, Tensor> Transformed, Func<Tensor, Tensor> Plain, long[] In, long[] Out);

    private Tensor Constant(long[] shape)
    {
        double[] values = [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => _random.NextDouble() * 2 - 1)];
        return tensor(values, shape).clone();
    }

    /// <summary>Two to four operations in a row, smooth where they are evaluated.</summary>
    private Func<Tensor, Tensor> Function(long[] shape)
    {
        Func<Tensor, Tensor> first = Operation(shape), f = x => first(x * _parameter);
        for (int i = _random.Next(1, 4); i > 0; i--)
        {
            Func<Tensor, Tensor> inner = f, outer = Operation(shape);
            f = x => outer(inner(x));
        }
        return f;
    }

    private Func<Tensor, Tensor> Operation(long[] shape)
    {
        bool vector = shape.Length > 0;
        int choice = _random.Next(vector ? 14 : 8);
        Tensor c = Constant(shape), one = ones([], float64);
        _steps.Add($"op {choice}");
        switch (choice)
        {
            case 0: return x => x.sin();
            case 1: return x => x.tanh();
            case 2: return x => x * x * c;
            case 3: return x => (-x * x).exp();
            case 4: return x => x * _parameter + c;
            case 5: return x => x / (x * x + one);
            case 6: return x => x.exp().log1p();
            case 7: return x => where(x.gt(-10), x.pow(3) * c, x);
            case 8: return x => x.cumsum(-1) * c;
            case 9: return x => x * x.roll(1, -1);
            case 10: return x => x * (x * x + one).sum(dim: -1L, keepdim: true).sqrt();
            case 11: return x => x.narrow(-1, 0, 1) * x + c;
            case 12: return x => x.softmax(-1) * x;
            default:
                Tensor matrix = Constant([shape[^1], shape[^1]]);
                return x => x.matmul(matrix).cos();
        }
    }

    /// <summary>Something after a transform, so that what it gives is an input like any other.</summary>
    private Pair Then(Pair p)
    {
        if (_random.Next(2) == 0)
            return p;
        Func<Tensor, Tensor> after = Operation(p.Out);
        return p with { Transformed = x => after(p.Transformed(x)), Plain = x => after(p.Plain(x)) };
    }

    private Pair Transformed(Pair p)
    {
        while (true)
        {
            int choice = _random.Next(9);
            if (Try(choice, p) is { } transformed)
                return transformed;
        }
    }

    private Pair? Try(int choice, Pair p)
    {
        long inputs = Count(p.In), outputs = Count(p.Out);
        Tensor u = Constant(p.Out), v = Constant(p.In);
        int? chunk = _random.Next(3) == 0 ? _random.Next(1, 4) : null;
        switch (choice)
        {
            case 0:
                _steps.Add("grad");
                return new(Transforms.Grad(x => (p.Transformed(x) * u).sum()), x => Gradient(t => (p.Plain(t) * u).sum(), x), p.In, p.In);
            case 1 or 2 when inputs * outputs <= Largest:
                _steps.Add(choice == 1 ? "jacrev" : "jacfwd");
                return new(choice == 1 ? Transforms.JacRev(p.Transformed, chunk) : Transforms.JacFwd(p.Transformed, chunkSize: chunk),
                    x => Autograd.Jacobian(p.Plain, x, createGraph: true, vectorize: false), p.In, [.. p.Out, .. p.In]);
            case 3 when inputs * inputs <= Largest:
                _steps.Add("hessian");
                return new(Transforms.Hessian(x => (p.Transformed(x) * u).sum()),
                    x => Autograd.Jacobian(s => Gradient(t => (p.Plain(t) * u).sum(), s), x, createGraph: true, vectorize: false), p.In,
                        [.. p.In, .. p.In]);
            case 4 or 5 when Math.Max(inputs, outputs) * 2 <= Largest:
                return Mapped(p, chunk);
            case 6:
                _steps.Add("jvp");
                return new(x => Transforms.Jvp(p.Transformed, x, v).Tangent,
                    x => Autograd.Jvp(p.Plain, x, v, createGraph: true).Jvp, p.In, p.Out);
            case 7:
                _steps.Add("vjp");
                return new(x => Transforms.Vjp(p.Transformed, x).VjpFn(u),
                    x => Autograd.Vjp(p.Plain, x, u, createGraph: true).Vjp, p.In, p.In);
            case 8:
                _steps.Add("linearize");
                return new(x => Transforms.Linearize(p.Transformed, x).JvpFn(v),
                    x => Autograd.Jvp(p.Plain, x, v, createGraph: true).Jvp, p.In, p.Out);
            default:
                return null;
        }
    }

    private Pair Mapped(Pair p, int? chunk)
    {
        int size = _random.Next(1, 3), inDim = _random.Next(p.In.Length + 1), outDim = _random.Next(p.Out.Length + 1);
        _steps.Add($"vmap {inDim} {outDim} of {size}");
        bool negative = _random.Next(2) == 0;
        return new(
            Transforms.Vmap(p.Transformed, negative ? inDim - p.In.Length - 1 : inDim, negative ? outDim - p.Out.Length - 1 : outDim,
                chunkSize: chunk),
            x => stack(x.unbind(inDim).Select(p.Plain).ToArray(), outDim), With(p.In, inDim, size), With(p.Out, outDim, size));
    }

    private static Tensor Gradient(Func<Tensor, Tensor> scalar, Tensor at) =>
        Autograd.Jacobian(scalar, at, createGraph: true, vectorize: false);

    private static long[] With(long[] shape, int at, long size) => [.. shape[..at], size, .. shape[at..]];

    private static long Count(long[] shape) => shape.Aggregate(1L, (a, b) => a * b);
}
