using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>Operators and dual numbers that are given a tensor of any kind in a role.</summary>
internal static partial class ScenarioCatalogue
{
    private static Scenario[] InOperators() =>
    [
        Role("ValueAndGrad", s => List(Autograd.ValueAndGrad(s.Sum, s.X))),
        Role("Autograd.Vjp", s => List(Autograd.Vjp(s.Sum, s.X))),
        Role("Autograd.Vjp with it", s => List(Autograd.Vjp(x => x * 2, Plain, s.X))),
        Role("Autograd.Vjp, returned", s => List(Autograd.Vjp(_ => s.X, Plain, Plain))),
        Role("Autograd.Jvp", s => List(Autograd.Jvp(s.F, s.X, s.X))),
        Role("Autograd.Jvp with it", s => List(Autograd.Jvp(x => x * x, Plain, s.X))),
        Role("Autograd.Hvp", s => List(Autograd.Hvp(s.Sum, s.X, s.X))),
        Role("Autograd.Hvp with it", s => List(Autograd.Hvp(x => (x * x).sum(), Plain, s.X))),
        Role("Autograd.Vhp", s => List(Autograd.Vhp(s.Sum, s.X, s.X))),
        Role("Autograd.Jacobian", s => [Autograd.Jacobian(s.F, s.X)]),
        Role("Autograd.Jacobian, rows", s => [Autograd.Jacobian(s.F, s.X, vectorize: false)]),
        Role("Autograd.Jacobian, captured", s => [Autograd.Jacobian(x => Guarded(() => x * s.F(s.X)), Plain)]),
        Role("Autograd.Jacobian, returned", s => [Autograd.Jacobian(_ => s.X, Plain)]),
        Role("Autograd.Jacobian, forward", s => [Autograd.Jacobian(s.F, s.X, strategy: JacobianStrategy.ForwardMode)]),
        Role("Autograd.Hessian", s => [Autograd.Hessian(s.Sum, s.X)]),
        Role("Autograd.Hessian, forward", s => [Autograd.Hessian(s.Sum, s.X, outerStrategy: JacobianStrategy.ForwardMode)]),
        Role("GradCheck", s =>
        {
            Autograd.GradCheck(s.F, Leaf(s.X));
            return [];
        }),
        Role("GradCheck, forward", s =>
        {
            Autograd.GradCheck(s.F, Leaf(s.X), checkForwardAd: true);
            return [];
        }),
        Role("GradGradCheck", s =>
        {
            Autograd.GradGradCheck(s.F, Leaf(s.X));
            return [];
        }),
        Role("MakeDual", s =>
        {
            using DualLevel level = ForwardAD.EnterDualLevel();
            return List(level.UnpackDual(s.F(level.MakeDual(s.X, s.X))));
        }),
        Role("MakeDual with it", s =>
        {
            using DualLevel level = ForwardAD.EnterDualLevel();
            return List(level.UnpackDual(level.MakeDual(Plain, s.X) * 2));
        }),
        Role("UnpackDual", s =>
        {
            using DualLevel level = ForwardAD.EnterDualLevel();
            return List(level.UnpackDual(s.X));
        }),
    ];

    private static Scenario[] InTransforms() =>
    [
        Role("Grad", s => [Grad(s.Sum)(s.X)]),
        Role("Grad of Grad", s => [Grad((Tensor x) => Grad(s.Sum)(x).sum())(s.X)]),
        Role("Grad, captured", s => [Grad((Tensor x) => Guarded(() => (x * s.F(s.X)).sum()))(Plain)]),
        Role("Grad, returned", s => [Grad((Tensor _) => s.Sum(s.X))(Plain)]),
        Role("Grad, aux", s => List(Grad((Tensor x) => (x.sum(), s.X))(Plain))),
        Role("GradAndValue", s => List(GradAndValue(s.Sum)(s.X))),
        Role("Vjp", s => [Vjp(s.F, s.X).VjpFn(Plain)]),
        Role("Vjp with it", s => [Vjp((Tensor x) => x * 2, Plain).VjpFn(s.X)]),
        Role("Vjp, returned", s => [Vjp((Tensor _) => s.X, Plain).Output]),
        Role("Jvp", s => List(Jvp(s.F, s.X, s.X))),
        Role("Jvp with it", s => List(Jvp((Tensor x) => x * x, Plain, s.X))),
        Role("Jvp, returned", s => List(Jvp((Tensor _) => s.X, Plain, Plain))),
        Role("JacRev", s => [JacRev(s.F)(s.X)]),
        Role("JacRev, captured", s => [JacRev((Tensor x) => Guarded(() => x * s.F(s.X)))(Plain)]),
        Role("JacRev, returned", s => [JacRev((Tensor _) => s.X)(Plain)]),
        Role("JacFwd", s => [JacFwd(s.F)(s.X)]),
        Role("JacFwd, captured", s => [JacFwd((Tensor x) => Guarded(() => x * s.F(s.X)))(Plain)]),
        Role("JacFwd, returned", s => [JacFwd((Tensor _) => s.X)(Plain)]),
        Role("Hessian", s => [Hessian(s.Sum)(s.X)]),
        Role("Linearize", s => [Linearize(s.F, s.X).JvpFn(s.X)]),
        Role("Linearize with it", s => [Linearize((Tensor x) => x * x, Plain).JvpFn(s.X)]),
        Role("Linearize, returned", s => [Linearize((Tensor _) => s.X, Plain).Output]),
        Role("Vmap", s => [Vmap(s.F)(s.X)]),
        Role("Vmap, last dimension", s => [Vmap(s.F, inDim: -1)(s.X)]),
        Role("Vmap, captured", s => [Vmap((Tensor x) => Guarded(() => x * s.F(s.X).sum()))(Plain)]),
        Role("Vmap, returned", s => [Vmap((Tensor _) => s.X)(Plain)]),
        Role("Vmap of Grad", s => [Vmap(Grad(s.Sum))(s.X)]),
        Role("Vmap of JacFwd", s => [Vmap(JacFwd(s.F))(s.X)]),
        Role("FunctionalCall", s =>
        {
            using var module = new Times(s.F);
            return [FunctionalCall(module, new Dictionary<string, Tensor> { ["weight"] = s.X }, s.X)];
        }),
        Role("StackModuleState", s =>
        {
            Times module = new(s.F, s.X), other = new(s.F, s.X);      // not disposed: that would dispose the given tensor
            return [StackModuleState([module, other]).Buffers["weight"]];
        }),
    ];

    /// <summary>
    /// A module whose only tensor is given. It is a buffer, for TorchSharp's count of tensors goes wrong over a Parameter.
    /// </summary>
    private sealed class Times : nn.Module<Tensor, Tensor>
    {
        private readonly Func<Tensor, Tensor> _square;
        private readonly Tensor _weight;

        public Times(Func<Tensor, Tensor> square, Tensor? weight = null) : base(nameof(Times))
        {
            (_square, _weight) = (square, weight ?? ones(2, 3, dtype: float64));
            register_buffer("weight", _weight);
        }

        public override Tensor forward(Tensor input) => _square(_weight) * _square(input);
    }
}
