using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Batching rules, given and generated.</summary>
public sealed partial class DefinedFunctionRuleTests
{
    /// <summary>The shape that forward sees is that of one example, or the gradient would have another.</summary>
    [TestMethod]
    public void AGeneratedRuleRunsEveryPartForOneExample()
    {
        var shapes = new List<string>();
        void See(string part, Tensor tensor) => shapes.Add($"{part} {tensor.dim()}");
        Func<Tensor[], Tensor[]> combined = CustomFunction.Define(
            (context, x) =>
            {
                See("forward", x[0]);
                context.Data["shape"] = x[0].shape;
                return [x[0].sum()];
            },
            (context, g) =>
            {
                See("backward", g[0]!);
                return [g[0]!.expand((long[])context.Data["shape"]!)];
            },
            (_, t) =>
            {
                See("jvp", t[0]!);
                return [t[0]!.sum()];
            }, generateVmapRule: true);
        Func<Tensor[], Tensor[]> apart = CustomFunction.Define(x => [x[0].sum()],
            (context, x, y) =>
            {
                See("setup", x[0]);
                See("setup", y[0]);
                context.Data["shape"] = x[0].shape;
            },
            (context, g) => [g[0]!.expand((long[])context.Data["shape"]!)], (_, t) => [t[0]!.sum()], generateVmapRule: true);
        Tensor x = rand([3, 2, 4], float64);
        foreach (Func<Tensor[], Tensor[]> sum in new[] { combined, apart })
        {
            Numeric.AssertClose("Vmap(Grad)", ones_like(x), Vmap(Grad((Tensor y) => sum([y])[0]))(x), 0, 0);
            Numeric.AssertClose("Grad(Vmap)", ones_like(x), Grad((Tensor y) => Vmap((Tensor z) => sum([z])[0])(y).sum())(x), 0, 0);
            Numeric.AssertClose("Grad(Vmap(Vmap))", ones_like(x),
                Grad((Tensor y) => Vmap(Vmap((Tensor z) => sum([z])[0]))(y).sum())(x), 0, 0);
            Numeric.AssertClose("Jvp(Vmap)", x.sum([1, 2]), Jvp(Vmap((Tensor z) => sum([z])[0]), x, x).Tangent, 1e-12, 0);
        }
        CollectionAssert.IsSubsetOf(shapes.Distinct().ToArray(),
            new[] { "forward 2", "forward 1", "backward 0", "jvp 0", "jvp 2", "setup 2", "setup 1", "setup 0" });
    }

    /// <summary>PyTorch sums a gradient of a broadcast shape; with a batch in it that has to be done for each example.</summary>
    [TestMethod]
    public void AGradientOfABroadcastShapeIsSummedForEachExample()
    {
        Func<Tensor[], Tensor[]> sum = CustomFunction.Define((_, x) => [x[0] + x[1]], (_, g) => [g[0], g[0]], generateVmapRule: true);
        Tensor a = rand([3, 2, 4], float64), b = rand([3, 4], float64), c = rand([1], float64);
        foreach (Tensor other in new[] { b, c })
        {
            Func<Func<Tensor[], Tensor[]>, Tensor[]> found = f =>
                Grad((Tensor[] x) => Vmap(f, inDims: [0, x[1].dim() > 1 ? 0 : null])(x)[0].square().sum(), [0, 1])([a, other]);
            Numeric.AssertClose("Grad(Vmap)", found(x => [x[0] + x[1]]), found(sum), 1e-12, 1e-12);
        }
        Func<Tensor[], Tensor[]> wrong = CustomFunction.Define((_, x) => [x[0] * 1], (_, g) => [g[0]![..1]], generateVmapRule: true);
        Throws(AutogradError.Other, "got [1] but expected shape compatible with [2]",
            () => Vmap(Grad((Tensor x) => wrong([x])[0].sum()))(ones(3, 2, dtype: float64)));
    }

    [TestMethod]
    public void AGivenRuleIsToldOfTheBatch()
    {
        var told = new List<string>();
        Func<Tensor[], Tensor[]> first = CustomFunction.Define(
            (_, x) => [x[0] * 1], (_, g) => [g[0], null],
            vmap: (info, dims, x) =>
            {
                told.Add($"{info.BatchSize} {info.Randomness} {string.Join(',', dims.Select(dim => dim?.ToString() ?? "-"))} "
                    + string.Join(',', x.Select(each => each.dim())));
                return ([x[0].mul(s_two)], [dims[0]]);      // not what forward does: so it is seen which of them ran
            });
        Tensor x = ones(3, 2, dtype: float64), shared = ones(2, dtype: float64);
        Assert.AreEqual(2.0, Vmap(y => first([y[0], shared]))([x])[0][0, 0].ToDouble());
        Vmap(y => first([y[1], y[0]]), inDims: [1, null], randomness: VmapRandomness.Same)([x, shared]);
        Assert.AreEqual(1.0, Vmap((Tensor y) => y * first([shared, shared])[0])(x)[0, 0].ToDouble(), "no batch, no rule");
        CollectionAssert.AreEqual(new[] { "3 Error 0,- 2,1", "2 Same -,0 1,2" }, told);
    }

