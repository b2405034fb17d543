using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>
/// The functions and inputs of a scenario. The functions run <see cref="Step"/> before each of their
/// steps, and use nothing of TorchSharp's that makes a Scalar, so that a collector may run beside them.
/// </summary>
internal sealed partial class Setting : IDisposable
{
    private readonly Func<Tensor, Tensor> _f;
    private readonly bool _ofItsOwn;
    private readonly Tensor _x;
    private readonly Numbers? _numbers;

    /// <summary>Functions and inputs of its own, which are in no dispose scope.</summary>
    public Setting() : this(Made(0.5, -1.0, 2.0), Made(1.0, 0.3, -0.7))
    {
        foreach (Tensor tensor in Tensors)
            tensor.DetachFromDisposeScope();
    }

    /// <summary>Functions of its own at two vectors of three elements.</summary>
    public Setting(Tensor x, Tensor v)
    {
        (_x, V, _f, _ofItsOwn) = (x, v, Curve, true);
        (Leaf, W, Scalar, Rows) =
            (x.detach().clone().requires_grad_(), Made(1.5, 0.25, -3.0).requires_grad_(), Made(0.7).reshape().clone(), ones(2, 3, float64));
        _numbers = new Numbers(this);
    }

    /// <summary>A function from vector to vector, and where.</summary>
    public Setting(Func<Tensor, Tensor> f, Tensor x) : this(f, x, Wave(x.numel(), 0.7)) => _numbers = new Numbers(this);

    private Setting(Func<Tensor, Tensor> f, Tensor x, Tensor v) => (_f, _x, V) = (f, x, v);

    /// <summary>A function of a tensor of any kind, in any role.</summary>
    public static Setting Given(Tensor tensor, Func<Tensor, Tensor> f) => new(f, tensor, tensor);

    /// <summary>What the functions run before each step.</summary>
    public Action Step { get; set; } = () => { };

    /// <summary>Whether <see cref="X"/> is a new tensor each time, which nothing holds but who gets it: no dispose scope either.</summary>
    public bool Fresh { get; init; }

    public Tensor X => Fresh ? _x.clone().DetachFromDisposeScope() : _x;

    /// <summary>A direction, of the shape of the input.</summary>
    public Tensor V { get; }

    /// <summary>
    /// Leaves: one of the values of the input, and another. These and the next are there where the functions are its own.
    /// </summary>
    public Tensor Leaf { get; } = null!;

    public Tensor W { get; } = null!;

    public Tensor Scalar { get; } = null!;

    /// <summary>Two vectors of the input's length.</summary>
    public Tensor Rows { get; } = null!;

    /// <summary>Two points.</summary>
    public Tensor Batch => _numbers!.Batch;

    /// <summary>Two cotangents of the output.</summary>
    public Tensor Cotangents => _numbers!.Cotangents;

    public Tensor F(Tensor x) => _f(x);

    /// <summary>A scalar in which every output of the function counts, itself and its square.</summary>
    public Tensor Loss(Tensor x)
    {
        if (_ofItsOwn)
            return LossOf([x]);
        Tensor y = F(x);
        return y.numel() == 1 ? y.sum() : (y * _numbers!.Linear).sum() + (y * y * _numbers!.Square).sum();
    }

    public Tensor LossOf(Tensor[] x)
    {
        Tensor b = Curve(x[0]) * x[^1].sin();
        Step();
        Tensor c = b * b;
        Step();
        return c.sum();
    }

    /// <summary>Two outputs, a vector and a scalar, of two vectors.</summary>
    public Tensor[] Several(Tensor[] x)
    {
        Step();
        Tensor b = x[0] * x[1].exp();
        Step();
        Tensor c = b.sum();
        Step();
        return [Curve(b), c];
    }

    public Tensor Sum(Tensor x) => F(x).sum();

    public Func<Tensor, Tensor> Along(Func<Tensor, Tensor> f) => x => Transforms.Jvp(f, x, V).Tangent;

    public Func<Tensor, Tensor> GradAlong(Func<Tensor, Tensor> gradient) => Transforms.Grad((Tensor x) => (gradient(x) * V).sum());

    public void Dispose()
    {
        foreach (Tensor tensor in Tensors)
            tensor.Dispose();
    }

    private IEnumerable<Tensor> Tensors => new[] { _x, V, Leaf, W, Scalar, Rows }.OfType<Tensor>()
        .Concat(_numbers is not null ? [Batch, Cotangents, _numbers.Linear, _numbers.Square] : []);

    private Tensor Curve(Tensor x)
    {
        Step();
        Tensor a = x.tanh();
        Step();
        Tensor b = a * x;
        Step();
        return b;
    }

    private static Tensor Made(params double[] values) => tensor(values, float64).clone();

    private static Tensor Wave(long count, double pace, double height = 1) =>
        Made([.. Enumerable.Range(0, (int)count).Select(i => height * Math.Cos(i * pace + 0.4))]);

    /// <summary>What depends on the size of the output.</summary>
    private sealed class Numbers
    {
        public Numbers(Setting setting)
        {
            using var noGrad = no_grad();
            Tensor x = setting._x;
            Batch = stack([x, setting._ofItsOwn ? x * setting.V.cos() : x + Wave(x.numel(), 1.1, 0.01)]);
            long outputs = setting.F(x).numel();
            (Linear, Square, Cotangents) = (Wave(outputs, 1.3), Wave(outputs, 1.7), Wave(2 * outputs, 1.9).reshape(2, outputs));
        }

        public Tensor Batch { get; }

        public Tensor Linear { get; }

        public Tensor Square { get; }

        public Tensor Cotangents { get; }
    }
}
