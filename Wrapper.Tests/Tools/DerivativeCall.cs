using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Tools;

/// <summary>A way to compute a derivative of a function of one vector, and what it has to give by differences.</summary>
internal sealed record DerivativeCall(string Name, Func<DerivativeCall.Setting, Tensor> Run, Func<DerivativeCall.Setting, Tensor> Differences, double Tolerance)
{
    private const double First = 1e-6, Second = 1e-5, Third = 1e-3;

    public static readonly DerivativeCall[] All =
    [
        new("JacRev", s => Transforms.JacRev(s.F)(s.X), s => s.Jacobian(s.X), First),
        new("JacFwd", s => Transforms.JacFwd(s.F)(s.X), s => s.Jacobian(s.X), First),
        new("Vmap(JacRev)", s => Transforms.Vmap(Transforms.JacRev(s.F))(s.Batch), s => s.Each(s.Jacobian), First),
        new("Vmap(JacFwd)", s => Transforms.Vmap(Transforms.JacFwd(s.F))(s.Batch), s => s.Each(s.Jacobian), First),
        new("Vmap(VjpFn)", s => Transforms.Vmap(Transforms.Vjp(s.F, s.X).VjpFn)(s.Cotangents), s => s.Cotangents.mm(s.Jacobian(s.X)), First),
        new("Grad with isGradsBatched", IsGradsBatched, s => s.Cotangents.mm(s.Jacobian(s.X)), First),
        new("Grad(Vmap)", s => Transforms.Grad((Tensor b) => (Transforms.Vmap(s.F)(b) * s.Cotangents).sum())(s.Batch), s => s.Cotangents.unsqueeze(1).matmul(s.Each(s.Jacobian)).squeeze(1), First),
        new("Jvp", s => Transforms.Jvp(s.F, s.X, s.V).Tangent, s => s.Jacobian(s.X).mv(s.V), First),
        new("Autograd.Jvp", s => Autograd.Jvp(s.F, s.X, s.V).Jvp, s => s.Jacobian(s.X).mv(s.V), First),
        new("Linearize", s => Transforms.Linearize(s.F, s.X).JvpFn(s.V), s => s.Jacobian(s.X).mv(s.V), First),
        new("Autograd.Jacobian", s => Autograd.Jacobian(s.F, s.X), s => s.Jacobian(s.X), First),
        new("Hessian", s => Transforms.Hessian(s.Loss)(s.X), s => s.Hessian(s.X), Second),
        new("Vmap(Hessian)", s => Transforms.Vmap(Transforms.Hessian(s.Loss))(s.Batch), s => s.Each(s.Hessian), Second),
        new("Autograd.Hessian", s => Autograd.Hessian(s.Loss, s.X), s => s.Hessian(s.X), Second),
        new("Hvp", s => Autograd.Hvp(s.Loss, s.X, s.V).Hvp, s => s.Hessian(s.X).mv(s.V), Second),
        new("Vhp", s => Autograd.Vhp(s.Loss, s.X, s.V).Vhp, s => s.Hessian(s.X).mv(s.V), Second),
        new("JacRev(JacRev)", s => Transforms.JacRev(Transforms.JacRev(s.Loss))(s.X), s => s.Hessian(s.X), Second),
        new("JacRev(JacFwd)", s => Transforms.JacRev(Transforms.JacFwd(s.Loss))(s.X), s => s.Hessian(s.X), Second),
        new("JacFwd(JacFwd)", s => Transforms.JacFwd(Transforms.JacFwd(s.Loss))(s.X), s => s.Hessian(s.X), Second),
        new("Vmap(JacRev(JacRev))", s => Transforms.Vmap(Transforms.JacRev(Transforms.JacRev(s.Loss)))(s.Batch), s => s.Each(s.Hessian), Second),
        new("Jvp(Grad)", s => s.Along(Transforms.Grad(s.Loss))(s.X), s => s.Hessian(s.X).mv(s.V), Second),
        new("Grad(Jvp)", s => Transforms.Grad(s.Along(s.Loss))(s.X), s => s.Hessian(s.X).mv(s.V), Second),
        new("Grad(Grad)", s => s.GradAlong(Transforms.Grad(s.Loss))(s.X), s => s.Hessian(s.X).mv(s.V), Second),
        new("Grad(Linearize)", s => Transforms.Grad((Tensor x) => Transforms.Linearize(s.Loss, x).JvpFn(s.V))(s.X), s => s.Hessian(s.X).mv(s.V), Second),
        new("Jvp(Jvp)", s => s.Along(s.Along(s.Loss))(s.X), s => s.Hessian(s.X).mv(s.V).dot(s.V), Second),
        new("Grad(Grad(Grad))", s => s.GradAlong(s.GradAlong(Transforms.Grad(s.Loss)))(s.X), s => s.Third(), Third),
        new("Jvp(Jvp(Grad))", s => s.Along(s.Along(Transforms.Grad(s.Loss)))(s.X), s => s.Third(), Third),
        new("Autograd.Grad three times", GradThreeTimes, s => s.Third(), Third),
    ];

