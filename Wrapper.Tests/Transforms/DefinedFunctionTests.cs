using TorchBridge.Tests.Tools;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Functions of CustomFunction.Define under every transform and nested, against the same functions made of operations.</summary>
[TestClass]
public partial class DefinedFunctionTests : TransformTest
{
    private const double Exact = 1e-10;

    /// <summary>From a function of two tensors of one shape, and two such tensors, to numbers.</summary>
    private static readonly Dictionary<string, Func<Func<Tensor[], Tensor[]>, Tensor, Tensor, Tensor[]>> s_ways = new()
    {
        ["the value"] = (f, a, b) => f([a, b]),
        ["Grad"] = (f, a, b) => Grad(Sum(f), [0, 1])([a, b]),
        ["GradAndValue"] = (f, a, b) => GradAndValue(Sum(f), [1, 0])([a, b]) is var found ? [.. found.Grads, found.Value] : [],
        ["Grad(Grad)"] = (f, a, b) => Grad(Then(Grad(Sum(f))), [0, 1])([a, b]),
        ["Grad(Grad(Grad))"] = (f, a, b) => Grad(Then(Grad(Then(Grad(Sum(f))))), [0, 1])([a, b]),
        ["Vjp"] = (f, a, b) => Vjp(f, a, b) is var found ? [.. found.Outputs, .. found.VjpFn(Ones(found.Outputs))] : [],
        ["Vjp(Vjp)"] = (f, a, b) => Vjp(x => Vjp(f, x) is var found ? found.VjpFn(Ones(found.Outputs)) : [], a, b)
            is var outer ? outer.VjpFn(Ones(outer.Outputs)) : [],
        ["JacRev"] = (f, a, b) => Flat(JacRev(f, [0, 1])([a, b])),
        ["JacFwd"] = (f, a, b) => Flat(JacFwd(f, [0, 1])([a, b])),
        ["Jvp"] = (f, a, b) => Jvp(f, [a, b], [b, a]) is var found ? [.. found.Outputs, .. found.Tangents] : [],
        ["Jvp of one input"] = (f, a, b) => [Jvp(x => f([x, b])[0], a, b).Tangent],
        ["Jvp(Jvp)"] = (f, a, b) => Jvp(x => Jvp(f, x, [b, a]).Tangents, [a, b], [a, b]).Tangents,
        ["Jvp(Grad)"] = (f, a, b) => Jvp(x => Grad(Sum(f), [0, 1])(x), [a, b], [b, a]).Tangents,
        ["Grad(Jvp)"] = (f, a, b) => Grad(Sum(x => Jvp(f, x, [b, a]).Tangents), [0, 1])([a, b]),
        ["Linearize"] = (f, a, b) => Linearize(f, a, b) is var found ? [.. found.Outputs, .. found.JvpFn([b, a])] : [],
        ["Hessian"] = (f, a, b) => Flat(Hessian(Sum(f), [0, 1])([a, b])),
        ["JacFwd(JacRev)"] = (f, a, b) => [JacFwd(JacRev((Tensor x) => f([x, b])[0]))(a)],
        ["JacRev(JacFwd)"] = (f, a, b) => [JacRev(JacFwd((Tensor x) => f([a, x])[0]))(b)],
        ["JacRev(JacRev)"] = (f, a, b) => [JacRev(JacRev((Tensor x) => f([x, b])[0]))(a)],
        ["JacFwd(JacFwd)"] = (f, a, b) => [JacFwd(JacFwd((Tensor x) => f([x, x])[0]))(a)],
        ["Vmap"] = (f, a, b) => Vmap(f)([a, b]),
        ["Vmap over dimension 1"] = (f, a, b) => Vmap(f, inDims: [1, 1], outDims: Dims(f, 1))([a, b]),
        ["Vmap with one shared input"] = (f, a, b) => Vmap(f, inDims: [0, null])([a, b[0]]),
        ["Vmap with the other shared"] = (f, a, b) => Vmap(f, inDims: [null, 0])([a[0], b]),
        ["Vmap over two dimensions"] = (f, a, b) => Vmap(f, inDims: [1, 0])([a.t(), b]),
        ["Vmap in chunks"] = (f, a, b) => Vmap(f, chunkSize: 2)([a, b]),
        ["Vmap(Vmap)"] = (f, a, b) => Vmap(Vmap(f))([a, b]),
        ["Vmap(Vmap), each input at one level"] = (f, a, b) =>
            Vmap(x => Vmap(y => f(y), inDims: [0, null])([b[0], x[0]]))([a[0]]),
        ["Vmap(Grad)"] = (f, a, b) => Vmap(Grad(Sum(f), [0, 1]))([a, b]),
        ["Vmap(Grad) with a shared input"] = (f, a, b) => Vmap(Grad(Sum(f), [0, 1]), inDims: [0, null])([a, b[0]]),
        ["Vmap(Grad(Grad))"] = (f, a, b) => Vmap(Grad(Then(Grad(Sum(f))), [0, 1]))([a, b]),
        ["Grad(Vmap)"] = (f, a, b) => Grad(Sum(Vmap(f)), [0, 1])([a, b]),
        ["Grad(Vmap) with a shared input"] = (f, a, b) => Grad(Sum(Vmap(f, inDims: [0, null])), [0, 1])([a, b[0]]),
        ["Grad(Grad(Vmap))"] = (f, a, b) => Grad(Then(Grad(Sum(Vmap(f, inDims: [null, 0])))), [0, 1])([a[0], b]),
        ["Grad(Vmap(Grad))"] = (f, a, b) => Grad(Then(Vmap(Grad(Sum(f), [0, 1]))), [0, 1])([a, b]),
        ["Vmap(Jvp)"] = (f, a, b) => Vmap(x => Jvp(f, x, [x[1], x[0]]).Tangents)([a, b]),
        ["Jvp(Vmap)"] = (f, a, b) => Jvp(Vmap(f), [a, b], [b, a]).Tangents,
        ["Jvp(Vmap) with a shared input"] = (f, a, b) => Jvp(Vmap(f, inDims: [0, null]), [a, b[0]], [b, a[0]]).Tangents,
        ["Vmap(JacFwd)"] = (f, a, b) => Vmap(x => Flat(JacFwd(f, [0, 1])(x)))([a, b]),
        ["Vmap(JacRev)"] = (f, a, b) => Vmap(x => Flat(JacRev(f, [0, 1])(x)))([a, b]),
        ["Vmap(Hessian)"] = (f, a, b) => Vmap(x => Flat(Hessian(Sum(f), [0, 1])(x)))([a, b]),
        ["Vmap(JacFwd(JacRev))"] = (f, a, b) => Vmap(x => [JacFwd(JacRev((Tensor y) => f([y, x[1]])[0]))(x[0])])([a, b]),
        ["JacFwd(Vmap(Grad))"] = (f, a, b) => Flat(JacFwd(Vmap(Grad(Sum(f), [0, 1])), [0, 1])([a, b])),
        ["Vmap(Vmap(Grad))"] = (f, a, b) => Vmap(Vmap(Grad(Sum(f), [0, 1])))([a, b]),
        ["one tensor as both inputs"] = (f, a, _) =>
            [Grad((Tensor x) => f([x, x])[0].sum())(a), Hessian((Tensor x) => f([x, x])[0].sum())(a)],
        ["one value as two arguments"] = (f, a, _) => Flat(Hessian(Sum(f), [0, 1])([a, a])),
        ["Autograd.Jacobian"] = (f, a, b) => Flat(Autograd.Jacobian(f, [a, b])),
        ["Autograd.Jacobian in forward mode"] = (f, a, b) => Flat(Autograd.Jacobian(f, [a, b], strategy: JacobianStrategy.ForwardMode)),
        ["the same, vectorized"] = (f, a, b) =>
            Flat(Autograd.Jacobian(f, [a, b], vectorize: true, strategy: JacobianStrategy.ForwardMode)),
        ["Autograd.Hessian"] = (f, a, b) => Flat(Autograd.Hessian(Sum(f), [a, b])),
        ["Autograd.Hessian, forward over reverse"] = (f, a, b) =>
            Flat(Autograd.Hessian(Sum(f), [a, b], outerStrategy: JacobianStrategy.ForwardMode)),
        ["the same, vectorized "] = (f, a, b) =>
            Flat(Autograd.Hessian(Sum(f), [a, b], vectorize: true, outerStrategy: JacobianStrategy.ForwardMode)),
        ["Autograd.Jvp"] = (f, a, b) => Autograd.Jvp(f, [a, b], [b, a]).Jvp,
        ["Autograd.Hvp"] = (f, a, b) => Autograd.Hvp(Sum(f), [a, b], [b, a]).Hvp,
        ["ForwardAD"] = InForwardAD,
        ["ForwardAD over Grad"] = ForwardOverReverse,
        ["Grad around Vmap, outside of the transforms"] = (f, a, b) => OutsideOf(Vmap(f), a, b),
        ["Grad around Grad, outside of the transforms"] = (f, a, b) => OutsideOf(Grad(Sum(f), [0, 1]), a, b),
        ["Grad around Jvp, outside of the transforms"] = (f, a, b) => OutsideOf(x => Jvp(f, x, [b, a]).Tangents, a, b),
    };

