using TorchBridge.Tests.Tools;
using static TorchBridge.Transforms;
using static TorchSharp.torch;
using Named = System.Collections.Generic.IReadOnlyDictionary<string, TorchSharp.torch.Tensor>;

namespace TorchBridge.Tests;

/// <summary>What belongs to structures beside their numbers: auxiliary outputs, batch dimensions, errors, ownership.</summary>
[TestClass]
public class StructureEdgeTests : TransformTest
{
    private static Tensor Random(params long[] shape) => rand(shape, dtype: float64) + 0.5;

    private static Dictionary<string, Tensor> Two => new() { ["w"] = Random(3), ["b"] = Random() };

    private static Tensor Loss(Named p, Tensor x) => (p["w"].dot(x) + p["b"]).square();

    [TestMethod]
    public void AuxiliaryOutputsOfEveryTransform()
    {
        Dictionary<string, Tensor> p = Two;
        Tensor x = Random(3);
        Named expected = Grad<Named, Tensor>(Loss)(p, x);
        (Tensor, Named) Aux(Named q) => (q["w"] * 2, new Dictionary<string, Tensor> { ["b"] = q["b"] * 3 });
        void Check((Tensor, Named) aux)
        {
            Same.Values([p["w"] * 2, p["b"] * 3], [aux.Item1, aux.Item2["b"]]);
            Assert.IsFalse(aux.Item1.requires_grad);
        }

        (Named gradient, (Tensor, Named) a1) = Grad((Named q, Tensor t) => (Loss(q, t), Aux(q)))(p, x);
        Same.Values(expected["w"], gradient["w"]);
        Check(a1);
        (gradient, Tensor value, (Tensor, Named) a2) = GradAndValue((Named q, Tensor t) => (Loss(q, t), Aux(q)))(p, x);
        Same.Values([expected["w"], Loss(p, x)], [gradient["w"], value]);
        Check(a2);
        (Named jacobian, (Tensor, Named) a3) = JacRev((Named q, Tensor t) => (Loss(q, t), Aux(q)))(p, x);
        Same.Values(expected["w"], jacobian["w"]);
        Check(a3);
        (jacobian, (Tensor, Named) a4) = JacFwd((Named q, Tensor t) => (Loss(q, t), Aux(q)))(p, x);
        Same.Values(expected["w"], jacobian["w"]);
        Check(a4);
        (Tensor output, Func<Tensor, (Named, Tensor)> vjp, (Tensor, Named) a5) =
            Vjp((Named q, Tensor t) => (Loss(q, t), Aux(q)), (Named)p, x);
        Same.Values([Loss(p, x), expected["w"]], [output, vjp(ones([], float64)).Item1["w"]]);
        Check(a5);
        (output, Tensor tangent, (Tensor, Named) a6) = Jvp((Named q, Tensor t) => (Loss(q, t), Aux(q)), ((Named)p, x), ((Named)p, x * 0));
        Same.Values(expected["w"].dot(p["w"]) + expected["b"] * p["b"], tangent);
        Check(a6);
    }

    [TestMethod]
    public void AuxiliaryOutputsOfListsAndOfOneTensor()
    {
        Tensor[] x = [Random(2), Random(2)];
        (Tensor[] grads, int eleven) = Grad((Tensor[] a) => ((a[0] * a[1]).sum(), 11), [1])(x);
        Same.Values([x[0]], grads);
        Assert.AreEqual(11, eleven);
        (grads, Tensor value, Tensor beside) = GradAndValue((Tensor[] a) => ((a[0] * a[1]).sum(), a[0] + 1), [1, 0])(x);
        Same.Values([x[0], x[1], (x[0] * x[1]).sum(), x[0] + 1], [.. grads, value, beside]);
        (Tensor[][] rows, beside) = JacRev((Tensor[] a) => (new[] { a[0] * a[1] }, a[0] + 1), [1])(x);
        Same.Values([x[0].diag(), x[0] + 1], [rows[0][0], beside]);
        (rows, beside) = JacFwd((Tensor[] a) => (new[] { a[0] * a[1] }, a[0] + 1), [1])(x);
        Same.Values([x[0].diag(), x[0] + 1], [rows[0][0], beside]);
        (Tensor output, Func<Tensor, Tensor> vjp, beside) = Vjp(t => (t * t, t + 1), x[0]);
        Same.Values([x[0] * x[0], x[0] * 2, x[0] + 1], [output, vjp(ones(2, float64)), beside]);
        (output, Tensor tangent, beside) = Jvp(t => (t * t, t + 1), x[0], x[1]);
        Same.Values([x[0] * x[0], x[0] * x[1] * 2, x[0] + 1], [output, tangent, beside]);
        (Tensor[] outputs, Func<Tensor[], Tensor[]> product, beside) = Vjp((Tensor[] a) => (new[] { a[0] * a[1] }, a[0] + 1), x);
        Same.Values([x[0] * x[1], x[1], x[0] + 1], [outputs[0], product([ones(2, float64)])[0], beside]);
        (outputs, Tensor[] tangents, beside) = Jvp((Tensor[] a) => (new[] { a[0] * a[1] }, a[0] + 1), x, x);
        Same.Values([x[0] * x[1], x[0] * x[1] * 2, x[0] + 1], [outputs[0], tangents[0], beside]);
    }

