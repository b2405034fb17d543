using TorchBridge.Tests.Tools;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Which dimension is the batch, of inputs and of outputs.</summary>
public partial class VmapTests
{
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(-1)]
    [DataRow(-2)]
    [DataRow(-3)]
    public void TheBatchMayBeAnyDimensionOfTheInput(int inDim)
    {
        Tensor x = Random(2, 3, 4);
        Same.Values(stack(x.unbind(inDim).Select(F).ToArray()), Vmap(F, inDim)(x));
        static Tensor F(Tensor t) => t.cumsum(0).sin();
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(-1)]
    [DataRow(-3)]
    public void TheBatchMayBecomeAnyDimensionOfTheOutput(int outDim)
    {
        Tensor x = Random(5, 2, 3);
        Same.Values(stack(x.unbind().Select(t => t.exp()).ToArray(), outDim), Vmap((Tensor t) => t.exp(), outDim: outDim)(x));
    }

    [TestMethod]
    public void EachArgumentHasItsOwnDimensionAndNullIsWhole()
    {
        Tensor a = Random(2, 5), b = Random(5, 2), c = Random(2);
        Tensor actual = Vmap((Tensor[] x) => [x[0] * x[1] + x[2]], [1, -2, null])([a, b, c])[0];
        Same.Values(a.t() * b + c, actual);
        Same.Values(a.t() * c, Vmap((Tensor x, Tensor y) => x * y, (1, null))(a, c));
        Same.Values(a.t() * c, Vmap((Tensor x, Tensor y) => x * y, (null, -1))(c, a));
    }

    [TestMethod]
    public void WithoutDimensionsEveryArgumentIsMappedOverItsFirst()
    {
        Tensor a = Random(4, 3), b = Random(4);
        Same.Values([a * b.unsqueeze(1), b + 1], Vmap((Tensor[] x) => [x[0] * x[1], x[1] + 1])([a, b]));
        Same.Values(a * b.unsqueeze(1), Vmap((Tensor x, Tensor y) => x * y)(a, b));
    }

    [TestMethod]
    public void EachOutputHasItsOwnDimension()
    {
        Tensor x = Random(4, 2, 3);
        static Tensor[] F(Tensor[] a) => [a[0] + 1, a[0].sum(), a[0].t()];
        Same.Values([(x + 1).movedim([0L], [2L]), x.sum([1L, 2L]), x.transpose(1, 2).movedim([0L], [1L])],
            Vmap(F, outDims: [2, 0, -2])([x]));
    }

    [TestMethod]
    public void AnOutputThatDoesNotDependOnTheBatchIsRepeated()
    {
        Tensor x = Random(3, 2), constant = Random(2);
        Tensor[] actual = Vmap((Tensor[] a) => [constant, a[0], constant * 2, zeros(2, dtype: float64)])([x]);
        Same.Values([constant.expand(3, 2), x, (constant * 2).expand(3, 2), zeros(3, 2, dtype: float64)], actual);
        Same.Values(constant.unsqueeze(1).expand(2, 3), Vmap((Tensor _) => constant, outDim: 1)(x));
    }
}