    public static IEnumerable<object[]> Names => DefinedFunctions.OfTwo.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void EveryTransformIsAsForOperations(string name)
    {
        (Func<Tensor[], Tensor[]> own, Func<Tensor[], Tensor[]> plain) = DefinedFunctions.OfTwo[name];
        var wrong = new List<string>();
        foreach ((string way, Func<Func<Tensor[], Tensor[]>, Tensor, Tensor, Tensor[]> call) in s_ways)
        {
            using var scope = NewDisposeScope();
            Tensor a = Numbers(1), b = Numbers(2);
            try
            {
                Numeric.AssertClose(way, call(plain, a, b), call(own, a, b), Exact, Exact);
                Assert.AreEqual(0, Native.Functorch.Depth);
            }
            catch (Exception e)
            {
                wrong.Add($"{way}: {e.GetType().Name} {e.Message.Split('\n')[0]}");
            }
        }
        Assert.AreEqual("", string.Join('\n', wrong));
    }

    private static Tensor Numbers(int seed)
    {
        manual_seed(seed);
        return rand([3, 3], float64) + 0.5;
    }

    private static Func<Tensor[], Tensor> Sum(Func<Tensor[], Tensor[]> f) =>
        x => f(x).Aggregate(zeros([], float64), (sum, y) => sum + y.sum());