    [TestMethod]
    public void AnOutputOfARuleMayHaveNoBatch()
    {
        Func<Tensor[], Tensor[]> f = CustomFunction.Define((_, x) => [x[0] * 1, x[1] * 1], (_, g) => g,
            vmap: (_, dims, x) => ([x[0] * 1, x[1] * 1], [-2, null]));
        Tensor[] found = Vmap(f, inDims: [0, null])([ones(3, 2, dtype: float64), ones(2, dtype: float64)]);
        CollectionAssert.AreEqual(new long[] { 3, 2 }, found[1].shape);
    }

    [TestMethod]
    public void ARuleThatReturnsSomethingElseIsAnError()
    {
        Action With(Func<VmapInfo, int?[], Tensor[], (Tensor[], int?[])> rule) => () =>
            Vmap(CustomFunction.Define((_, x) => [x[0] * 1], (_, g) => g, vmap: rule))([ones(3, 2, dtype: float64)]);
        foreach ((string message, Action call) in new[]
        {
            ("Expected the vmap staticmethod to have two returns", With((_, _, _) => default)),
            ("Expected the vmap staticmethod to have two returns", With((_, _, x) => (x, null!))),
            ("vmap returned null at index 0", With((_, _, _) => ([null!], [0]))),
            ("1 outputs and 2 dimensions", With((_, _, x) => ([x[0] * 1], [0, 0]))),
            ("with 2 as its batch dimension", With((_, _, x) => ([x[0] * 1], [2]))),
            ("with 1 as its batch dimension. The batch has 3 examples", With((_, _, x) => ([x[0] * 1], [1]))),
        })
        {
            ArgumentException thrown = Assert.ThrowsExactly<ArgumentException>(call);
            StringAssert.Contains(thrown.Message, message);
            Assert.AreEqual("vmap", thrown.ParamName);
        }
        Assert.AreEqual("generateVmapRule", Assert.ThrowsExactly<ArgumentException>(() =>
            CustomFunction.Define((_, x) => x, (_, g) => g, vmap: (_, dims, x) => (x, dims), generateVmapRule: true)).ParamName);
    }

    /// <summary>A forward that reads numbers can't run on a batch. Its rule can, and what it saves is found on one example.</summary>
    [TestMethod]
    public void AForwardThatReadsNumbersWorksInAllTransformsByItsRule()
    {
        static Tensor Sines(Tensor x) =>
            tensor(x.contiguous().data<double>().ToArray().Select(Math.Sin).ToArray()).clone().reshape(x.shape);
        Func<Tensor[], Tensor[]>? cosine = null;
        Func<VmapInfo, int?[], Tensor[], (Tensor[], int?[])> Rule(Func<Func<Tensor[], Tensor[]>> f) => (_, dims, x) => (f()(x), dims);
        int drawn = 0;
        Func<Tensor[], Tensor[]>? sine = null;
        sine = CustomFunction.Define(
            (context, x) =>
            {
                context.SaveForBackward(x);
                drawn += rand(1).shape.Length;      // may draw, and must not change what is drawn next
                return [Sines(x[0])];
            },
            (context, g) => [g[0]! * cosine!([context.SavedTensors[0]])[0]],
            (context, t) => [t[0]! * cosine!([context.SavedTensors[0]])[0]], Rule(() => sine!));
        cosine = CustomFunction.Define(
            (context, x) =>
            {
                context.SaveForBackward(x);
                return [Sines(x[0] + Math.PI / 2)];
            },
            (context, g) => [-g[0]! * sine([context.SavedTensors[0]])[0]],
            (context, t) => [-t[0]! * sine([context.SavedTensors[0]])[0]], Rule(() => cosine!));
        Tensor x = rand([3, 2], float64);
        Func<Tensor, Tensor> f = y => sine([y])[0].sum();
        Numeric.AssertClose("Vmap(Grad)", x.cos(), Vmap(Grad(f), randomness: VmapRandomness.Different)(x), 1e-12, 1e-12);
        Numeric.AssertClose("Vmap(Hessian)", (-x.sin()).diag_embed(),
            Vmap((Tensor y) => JacRev(JacRev(f))(y), randomness: VmapRandomness.Different)(x), 1e-12, 1e-12);
        Numeric.AssertClose("Vmap(Jvp)", x.cos().sum(1L),
            Vmap((Tensor y) => Jvp(f, y, ones_like(y)).Tangent, randomness: VmapRandomness.Different)(x), 1e-12, 1e-12);
    }
}
