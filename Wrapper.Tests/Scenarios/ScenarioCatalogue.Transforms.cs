using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>The function transforms, and the compositions of them that give derivatives of one to three orders.</summary>
internal static partial class ScenarioCatalogue
{
    /// <summary>x³.</summary>
    private static readonly Func<Tensor[], Tensor[]> s_cube = CustomFunction.Define(
        (context, x) =>
        {
            context.SaveForBackward(x);
            return [x[0] * x[0] * x[0]];
        },
        (context, g) => [g[0]! * context.SavedTensors[0] * context.SavedTensors[0].mul(s_three)],
        (context, t) => [t[0]! * context.SavedTensors[0] * context.SavedTensors[0].mul(s_three)],
        generateVmapRule: true);

    private static Scenario[] FunctionTransforms() =>
    [
        One("Vmap", s => Vmap(s.F)(s.X), s => s.Value, 0, Tags.Pure),
        One("Vmap by chunks", s => Vmap(s.F, chunkSize: 2)(s.X), s => s.Value, 0, Tags.Pure),
        One("Vmap of Vmap", s => Vmap(Vmap(s.F))(s.Rows), s => s.F(s.Rows), 0, Tags.Pure),
        One("Vmap, and Backward through it",
            s => Accumulated(s, () => Vmap((Tensor x) => x * s.Leaf)(s.Rows).sum().Backward(inputs: [s.Leaf])),
            s => s.Rows.sum([0])),
        One("Grad", s => Grad(s.Loss)(s.X), s => s.Gradient(), 1, Tags.Pure),
        new("GradAndValue with aux", s => GradAndValue((Tensor x) => (s.Loss(x), x.mul(s_two)))(s.X) is var (gradient, value, aux)
            ? [gradient, value, aux] : [],
            s => [s.Gradient(), s.LossValue, s.X * 2], 1, Tags.Pure),
        One("Vmap of Grad", s => Vmap(Grad(s.Loss))(s.Batch), s => s.Each(s.Gradient), 1, Tags.Pure),
        One("Vmap of Grad of a defined function", s => Vmap(Grad((Tensor x) => s_cube([x])[0].sum()))(s.Rows),
            s => 3 * s.Rows * s.Rows),
        One("Hessian of a defined function", s => Hessian((Tensor x) => s_cube([x])[0].sum())(s.X), s => (6 * s.X).diag()),
        One("Vmap of JacFwd", s => Vmap(JacFwd(s.F))(s.Rows), s => stack([s.Jacobian(s.Rows[0]), s.Jacobian(s.Rows[1])]), 1, Tags.Pure),
        new("Vjp", s =>
        {
            (Tensor output, Func<Tensor, Tensor> vjp) = Vjp(s.F, s.X);
            return [output, vjp(s.V)];
        }, s => [s.Value, s.V.unsqueeze(0).mm(s.Jacobian())[0]], 1),
        One("Grad of a dictionary", s => Grad((IReadOnlyDictionary<string, Tensor> p) => s.Loss(p["x"]))(Named(s.X))["x"],
            s => s.Gradient(), 1, Tags.Pure),
        One("Vmap of Grad of a dictionary and a tensor", s => Vmap(Grad((IReadOnlyDictionary<string, Tensor> p, Tensor y) =>
            s.Loss(p["x"]).sub(y.sum())), (0, null))(Named(s.Batch), s.V)["x"], s => s.Each(s.Gradient), 1, Tags.Pure),
        new("Vjp of two arguments", s =>
        {
            (Tensor output, Func<Tensor, (Tensor, Tensor)> vjp) = Vjp((Tensor x, Tensor y) => s.F(x), s.X, s.V);
            (Tensor first, Tensor second) = vjp(s.V);
            return [output, first, second];
        }, s => [s.Value, s.V.unsqueeze(0).mm(s.Jacobian())[0], zeros_like(s.V)], 1),
        One("FunctionalCall", s =>
        {
            using var module = new Times(s.F, s.V.clone());
            return FunctionalCall(module, new Dictionary<string, Tensor> { ["weight"] = s.X }, s.X);
        }, s => s.Value * s.Value),
    ];

    private static Dictionary<string, Tensor> Named(Tensor x) => new() { ["x"] = x };

    private static Scenario[] Draws() =>
    [
        One("Vmap, the same numbers", s => Drawn(s, VmapRandomness.Same), s => zeros_like(s.X)),
        One("Vmap, different numbers", s => Drawn(s, VmapRandomness.Different), s => zeros_like(s.X)),
    ];

