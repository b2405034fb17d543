using TorchBridge.Tests.Tools;
using static TorchBridge.Transforms;
using static TorchSharp.torch;
using Named = System.Collections.Generic.IReadOnlyDictionary<string, TorchSharp.torch.Tensor>;

namespace TorchBridge.Tests;

/// <summary>
/// Functions of one to four arguments, each a structure of tensors, against the form with one array and against differences.
/// </summary>
[TestClass]
public partial class StructureTests : TransformTest
{
    private static Tensor Random(params long[] shape) => rand(shape, dtype: float64) + 0.5;

    /// <summary>What a structure looks like in tests: how it is made of three tensors, and taken apart.</summary>
    private sealed record Kind<T>(Func<Tensor[], T> Make, Func<T, Tensor[]> Parts);

    private static readonly Kind<Tensor[]> s_array = new(x => x, x => x);

    private static readonly Kind<Named> s_named = new(x => Dictionary(x), x => [x["c"], x["a"], x["b"]]);

    private static readonly Kind<Dictionary<string, Tensor>> s_dictionary = new(Dictionary, x => [x["c"], x["a"], x["b"]]);

    private static readonly Kind<IDictionary<string, Tensor>> s_interface = new(Dictionary, x => [x["c"], x["a"], x["b"]]);

    private static readonly Kind<(Tensor, Tensor, Tensor)> s_tuple = new(x => (x[0], x[1], x[2]), x => [x.Item1, x.Item2, x.Item3]);

    /// <summary>Its fields are not laid out in the order of its declaration: references come before tuples.</summary>
    private static readonly Kind<((Tensor, Named), Tensor)> s_nested = new(
        x => ((x[0], new Dictionary<string, Tensor> { ["k"] = x[1] }), x[2]), x => [x.Item1.Item1, x.Item1.Item2["k"], x.Item2]);

    private static readonly Kind<(Tensor W, Tensor B)[]> s_layers = new(
        x => [(x[0], x[1]), (x[2], x[2] * 0)], x => [x[0].W, x[0].B, x[1].W]);

    private static readonly Kind<IReadOnlyDictionary<string, Tensor[]>> s_lists = new(
        x => new Dictionary<string, Tensor[]> { ["z"] = [x[0], x[1]], ["y"] = [x[2]] }, x => [.. x["z"], .. x["y"]]);

    private static Dictionary<string, Tensor> Dictionary(Tensor[] x) => new() { ["c"] = x[0], ["a"] = x[1], ["b"] = x[2] };

    /// <summary>Of three vectors: no part of it is symmetric.</summary>
    private static Tensor F(Tensor[] x) => (x[0] * x[0] * x[1] + (x[1] * x[2]).sin() * x[0]).sum();

    [TestMethod]
    public void EveryKindOfStructureInEveryTransform()
    {
        Check(s_array);
        Check(s_named);
        Check(s_dictionary);
        Check(s_interface);
        Check(s_tuple);
        Check(s_nested);
        Check(s_layers);
        Check(s_lists);
    }

