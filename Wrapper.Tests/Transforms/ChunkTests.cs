using TorchBridge.Tests.Tools;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>
/// What is computed in chunks: a function that does not return the like for each
/// is told so, and what it returned is joined with its graph and its tangents.
/// </summary>
[TestClass]
public class ChunkTests : TransformTest
{
    private static Tensor Random(params long[] shape) => rand(shape, dtype: float64) + 0.5;

    /// <summary>Called for the second time, it returns fewer tensors, another shape, or another type.</summary>
    private static Func<Tensor[], Tensor[]> Changing(int how)
    {
        int calls = 0;
        return x => ++calls < 2 ? [x[0] * 2, x[0].sum()] : how switch
        {
            0 => [x[0] * 2],
            1 => [x[0] * 2, x[0].sum(), x[0]],
            2 => [x[0] * 2, x[0]],
            3 => [x[0][..1], x[0].sum()],
            _ => [x[0].to_type(float32), x[0].sum()],
        };
    }

    private static readonly string[] s_says =
    [
        "returned 2 tensors for the first chunk and 1 for a later one", "returned 2 tensors for the first chunk and 3 for a later one",
        "returned output 1 as float64 of shape [] for the first chunk and float64 of shape [3] for a later one",
            "returned output 0 as float64 of shape [3] for the first chunk and float64 of shape [1] for a later one",
        "returned output 0 as float64 of shape [3] for the first chunk and float32 of shape [3] for a later one",
    ];

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(4)]
    public void OutputsThatChangeAreRefused(int how)
    {
        Tensor x = Random(3), batch = Random(5, 3);
        foreach ((string api, Action call) in new (string, Action)[]
        {
            ("Vmap", () => Vmap(Changing(how), chunkSize: WithLevels ? 2 : 5)([batch])),
            ("JacFwd", () => JacFwd(Changing(how), chunkSize: 1)([x])),
            ("Jacobian", () => Autograd.Jacobian(Changing(how), [x], vectorize: false, strategy: JacobianStrategy.ForwardMode)),
            ("Jacobian", () => Autograd.Jacobian(Changing(how), [x], chunkSize: 1, strategy: JacobianStrategy.ForwardMode)),
        })
        {
            ArgumentException thrown = Assert.ThrowsExactly<ArgumentException>(call, api);
            Assert.AreEqual("func", thrown.ParamName);
            StringAssert.StartsWith(thrown.Message, $"{api}: func {s_says[how]}");
        }
    }

    [TestMethod]
    public void WrongOutDimsAreRefusedInChunksToo()
    {
        Tensor batch = Random(5, 3);
        foreach ((Tensor x, int? chunkSize) in new (Tensor, int?)[] { (batch, 2), (batch, null), (batch[..0], null), (batch[..0], 2) })
        {
            foreach (int[] outDims in new int[][] { [0], [0, 0, 0], [] })
                Assert.AreEqual("outDims", Assert.ThrowsExactly<ArgumentException>(() =>
                    Vmap((Tensor[] t) => [t[0], t[0].sum()], outDims: outDims, chunkSize: chunkSize)([x])).ParamName);
            foreach (int[] outDims in new int[][] { [2, 0], [0, 1], [-3, 0] })
                Assert.AreEqual("outDims", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() =>
                    Vmap((Tensor[] t) => [t[0], t[0].sum()], outDims: outDims, chunkSize: chunkSize)([x])).ParamName);
        }
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(-1)]
    [DataRow(-3)]
    public void TheBatchGoesWhereItIsToldTo(int outDim)
    {
        Tensor x = Random(5, 2, 3), expected = (x * x).movedim([0], [outDim]);
        foreach (int chunkSize in new[] { 1, 2, 4, 5 })
            Same.Values(expected, Vmap((Tensor t) => t * t, outDim: outDim, chunkSize: chunkSize)(x));
    }

    [TestMethod]
    public void OutputsOfAnyType()
    {
        Tensor x = Random(5, 3);
        Tensor[] found = Vmap((Tensor[] t) => [t[0].gt(tensor(1.0)), t[0].mul(tensor(10.0)).to_type(int64), complex(t[0], t[0]),
            t[0].sum().to_type(float32)], chunkSize: 2)([x]);
        Same.Values([x.gt(tensor(1.0)), x.mul(tensor(10.0)).to_type(int64), x], [found[0], found[1], found[2].imag]);
        Assert.AreEqual(ScalarType.Float32, found[3].dtype);
    }

    /// <summary>What the function captures requires grad, in all chunks or in some of them only.</summary>
    [TestMethod]
    [DataRow(-1.0)]
    [DataRow(0.9)]
    public void AGraphThroughTheChunks(double from)
    {
        Tensor x = linspace(0.5, 1.5, 5, float64), leaf = tensor(2.0, requires_grad: true);
        int call = 0, plain = from < 0 ? 0 : 2;
        Tensor f(Tensor t) => call++ < plain ? t * 3 : t * t * leaf;
        Tensor expected = ones_like(x);
        expected[..plain] = zeros(plain, float64);
        Check(Vmap((Tensor t) => f(t), chunkSize: 1)(x), expected * x * x);
        Check(JacFwd(f, chunkSize: 1)(x), diag(2 * x).mul(from < 0 ? ones(5, float64) : tensor([0.0, 0, 1, 1, 1])));
        if (from < 0)
            Check(JacRev(f, chunkSize: 2)(x), diag(2 * x));
        call = 0;
        using (no_grad())
            Assert.IsFalse(Vmap((Tensor t) => f(t), chunkSize: 1)(x).requires_grad);

        void Check(Tensor result, Tensor derivatives)
        {
            call = 0;
            Assert.IsTrue(result.requires_grad);
            Tensor weights = rand_like(result);
            Same.Values((weights * derivatives).sum(), Autograd.Grad((result * weights).sum(), leaf));
        }
    }

    /// <summary>Pieces are copied to their place with what else belongs to them.</summary>
    [TestMethod]
    public void TangentsAndLevelsThroughTheChunks()
    {
        Tensor x = Random(5), v = Random(5);
        foreach (Func<Tensor, Tensor> f in new Func<Tensor, Tensor>[]
        {
            u => Vmap((Tensor t) => t.sin() * u, chunkSize: 2)(u),
            u => JacRev((Tensor t) => t.sin() * u, chunkSize: 2)(u),
            u => JacFwd((Tensor t) => t.sin() * u, chunkSize: 2)(u),
        })
        {
            Tensor jacobian = Autograd.Jacobian(f, x, vectorize: false), expected = jacobian.matmul(v);
            Same.Values(expected, Jvp(f, x, v).Tangent, name: "Jvp");
            Same.Values(jacobian, JacRev(f)(x), name: "JacRev");
            Same.Values(jacobian, JacFwd(f)(x), name: "JacFwd");
            Same.Values(expected.sum(), Grad((Tensor t) => (f(t).reshape(-1, 5) * 1).sum())(x).dot(v), name: "Grad");
            Same.Values(f(x), Vmap(f)(x.unsqueeze(0))[0], name: "Vmap");
            if (!WithLevels)
                continue;
            using DualLevel level = ForwardAD.EnterDualLevel();
            Same.Values(expected, level.UnpackDual(f(level.MakeDual(x, v))).Tangent, name: "a DualLevel");
        }
    }
}

/// <summary>The same without levels.</summary>
[TestClass]
public sealed class ChunkFallbackTests : ChunkTests
{
    protected override bool WithLevels => false;
}