    public static DerivativeCall Named(string name) => All.Single(call => call.Name == name);

    /// <summary>By how much the largest element is off; NaN where the derivative is. To be compared with <see cref="Allowed"/>.</summary>
    public double Off(Setting setting) => (Run(setting).detach() - Differences(setting)).abs().max().ToDouble();

    public double Allowed(Setting setting) => Tolerance * (1 + Differences(setting).abs().max().ToDouble());

    public bool IsRight(Setting setting)
    {
        Tensor expected = Differences(setting);
        return (Run(setting).detach() - expected).abs().max().ToDouble() <= Tolerance * (1 + expected.abs().max().ToDouble());
    }

    private static Tensor IsGradsBatched(Setting s)
    {
        Tensor x = s.X.clone().requires_grad_();
        return Autograd.Grad([s.F(x)], [x], [s.Cotangents], isGradsBatched: true)[0]!;
    }

    private static Tensor GradThreeTimes(Setting s)
    {
        Tensor x = s.X.clone().requires_grad_(), first = Autograd.Grad(s.Loss(x), x, createGraph: true);
        Tensor second = Autograd.Grad((first * s.V).sum(), x, createGraph: true);
        return Autograd.Grad((second * s.V).sum(), x);
    }

    /// <summary>A function from vector to vector, and the numbers that it is asked about.</summary>
    internal sealed class Setting
    {
        private const double Step = 1e-5, LongStep = 2e-3;
        private readonly Tensor _linear, _square;

        public Setting(Func<Tensor, Tensor> f, Tensor x)
        {
            (F, X, V) = (f, x, Numbers(x.numel(), 0.7));
            Batch = stack([x, x + 0.01 * Numbers(x.numel(), 1.1)]);
            using var noGrad = no_grad();
            long outputs = f(x).numel();
            (_linear, _square, Cotangents) = (Numbers(outputs, 1.3), Numbers(outputs, 1.7), Numbers(2 * outputs, 1.9).reshape(2, outputs));
        }

        public Func<Tensor, Tensor> F { get; }

        /// <summary>The point, the direction, two points, and two cotangents.</summary>
        public Tensor X { get; }

        public Tensor V { get; }

        public Tensor Batch { get; }

        public Tensor Cotangents { get; }

        /// <summary>A scalar in which every output counts, itself and its square.</summary>
        public Tensor Loss(Tensor x)
        {
            Tensor y = F(x);
            return y.numel() == 1 ? y.sum() : (y * _linear).sum() + (y * y * _square).sum();
        }

        public Func<Tensor, Tensor> Along(Func<Tensor, Tensor> f) => x => Transforms.Jvp(f, x, V).Tangent;

        public Func<Tensor, Tensor> GradAlong(Func<Tensor, Tensor> gradient) => Transforms.Grad((Tensor x) => (gradient(x) * V).sum());

        public Tensor Jacobian(Tensor at) => Differences(F, at);

        public Tensor Hessian(Tensor at) => Differences(Gradient, at);

        public Tensor Third() => (Gradient(X + LongStep * V) - 2 * Gradient(X) + Gradient(X - LongStep * V)) / (LongStep * LongStep);

        public Tensor Each(Func<Tensor, Tensor> derivative) => stack(Batch.unbind().Select(derivative));

        /// <summary>By one backward pass, with nothing around it.</summary>
        private Tensor Gradient(Tensor at)
        {
            using var recording = enable_grad();
            Tensor x = at.detach().clone().requires_grad_();
            return Autograd.Grad([Loss(x)], [x], allowUnused: true, materializeGrads: true)[0]!.detach();
        }

        private static Tensor Differences(Func<Tensor, Tensor> f, Tensor at)
        {
            using var noGrad = no_grad();
            return stack(eye(at.numel(), dtype: float64).unbind().Select(unit => (f(at + Step * unit) - f(at - Step * unit)) / (2 * Step)), -1);
        }

        private static Tensor Numbers(long count, double pace) => (arange(count, dtype: float64) * pace + 0.4).cos();
    }
}