    /// <summary>The structure as the first, as a later, and as the only argument.</summary>
    private static void Check<T>(Kind<T> kind)
    {
        string name = typeof(T).ToString();
        Tensor[] x = [Random(2), Random(2), Random(2)];
        Tensor s = tensor(1.5);
        T at = kind.Make(x);
        Tensor[] numeric = [.. Numeric.Jacobian(a => [F(a)], x)[0]];
        Same.Values(numeric, kind.Parts(Grad((T p) => F(kind.Parts(p)))(at)), 1e-7, name);
        Tensor[] flat = Grad(F, [0, 1, 2])(x);
        Same.Values(flat, kind.Parts(Grad((T p) => F(kind.Parts(p)))(at)), name: name);
        Same.Values([.. flat.Select(g => g * s)], kind.Parts(Grad((T p, Tensor t) => F(kind.Parts(p)) * t)(at, s)), name: name);
        Same.Values(F(x), Grad((Tensor t, T p) => F(kind.Parts(p)) * t)(s, at), name: name);
        Same.Values([.. flat.Select(g => g * s * s)],
            kind.Parts(Grad((T p, Tensor t, Tensor u) => F(kind.Parts(p)) * t * u)(at, s, s)), name: name);
        Same.Values([.. flat.Select(g => g * s * s * s)],
            kind.Parts(Grad((T p, Tensor t, Tensor u, Tensor v) => F(kind.Parts(p)) * t * u * v)(at, s, s, s)), name: name);

        (T gradient, Tensor value) = GradAndValue((T p, Tensor t) => F(kind.Parts(p)) * t)(at, s);
        Same.Values([.. flat.Select(g => g * s)], kind.Parts(gradient), name: name);
        Same.Values(F(x) * s, value, name: name);

        Tensor G(Tensor[] a) => a[0] * a[1] + a[2].cos();
        Tensor[] rows = JacRev((Tensor[] a) => [G(a)], [0, 1, 2])(x)[0];
        Same.Values([.. Numeric.Jacobian(a => [G(a)], x)[0]], rows, 1e-7, name);
        Same.Values(rows, kind.Parts(JacRev((T p) => G(kind.Parts(p)))(at)), name: name);
        Same.Values(rows, kind.Parts(JacFwd((T p, Tensor t) => G(kind.Parts(p)) + t)(at, s)), name: name);
        Same.Values(rows, kind.Parts(JacRev((T p, Tensor t) => new[] { t, G(kind.Parts(p)) })(at, s)[1]), name: name);
        Named Outputs(T p) => new Dictionary<string, Tensor> { ["g"] = G(kind.Parts(p)) };
        Same.Values(rows, kind.Parts(JacFwd<T>(Outputs)(at)["g"]), name: name);

        (Tensor output, Func<Tensor, T> vjp) = Vjp((T p) => G(kind.Parts(p)), at);
        Same.Values(G(x), output, name: name);
        Tensor v = Random(2);
        Same.Values([.. rows.Select(row => v.unsqueeze(0).mm(row)[0])], kind.Parts(vjp(v)), name: name);
        T along = kind.Make([v, v * 2, v * 3]);
        Tensor expected = rows[0].mv(v) + rows[1].mv(v * 2) + rows[2].mv(v * 3);
        (Named named, Named tangent) = Jvp<T, Named>(Outputs, at, along);
        Same.Values(expected, tangent["g"], name: name);
        Same.Values(output, named["g"], name: name);

        T batch = kind.Make([.. x.Select(each => stack([each, each * 2, each * 3]))]);
        Tensor each = stack([.. Enumerable.Range(1, 3).Select(k => F([.. x.Select(part => part * k)]))]);
        Same.Values(each, Vmap((T p) => F(kind.Parts(p)))(batch), name: name);
        Same.Values(each * s, Vmap((T p, Tensor t) => F(kind.Parts(p)) * t, (0, null))(batch, s), name: name);
        Same.Values(x[0].expand(3, 2) * s, kind.Parts(Vmap((Tensor t, T p) => p, (null, 0))(s, kind.Make([x[0].expand(3, 2) * s, x[1]
            .expand(3, 2), x[2].expand(3, 2)])))[0], name: name);
        Same.Values([.. Enumerable.Range(0, 3).Select(i => stack([.. Enumerable.Range(1, 3).Select(k =>
                Grad(F, [0, 1, 2])([.. x.Select(part => part * k)])[i])]))],
            kind.Parts(Vmap(Grad((T p) => F(kind.Parts(p))), chunkSize: 2)(batch)), name: name);
    }

    [TestMethod]
    public void TheKeysKeepTheirOrder()
    {
        Dictionary<string, Tensor> at = Dictionary([Random(2), Random(2), Random(2)]);
        Named gradient = Grad((Named p) => (p["a"] * p["b"] * p["c"]).sum())(at);
        CollectionAssert.AreEqual(new[] { "c", "a", "b" }, gradient.Keys.ToArray());
    }

    [TestMethod]
    public void HessiansOfEveryPairOfKeys()
    {
        Tensor[] x = [Random(2), Random(2), Random(2)];
        Tensor[][] flat = Hessian(F, [0, 1, 2])(x);
        string[] keys = ["c", "a", "b"];
        var of = Hessian((Named p) => F(s_named.Parts(p)))(Dictionary(x));
        var ofTwo = Hessian((Named p, Tensor t) => F(s_named.Parts(p)) * t)(Dictionary(x), tensor(2.0));
        Tensor[][] ofArray = Hessian((Tensor[] p, Tensor t) => F(p) * t)(x, tensor(2.0));
        for (int i = 0; i < 3; i++)
            for (int k = 0; k < 3; k++)
            {
                Same.Values(flat[i][k], of[keys[i]][keys[k]]);
                Same.Values(flat[i][k] * 2, ofTwo[keys[i]][keys[k]]);
                Same.Values(flat[i][k] * 2, ofArray[i][k]);
            }
        Tensor[][] chosen = Hessian((Tensor a, Tensor b, Tensor c) => F([a, b, c]), [2, 0])(x[0], x[1], x[2]);
        Same.Values([flat[2][2], flat[2][0], flat[0][2], flat[0][0]], [.. chosen.SelectMany(row => row)]);
        Same.Values(flat[0][0], Hessian((Tensor a, Tensor b) => F([a, b, x[2]]))(x[0], x[1]));
        Assert.IsTrue(flat[0][1].allclose(Autograd.Hessian(F, x)[0][1]));
    }