    /// <summary>The tensor would be disposed, and of an inner level.</summary>
    [TestMethod]
    public void ATupleOfATensorAndSomethingElseIsNoAuxiliaryOutput()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => Grad((Tensor x) => (x.sum(), (x, 1)))(Random(2)));
        StringAssert.Contains(error.Message, "not a supported structure of tensors");
        Assert.AreEqual(5, Grad((Tensor x) => (x.sum(), (4, 5)))(Random(2)).Aux.Item2);
    }

    [TestMethod]
    public void BatchDimensionsOfParts()
    {
        Tensor a = Random(4, 3), b = Random(3, 4), c = Random(3);
        Tensor expected = a * b.t() + c;
        Same.Values(expected, Vmap(((Tensor, Tensor) t, Tensor u) => t.Item1 * t.Item2 + u, (InDims.Of(0, 1), null))((a, b), c));
        Same.Values(expected, Vmap((Tensor[] t, Tensor u) => t[0] * t[1] + u, (new int?[] { 0, -1 }, null))([a, b], c));
        Func<Dictionary<string, Tensor>, Tensor> f = p => p["a"] * p["b"] + p["c"];
        Dictionary<string, Tensor> at = new() { ["a"] = a, ["b"] = b, ["c"] = c };
        Same.Values(expected, Vmap(f, new Dictionary<string, int?> { ["c"] = null, ["b"] = 1, ["a"] = 0 })(at));
        Same.Values(expected.t(), Vmap(f, new Dictionary<string, int?> { ["c"] = null, ["b"] = 1, ["a"] = 0 }, outDim: 1)(at));
        foreach (InDims wrong in new InDims[] { InDims.Of(0, 1, null), new Dictionary<string, int?> { ["a"] = 0, ["b"] = 1, ["d"] = null },
            new Dictionary<string, int?> { ["a"] = 0 } })
        {
            var error = Assert.ThrowsExactly<ArgumentException>(() => Vmap(f, wrong)(at));
            Assert.AreEqual("inDims", error.ParamName);
        }
    }

    [TestMethod]
    public void OutputsWithoutABatch()
    {
        Tensor a = Random(4, 3), c = Random(3);
        Tensor[] results = Vmap((Tensor[] x) => [x[0] + x[1], x[1] * 2], [0, null], [0, null])([a, c]);
        Same.Values([a + c, c * 2], results);
        Same.Values([a + c, c * 2], Vmap((Tensor[] x) => [x[0] + x[1], x[1] * 2], [0, null], [0, null], chunkSize: 3)([a, c]));
        Same.Values(c * 2, Vmap((Tensor _) => c * 2, outDim: null)(a));
        Same.Values(c * 2, Vmap((Tensor _, Tensor y) => y * 2, (0, null), outDim: null)(a, c));
        Same.Values(c * 2, Vmap((Tensor _) => c * 2, outDim: null)(zeros([0, 3], float64)));
        var error = Assert.ThrowsExactly<ArgumentException>(() => Vmap((Tensor x) => x * 2, outDim: null)(a));
        StringAssert.Contains(error.Message, "can not return a BatchedTensor when out_dim is None");
    }

    [TestMethod]
    public void WhatAFunctionThrowsComesOutAndNothingIsLeft()
    {
        Dictionary<string, Tensor> p = Two;
        Tensor x = Random(3);
        long live = Tensor.TotalCount;
        foreach (Action call in new Action[]
        {
            () => Grad((Named q, Tensor t) => throw new TimeoutException())(p, x),
            () => JacRev((Named q, Tensor t) => Thrown(q["w"] * t))(p, x),
            () => Vmap((Named q, Tensor t) => Thrown(q["w"] * t), (null, 0))(p, x),
            () => Vjp((Named q) => Thrown(q["w"]), (Named)p),
        })
            Assert.ThrowsExactly<TimeoutException>(call);
        Assert.AreEqual(live, Tensor.TotalCount);

        static Tensor Thrown(Tensor _) => throw new TimeoutException();
    }

    [TestMethod]
    public void TheFunctionMayChangeItsDictionaryAndTheCallerItsOwn()
    {
        Dictionary<string, Tensor> p = Two;
        Tensor x = Random(3);
        Named expected = Grad<Named, Tensor>(Loss)(p, x);
        Dictionary<string, Tensor> gradient = Grad((Dictionary<string, Tensor> q, Tensor t) =>
        {
            Tensor loss = Loss(q, t);
            q.Clear();
            return loss;
        })(p, x);
        Same.Values(expected["w"], gradient["w"]);
        Assert.HasCount(2, p);
        (_, Func<Tensor, Dictionary<string, Tensor>> vjp) = Vjp((Dictionary<string, Tensor> q) => Loss(q, x), p);
        p.Remove("b");
        Same.Values(expected["b"], vjp(ones([], float64))["b"]);
    }

    /// <summary>A later chunk whose keys have another order would be joined with other tensors.</summary>
    [TestMethod]
    public void TheKeysOfLaterChunksMustBeTheSame()
    {
        int calls = 0;
        Named Changing(Tensor x) => calls++ == 0 ? new Dictionary<string, Tensor> { ["a"] = x, ["b"] = x * 2 }
            : new Dictionary<string, Tensor> { ["b"] = x * 2, ["a"] = x };
        var error = Assert.ThrowsExactly<ArgumentException>(() => Vmap<Tensor, Named>(Changing, chunkSize: 2)(Random(4, 2)));
        StringAssert.Contains(error.Message, "for the first chunk");
    }

    [TestMethod]
    public void TensorsAreTheCallersAndNothingLeaks()
    {
        Dictionary<string, Tensor> p = Two;
        Tensor x = Random(5, 3);
        Func<Named, Tensor, Named> perSample = Vmap(Grad<Named, Tensor>(Loss), (null, 0));
        Leak.AssertNone("per-sample gradients of a dictionary", 300, () =>
        {
            foreach (Tensor gradient in perSample(p, x).Values)
                gradient.Dispose();
        }, 4 * Leak.Megabyte);
        Assert.IsFalse(p.Values.Any(tensor => tensor.IsInvalid || tensor.requires_grad));
    }

    [TestMethod]
    [TestCategory("Soak")]
    public void ANamedCallCostsAtMostTenMicrosecondsMore()
    {
        Dictionary<string, Tensor> p = Two;
        Tensor x = Random(3);
        Tensor[] list = [.. p.Values, x];
        Func<Named, Tensor, Named> named = Grad<Named, Tensor>(Loss);
        Func<Tensor[], Tensor[]> array = Grad((Tensor[] a) => (a[0].dot(a[2]) + a[1]).square(), [0, 1]);
        double ofArray = double.MaxValue, ofNamed = double.MaxValue;
        for (int round = 0; round < 500; round++)      // the quickest of many short rounds: what other processes take is not the call's
        {
            ofArray = Math.Min(ofArray, Microseconds(() => Array.ForEach(array(list), gradient => gradient.Dispose())));
            ofNamed = Math.Min(ofNamed, Microseconds(() =>
            {
                foreach (Tensor gradient in named(p, x).Values)
                    gradient.Dispose();
            }));
        }
        Console.WriteLine($"array {ofArray:F1} us, named {ofNamed:F1} us");
        Assert.IsLessThan(10, ofNamed - ofArray);

        static double Microseconds(Action call)
        {
            long start = System.Diagnostics.Stopwatch.GetTimestamp();
            for (int i = 0; i < 10; i++)
                call();
            return System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMicroseconds / 10;
        }
    }
}

/// <summary>The same without LibTorch's levels.</summary>
[TestClass]
public sealed class StructureEdgeWithoutLevelsTests : StructureEdgeTests
{
    protected override bool WithLevels => false;
}
