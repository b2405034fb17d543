using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>The derivative operators of torch.autograd.functional, with every overload and every way to compute.</summary>
internal static partial class ScenarioCatalogue
{
    private static bool?[] Vectorize => [null, true, false];

    private static IEnumerable<Scenario> Products(bool graph)
    {
        (string suffix, Tags tags) = graph ? (", createGraph", Tags.Pure | Tags.Option) : ("", Tags.Pure);
        Tags sweep = graph ? tags : tags | Tags.Sweep;
        yield return new($"Autograd.Vjp{suffix}", s => List(Autograd.Vjp(s.F, s.X, s.V, createGraph: graph)),
            s => [s.Value, s.V.unsqueeze(0).mm(s.Jacobian())[0]], 1, tags);
        yield return new($"Autograd.Vjp of lists{suffix}",
            s => List(Autograd.Vjp(s.Several, [s.X, s.V], [s.V, s.Scalar], createGraph: graph)),
            s => [.. s.Several(s.Pair), .. Tools.Numeric.TransposeTimes(s.JacobianOfLists(), [s.V, s.Scalar], s.Pair)], 1, tags);
        yield return new($"Autograd.Jvp{suffix}", s => List(Autograd.Jvp(s.F, s.X, s.V, createGraph: graph)),
            s => [s.Value, s.Jacobian().mv(s.V)], 1, sweep);
        yield return new($"Autograd.Jvp of lists{suffix}", s => List(Autograd.Jvp(s.Several, [s.X, s.V], [s.V, s.X], createGraph: graph)),
            s => [.. s.Several(s.Pair), .. Tools.Numeric.Times(s.JacobianOfLists(), [s.V, s.X], s.Several(s.Pair))], 1, tags);
        foreach ((string name, Func<Setting, (Tensor, Tensor)> one, Func<Setting, (Tensor, Tensor[])> several) in
            new (string, Func<Setting, (Tensor, Tensor)>, Func<Setting, (Tensor, Tensor[])>)[]
        {
            ("Hvp", s => Autograd.Hvp(s.Loss, s.X, s.V, createGraph: graph),
                s => Autograd.Hvp(s.LossOf, [s.X, s.V], [s.V, s.X], createGraph: graph)),
            ("Vhp", s => Autograd.Vhp(s.Loss, s.X, s.V, createGraph: graph),
                s => Autograd.Vhp(s.LossOf, [s.X, s.V], [s.V, s.X], createGraph: graph)),
        })
        {
            yield return new($"{name}{suffix}", s => List(one(s)), s => [s.LossValue, s.Hessian().mv(s.V)], 2, sweep);
            yield return new($"{name} of lists{suffix}", s => List(several(s)),
                s => [s.LossOf(s.Pair), .. Tools.Numeric.Times(s.HessianOfLists(), [s.V, s.X], s.Pair)], 2, tags);
        }
        if (graph)
            yield break;
        yield return new("ValueAndGrad", s => List(Autograd.ValueAndGrad(s.Loss, s.X)), s => [s.LossValue, s.Gradient()], 1, tags);
        yield return new("ValueAndGrad of lists", s => List(Autograd.ValueAndGrad(s.LossOf, [s.X, s.V])),
            s => [s.LossOf(s.Pair), .. s.GradientOfLists()], 1, tags);
    }

    private static IEnumerable<Scenario> Jacobians(bool graph)
    {
        foreach (bool? vectorize in Vectorize)
        {
            Tags tags = graph || vectorize is not null ? Tags.Pure | Tags.Option : Tags.Pure, sweep = tags == Tags.Pure ? Tags.Sweep : 0;
            string way = (vectorize is null ? "" : $", vectorize {vectorize}") + (graph ? ", createGraph" : "");
            yield return One($"Autograd.Jacobian{way}", s => Autograd.Jacobian(s.F, s.X, graph, vectorize: vectorize),
                s => s.Jacobian(), 1, tags | sweep);
            yield return new($"Autograd.Jacobian of one output{way}",
                s => Autograd.Jacobian(x => s.Several(x)[0], [s.X, s.V], graph, vectorize: vectorize), s =>
                    s.JacobianOfLists()[0], 1, tags);
            yield return new($"Autograd.Jacobian of lists{way}",
                s => List(Autograd.Jacobian(s.Several, [s.X, s.V], graph, vectorize: vectorize, chunkSize: 2)), s =>
                    List(s.JacobianOfLists()), 1, tags);
            yield return One($"Autograd.Hessian{way}", s => Autograd.Hessian(s.Loss, s.X, graph, vectorize: vectorize),
                s => s.Hessian(), 2, tags | sweep);
            yield return new($"Autograd.Hessian of lists{way}",
                s => List(Autograd.Hessian(s.LossOf, [s.X, s.V], graph, vectorize: vectorize)),
                s => List(s.HessianOfLists()), 2, tags);
        }
    }

    private static IEnumerable<Scenario> ForwardJacobians()
    {
        const JacobianStrategy forward = JacobianStrategy.ForwardMode;
        foreach (bool? vectorize in Vectorize)
        {
            Tags tags = vectorize is null ? Tags.Pure : Tags.Pure | Tags.Option;
            Tags one = vectorize == true ? tags : Tags.Pure;      // without levels each column is one call
            string way = ", forward" + (vectorize is null ? "" : $", vectorize {vectorize}");
            yield return One($"Autograd.Jacobian{way}", s => Autograd.Jacobian(s.F, s.X, vectorize: vectorize, strategy: forward),
                s => s.Jacobian(), 1, one);
            yield return new($"Autograd.Jacobian of lists{way}",
                s => List(Autograd.Jacobian(s.Several, [s.X, s.V], vectorize: vectorize, strategy: forward, chunkSize: 2)),
                s => List(s.JacobianOfLists()), 1, tags);
            yield return One($"Autograd.Hessian{way}", s => Autograd.Hessian(s.Loss, s.X, vectorize: vectorize, outerStrategy: forward),
                s => s.Hessian(), 2, one);
            yield return new($"Autograd.Hessian of lists{way}",
                s => List(Autograd.Hessian(s.LossOf, [s.X, s.V], vectorize: vectorize, outerStrategy: forward)), s =>
                    List(s.HessianOfLists()), 2, tags);
        }
        yield return One("Autograd.Jacobian, strict", s => Autograd.Jacobian(s.F, s.X, strict: true), s => s.Jacobian(), 1, Tags.Pure);
        yield return One("Autograd.Hessian, strict", s => Autograd.Hessian(s.Loss, s.X, strict: true), s => s.Hessian(), 2, Tags.Pure);
    }

    private static Scenario[] GradChecks() =>
    [
        One("GradCheck", s => Truth(Autograd.GradCheck(s.F, s.X.clone().requires_grad_(), checkForwardAd: true, checkBatchedGrad: true)),
            _ => Truth(true), tags: Tags.Slow),
        One("GradCheck, fast", s => Truth(Autograd.GradCheck(s.F, s.X.clone().requires_grad_(), fastMode: true)),
            _ => Truth(true), tags: Tags.Slow),
        One("GradGradCheck", s => Truth(Autograd.GradGradCheck(s.F, s.X.clone().requires_grad_())), _ => Truth(true), tags: Tags.Slow),
    ];
}