    [TestMethod]
    public void ArgnumsOfArgumentsOfOneType()
    {
        Tensor[] x = [Random(2), Random(2), Random(2)];
        Tensor[] flat = Grad(F, [0, 1, 2])(x);
        Func<Tensor, Tensor, Tensor, Tensor> f = (a, b, c) => F([a, b, c]);
        Same.Values([flat[2], flat[0]], Grad(f, [2, 0])(x[0], x[1], x[2]));
        Same.Values([flat[1]], Grad(f, [-2])(x[0], x[1], x[2]));
        (Tensor[] grads, Tensor value) = GradAndValue(f, [1, 2])(x[0], x[1], x[2]);
        Same.Values([flat[1], flat[2], F(x)], [.. grads, value]);
        Same.Values([flat[2], flat[0]], JacRev(f, [2, 0])(x[0], x[1], x[2]));
        Same.Values([flat[2], flat[0]], JacFwd(f, [2, 0])(x[0], x[1], x[2]));
        Named[] named = Grad((Named p, Named q) => F([p["x"], q["x"], x[2]]), [1, 0])(One(x[0]), One(x[1]));
        Same.Values([flat[1], flat[0]], [named[0]["x"], named[1]["x"]]);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Grad(f, [3])(x[0], x[1], x[2]));

        static Dictionary<string, Tensor> One(Tensor tensor) => new() { ["x"] = tensor };
    }

    [TestMethod]
    public void ProductsOfSeveralArguments()
    {
        Tensor[] x = [Random(2), Random(2)];
        Dictionary<string, Tensor> p = new() { ["w"] = x[1] };
        (Tensor[] outputs, Func<Tensor[], (Tensor, Named)> vjp) = Vjp((Tensor a, Named q) => new[] { a * q["w"], a.sum() }, x[0], (Named)p);
        Same.Values([x[0] * x[1], x[0].sum()], outputs);
        Tensor v = Random(2), u = tensor(3.0);
        (Tensor first, Named second) = vjp([v, u]);
        Same.Values(v * x[1] + u, first);
        Same.Values(v * x[0], second["w"]);
        Func<Tensor, Named, Named> times = (a, q) => new Dictionary<string, Tensor> { ["y"] = a * q["w"] };
        (_, Named tangent) = Jvp(times, (x[0], (Named)p),
            (v, (Named)new Dictionary<string, Tensor> { ["w"] = v * 2 }));
        Same.Values(v * x[1] + x[0] * v * 2, tangent["y"]);
        // a pair would be an output and what is beside it
        ((Tensor o1, Tensor o2, Tensor o3), _) = Vjp((Tensor a) => (a, a * 2, a * 3), x[0]);
        Same.Values([x[0], x[0] * 2, x[0] * 3], [o1, o2, o3]);
    }

    [TestMethod]
    public void TransformsNest()
    {
        Tensor[] x = [Random(2), Random(2), Random(2)];
        Named at = Dictionary(x), batch = Dictionary([.. x.Select(each => stack([each, each * 2]))]);
        Func<Named, Tensor> f = p => F(s_named.Parts(p));
        Tensor hessian = Hessian(f)(at)["c"]["a"];
        Same.Values(hessian, JacRev((Tensor c) => Grad(f)(Dictionary([x[0], c, x[2]]))["c"])(x[1]));
        Same.Values(hessian, JacFwd((Named p) => Grad(f)(p)["c"])(at)["a"]);
        Same.Values(hessian, Vmap(Hessian(f))(batch)["c"]["a"][0]);
        Tensor direct = Grad((Named b) => Vmap(f)(b).sum())(batch)["b"];
        Same.Values(Vmap(Grad(f))(batch)["b"], direct);
        Named along = Dictionary([x[0], x[0], x[0]]);
        Named hv = Jvp(Grad(f), at, along).Tangent;
        Same.Values(Hessian(f)(at)["c"].Values.Select(block => block.mv(x[0])).Aggregate((a, b) => a + b), hv["c"]);
    }

    [TestMethod]
    public void AroundATransformPlainAutogradGoesOn()
    {
        Tensor w = Random(2).requires_grad_();
        Named gradient = Grad((Named p) => (p["w"].pow(3) * w).sum())(new Dictionary<string, Tensor> { ["w"] = w });
        gradient["w"].sum().Backward();
        Same.Values((w * w * 9).detach(), w.grad!.detach());      // d/dw of 3 w² w: by the parameter and by the capture
    }
}

/// <summary>The same without LibTorch's levels.</summary>
[TestClass]
public sealed class StructureWithoutLevelsTests : StructureTests
{
    protected override bool WithLevels => false;
}
