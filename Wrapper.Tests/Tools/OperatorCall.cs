using static TorchSharp.torch;

namespace TorchBridge.Tests.Tools;

/// <summary>A call of a derivative operator, whose function runs an action before each of its steps.</summary>
internal sealed record OperatorCall(string Name, Func<Action, Tensor[]> Run)
{
    /// <summary>Every operator, overload and way to compute, over two float64 vectors of one length and a 0-d cotangent.</summary>
    public static IEnumerable<OperatorCall> All(Tensor x, Tensor v, Tensor scalar)
    {
        foreach (bool graph in new[] { false, true })
        {
            string suffix = graph ? ", createGraph" : "";
            yield return new($"Vjp{suffix}", step => Pair(Autograd.Vjp(a => Vector(a, step), x, v, createGraph: graph)));
            yield return new($"Vjp of lists{suffix}", step => Lists(Autograd.Vjp(a => Several(a, step), [x, v], [v, scalar], createGraph: graph)));
            yield return new($"Jvp{suffix}", step => Pair(Autograd.Jvp(a => Vector(a, step), x, v, createGraph: graph)));
            yield return new($"Jvp of lists{suffix}", step => Lists(Autograd.Jvp(a => Several(a, step), [x, v], [v, x], createGraph: graph)));
            yield return new($"Hvp{suffix}", step => Pair(Autograd.Hvp(a => Loss([a], step), x, v, createGraph: graph)));
            yield return new($"Hvp of lists{suffix}", step => List(Autograd.Hvp(a => Loss(a, step), [x, v], [v, x], createGraph: graph)));
            yield return new($"Vhp{suffix}", step => Pair(Autograd.Vhp(a => Loss([a], step), x, v, createGraph: graph)));
            yield return new($"Vhp of lists{suffix}", step => List(Autograd.Vhp(a => Loss(a, step), [x, v], [v, x], createGraph: graph)));
            foreach (bool? vectorize in new bool?[] { null, true, false })
            {
                string way = $", vectorize {vectorize?.ToString() ?? "null"}{suffix}";
                yield return new($"Jacobian{way}", step => [Autograd.Jacobian(a => Vector(a, step), x, graph, vectorize: vectorize)]);
                yield return new($"Jacobian of one output{way}", step => Autograd.Jacobian(a => Several(a, step)[0], [x, v], graph, vectorize: vectorize));
                yield return new($"Jacobian of lists{way}", step => Flat(Autograd.Jacobian(a => Several(a, step), [x, v], graph, vectorize: vectorize, chunkSize: 2)));
                yield return new($"Hessian{way}", step => [Autograd.Hessian(a => Loss([a], step), x, graph, vectorize: vectorize)]);
                yield return new($"Hessian of lists{way}", step => Flat(Autograd.Hessian(a => Loss(a, step), [x, v], graph, vectorize: vectorize)));
            }
        }
        foreach (bool? vectorize in new bool?[] { null, true, false })
        {
            string way = $", forward, vectorize {vectorize?.ToString() ?? "null"}";
            yield return new($"Jacobian{way}", step => [Autograd.Jacobian(a => Vector(a, step), x, vectorize: vectorize, strategy: JacobianStrategy.ForwardMode)]);
            yield return new($"Jacobian of lists{way}",
                step => Flat(Autograd.Jacobian(a => Several(a, step), [x, v], vectorize: vectorize, strategy: JacobianStrategy.ForwardMode, chunkSize: 2)));
            yield return new($"Hessian{way}", step => [Autograd.Hessian(a => Loss([a], step), x, vectorize: vectorize, outerStrategy: JacobianStrategy.ForwardMode)]);
            yield return new($"Hessian of lists{way}", step => Flat(Autograd.Hessian(a => Loss(a, step), [x, v], vectorize: vectorize, outerStrategy: JacobianStrategy.ForwardMode)));
        }
        yield return new("Jacobian, strict", step => [Autograd.Jacobian(a => Vector(a, step), x, strict: true)]);
        yield return new("Hessian, strict", step => [Autograd.Hessian(a => Loss([a], step), x, strict: true)]);
        yield return new("ValueAndGrad", step => Pair(Autograd.ValueAndGrad(a => Loss([a], step), x)));
        yield return new("ValueAndGrad of lists", step => List(Autograd.ValueAndGrad(a => Loss(a, step), [x, v])));
    }

    private static Tensor Vector(Tensor a, Action step)
    {
        step();
        Tensor b = a.tanh();
        step();
        Tensor c = b * a;
        step();
        return c;
    }

    private static Tensor[] Several(Tensor[] a, Action step)
    {
        step();
        Tensor b = a[0] * a[1].exp();
        step();
        Tensor c = b.sum();
        step();
        return [Vector(b, step), c];
    }

    private static Tensor Loss(Tensor[] a, Action step)
    {
        Tensor b = Vector(a[0], step) * a[^1].sin();
        step();
        Tensor c = b.pow(2);
        step();
        return c.sum();
    }

    private static Tensor[] Pair((Tensor, Tensor) results) => [results.Item1, results.Item2];

    private static Tensor[] List((Tensor, Tensor[]) results) => [results.Item1, .. results.Item2];

    private static Tensor[] Lists((Tensor[], Tensor[]) results) => [.. results.Item1, .. results.Item2];

    private static Tensor[] Flat(Tensor[][] results) => [.. results.SelectMany(row => row)];
}