    private static Func<Tensor[], Tensor> Then(Func<Tensor[], Tensor[]> gradient) => Sum(x => [.. gradient(x).Select(g => g * g)]);

    private static Tensor[] Flat(Tensor[][] blocks) => [.. blocks.SelectMany(row => row)];

    private static Tensor[] Ones(Tensor[] like) => [.. like.Select((tensor, i) => full_like(tensor, i + 1))];

    private static int[] Dims(Func<Tensor[], Tensor[]> f, int dim)
    {
        using Tensor one = ones(1, dtype: float64), two = ones(1, dtype: float64);
        return [.. f([one, two]).Select(_ => dim)];
    }

    private static Tensor[] OutsideOf(Func<Tensor[], Tensor[]> f, Tensor a, Tensor b)
    {
        Tensor[] x = [a.detach().requires_grad_(), b.detach().requires_grad_()];
        return [.. Autograd.Grad([Sum(f)(x)], x).Select(gradient => gradient!)];
    }

    private static Tensor[] InForwardAD(Func<Tensor[], Tensor[]> f, Tensor a, Tensor b)
    {
        using DualLevel level = ForwardAD.EnterDualLevel();
        Tensor[] outputs = f([level.MakeDual(a, b), b]);
        return [.. outputs.SelectMany(y => level.UnpackDual(y) is var (primal, tangent) ? new[] { primal.clone(), tangent!.clone() } : [])];
    }

    private static Tensor[] ForwardOverReverse(Func<Tensor[], Tensor[]> f, Tensor a, Tensor b)
    {
        using DualLevel level = ForwardAD.EnterDualLevel();
        Tensor x = a.detach().requires_grad_(), y = b.detach().requires_grad_();
        Tensor?[] gradients = Autograd.Grad([Sum(f)([level.MakeDual(x, b), y])], [x, y], createGraph: true);
        return [.. gradients.Select(gradient => level.UnpackDual(gradient!).Tangent!.detach().clone())];
    }
}

/// <summary>The same where LibTorch's levels can't be reached.</summary>
[TestClass]
public sealed class DefinedFunctionWithoutLevelsTests : DefinedFunctionTests
{
    protected override bool WithLevels => false;
}