    private static Scenario[] FirstDerivatives() =>
    [
        Sweep("JacRev", s => JacRev(s.F)(s.X), s => s.Jacobian(), 1),
        Sweep("JacFwd", s => JacFwd(s.F)(s.X), s => s.Jacobian(), 1),
        Sweep("Vmap(JacRev)", s => Vmap(JacRev(s.F))(s.Batch), s => s.Each(s.Jacobian), 1),
        Sweep("Vmap(JacFwd)", s => Vmap(JacFwd(s.F))(s.Batch), s => s.Each(s.Jacobian), 1),
        Sweep("Vmap(VjpFn)", s => Vmap(Vjp(s.F, s.X).VjpFn)(s.Cotangents), s => s.Cotangents.mm(s.Jacobian()), 1, Tags.None),
        Sweep("Grad with isGradsBatched", IsGradsBatched, s => s.Cotangents.mm(s.Jacobian()), 1, Tags.None),
        Sweep("Grad(Vmap)", s => Grad((Tensor b) => (Vmap(s.F)(b) * s.Cotangents).sum())(s.Batch),
            s => s.Cotangents.unsqueeze(1).matmul(s.Each(s.Jacobian)).squeeze(1), 1),
        new("Jvp", s => List(Jvp(s.F, s.X, s.V)), s => [s.Value, s.Jacobian().mv(s.V)], 1, Tags.Pure | Tags.Sweep),
        Sweep("Linearize", s => Linearize(s.F, s.X).JvpFn(s.V), s => s.Jacobian().mv(s.V), 1, Tags.None),
    ];

    private static Scenario[] SecondDerivatives() =>
    [
        Sweep("Hessian", s => Hessian(s.Loss)(s.X), s => s.Hessian(), 2, Tags.Pure | Tags.Slow),
        Sweep("Vmap(Hessian)", s => Vmap(Hessian(s.Loss))(s.Batch), s => s.Each(s.Hessian), 2, Tags.Pure | Tags.Slow),
        Sweep("JacRev(JacRev)", s => JacRev(JacRev(s.Loss))(s.X), s => s.Hessian(), 2, Tags.Pure | Tags.Slow),
        Sweep("JacRev(JacFwd)", s => JacRev(JacFwd(s.Loss))(s.X), s => s.Hessian(), 2, Tags.Pure | Tags.Slow),
        Sweep("JacFwd(JacFwd)", s => JacFwd(JacFwd(s.Loss))(s.X), s => s.Hessian(), 2, Tags.Pure | Tags.Slow),
        Sweep("Vmap(JacRev(JacRev))", s => Vmap(JacRev(JacRev(s.Loss)))(s.Batch), s => s.Each(s.Hessian), 2, Tags.Pure | Tags.Slow),
        Sweep("Jvp(Grad)", s => s.Along(Grad(s.Loss))(s.X), s => s.Hessian().mv(s.V), 2, Tags.Slow),
        Sweep("Grad(Jvp)", s => Grad(s.Along(s.Loss))(s.X), s => s.Hessian().mv(s.V), 2, Tags.Pure | Tags.Slow),
        Sweep("Grad(Grad)", s => s.GradAlong(Grad(s.Loss))(s.X), s => s.Hessian().mv(s.V), 2, Tags.Pure | Tags.Slow),
        Sweep("Grad(Linearize)", s => Grad((Tensor x) => Linearize(s.Loss, x).JvpFn(s.V))(s.X), s => s.Hessian().mv(s.V), 2,
            Tags.Pure | Tags.Slow),
        Sweep("Jvp(Jvp)", s => s.Along(s.Along(s.Loss))(s.X), s => s.Hessian().mv(s.V).dot(s.V), 2, Tags.Slow),
    ];

    private static Scenario[] ThirdDerivatives() =>
    [
        Sweep("Grad(Grad(Grad))", s => s.GradAlong(s.GradAlong(Grad(s.Loss)))(s.X), s => s.Third(), 3, Tags.Pure | Tags.Slow),
        Sweep("Jvp(Jvp(Grad))", s => s.Along(s.Along(Grad(s.Loss)))(s.X), s => s.Third(), 3, Tags.Slow),
        Sweep("Autograd.Grad three times", GradThreeTimes, s => s.Third(), 3, Tags.Slow),
    ];

    private static Scenario Sweep(string name, Func<Setting, Tensor> run, Func<Setting, Tensor> differences, int order,
        Tags tags = Tags.Pure) =>
        One(name, run, differences, order, tags | Tags.Sweep);

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

    /// <summary>Zeros if all numbers are between 0 and 1, and with one rule all are the same.</summary>
    private static Tensor Drawn(Setting s, VmapRandomness randomness)
    {
        Tensor drawn = Vmap((Tensor x) => rand_like(x), randomness: randomness)(s.X);
        return randomness == VmapRandomness.Same ? drawn.sub(drawn[0]) : drawn.floor();
    }
}
