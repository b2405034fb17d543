using TorchBridge.Tests.Tools;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>GetTotalNorm, ClipGradNorm, ClipGradsWithNorm and ClipGradValue.</summary>
[TestClass]
public sealed class GradientNormTests
{
    [TestMethod]
    [DataRow(2.0, 13)]
    [DataRow(1.0, 19)]
    [DataRow(double.PositiveInfinity, 12)]
    [DataRow(double.NegativeInfinity, 3)]
    [DataRow(0.0, 2)]      // PyTorch's norm of norms: two tensors are not all zeros
    [DataRow(3.0, 12.20705)]      // (27 + 64 + 1728)^(1/3)
    public void TheNormIsThatOfAllElements(double order, double expected)
    {
        using var scope = NewDisposeScope();
        Tensor norm = Autograd.GetTotalNorm([tensor([-3.0, 4.0]), tensor(new[,] { { 12.0 } })], order);
        Assert.AreEqual(0L, norm.dim());
        Assert.AreEqual(float64, norm.dtype);
        Assert.AreEqual(expected, norm.item<double>(), 1e-4);
    }

    [TestMethod]
    public void TypesMayDifferAndBeComplex()
    {
        using var scope = NewDisposeScope();
        Tensor single = tensor([3f, 4f]), wide = tensor([12.0]), complexes = complex(tensor([3.0]), tensor([4.0]));
        Tensor norm = Autograd.GetTotalNorm([single, wide]);
        Assert.AreEqual(float64, norm.dtype);
        Assert.AreEqual(13, norm.item<double>(), 1e-6);
        Assert.AreEqual(float32, Autograd.GetTotalNorm([single]).dtype);
        Assert.AreEqual(5, Autograd.GetTotalNorm([complexes]).item<double>(), 1e-12);
        Assert.AreEqual(13, Autograd.GetTotalNorm([complexes, wide]).item<double>(), 1e-12);
        Assert.AreEqual(5, Autograd.GetTotalNorm([tensor([3.0, 0, 4]).to_sparse()]).item<double>(), 1e-12);
    }

    [TestMethod]
    public void AnEmptyListHasTheNormZero()
    {
        using var scope = NewDisposeScope();
        Tensor none = Autograd.GetTotalNorm([]);
        Assert.AreEqual(float32, none.dtype);
        Assert.AreEqual(0f, none.item<float>());
        foreach (double order in new[] { 2.0, double.PositiveInfinity, double.NegativeInfinity, 0.0 })
        {
            Assert.AreEqual(0.0, Autograd.GetTotalNorm([zeros(0, dtype: float64)], order).item<double>());
            Tensor[] one = [zeros(0, dtype: float64), tensor([2.0])];
            Assert.AreEqual(order == 0 ? 1 : 2, Autograd.GetTotalNorm(one, order).item<double>(), 1e-12);
        }
        Assert.IsFalse(Autograd.GetTotalNorm([ones(2).requires_grad_()]).requires_grad);
    }

    [TestMethod]
    public void GradientsAreScaledToTheLargestNorm()
    {
        using var scope = NewDisposeScope();
        (Tensor x, Tensor w, Tensor without) = Parameters();
        Tensor norm = Autograd.ClipGradNorm([x, w, without], 6.5);
        Assert.AreEqual(13, norm.item<double>(), 1e-12);
        Numeric.AssertClose([-1.5, 2], Numeric.Values(x.grad));
        Numeric.AssertClose([6], Numeric.Values(w.grad));
        Assert.IsNull(without.grad);
        Numeric.AssertClose([0.5, 0.5], Numeric.Values(x));      // the parameters stay
        Assert.AreEqual(6.5, Autograd.ClipGradNorm([x, w], 100).item<double>(), 1e-6);
        Numeric.AssertClose([-1.5, 2], Numeric.Values(x.grad));      // below the limit: as they are
        Autograd.ClipGradsWithNorm([x, w], 1, tensor(2.0));
        Numeric.AssertClose([-0.75, 1], Numeric.Values(x.grad));
        Autograd.ClipGradsWithNorm([x, w], 1, tensor([4f]));
        Numeric.AssertClose([-0.1875, 0.25], Numeric.Values(x.grad));
        Autograd.ClipGradNorm([x, w], 0, double.PositiveInfinity);
        Numeric.AssertClose([0, 0], Numeric.Values(x.grad));
    }

    [TestMethod]
    [DataRow(2.0)]
    [DataRow(1.0)]
    [DataRow(double.PositiveInfinity)]
    public void TheResultIsThatOfTorchSharpsOwnLoop(double order)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        Tensor[] ours = [.. Enumerable.Range(1, 5).Select(i => WithGradient(randn([i, 3], generator: generator) * 5))];
        Parameter[] theirs = [.. ours.Select(each => new Parameter(each.detach().clone()) { grad = each.grad!.clone() })];
        Tensor norm = Autograd.ClipGradNorm(ours, 2.5, order);
        double expected = nn.utils.clip_grad_norm_(theirs, 2.5, order);
        Assert.AreEqual(expected, norm.item<float>(), 1e-4 * expected);
        for (int i = 0; i < ours.Length; i++)
            Numeric.AssertClose($"{i}", theirs[i].grad!, ours[i].grad!, 1e-5, 1e-7);
    }

    [TestMethod]
    public void ANormThatIsNotFiniteIsAnErrorOnlyWhenAsked()
    {
        using var scope = NewDisposeScope();
        Tensor x = WithGradient(tensor([double.PositiveInfinity, 1.0])), w = WithGradient(tensor([2.0]));
        var thrown = Assert.ThrowsExactly<AutogradException>(() => Autograd.ClipGradNorm([x, w], 1, double.PositiveInfinity, true));
        StringAssert.Contains(thrown.Message, "The total norm of order inf for gradients from `parameters` is non-finite");
        Numeric.AssertClose([2], Numeric.Values(w.grad));
        Assert.AreEqual(double.PositiveInfinity, Autograd.ClipGradNorm([x, w], 1).item<double>());
        Numeric.AssertClose([0], Numeric.Values(w.grad));      // 1 / ∞
        Assert.IsTrue(double.IsNaN(x.grad![0].item<double>()));      // ∞ · 0
    }

    [TestMethod]
    public void ElementsAreBroughtBetweenTheLimits()
    {
        using var scope = NewDisposeScope();
        (Tensor x, Tensor w, Tensor without) = Parameters();
        Autograd.ClipGradValue([x, w, without], 3.5);
        Numeric.AssertClose([-3, 3.5], Numeric.Values(x.grad));
        Numeric.AssertClose([3.5], Numeric.Values(w.grad));
        Autograd.ClipGradValue([x, w], double.PositiveInfinity);
        Numeric.AssertClose([-3, 3.5], Numeric.Values(x.grad));
        Autograd.ClipGradValue([without], 1);
        Autograd.ClipGradValue([], 1);
    }

    [TestMethod]
    public void ParametersOfAModuleAndSparseGradientsAreTaken()
    {
        using var scope = NewDisposeScope();
        using var linear = nn.Linear(3, 2);
        linear.call(ones(4, 3)).sum().Backward();
        Tensor norm = Autograd.ClipGradNorm(linear.parameters(), 1);      // weight 4 in 6 places, bias 4 in 2
        Assert.AreEqual(Math.Sqrt(8 * 16), norm.item<float>(), 1e-5);
        Assert.AreEqual(1, Autograd.GetTotalNorm(linear.parameters().Select(p => p.grad!)).item<float>(), 1e-5);
        Tensor x = ones(3, dtype: float64).requires_grad_();
        x.grad = tensor([3.0, 0, 4]).to_sparse();
        Assert.AreEqual(5, Autograd.ClipGradNorm([x], 2.5).item<double>(), 1e-12);
        Numeric.AssertClose([1.5, 0, 2], Numeric.Values(x.grad!.to_dense()));
    }

    [TestMethod]
    public void AGradientWithAGraphIsScaledInPlaceToo()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([3.0], requires_grad: true);
        (x * x).sum().Backward(createGraph: true);
        Autograd.ClipGradNorm([x], 3);
        Numeric.AssertClose([3], Numeric.Values(x.grad));
        x.ZeroGrad();
    }

    [TestMethod]
    public void ClippingLeavesNothingBehind()
    {
        using var scope = NewDisposeScope();
        (Tensor x, Tensor w, Tensor without) = Parameters();
        Leak.AssertNone("clip", 300, () =>
        {
            Autograd.ClipGradNorm([x, w, without], 10, errorIfNonfinite: true).Dispose();
            Autograd.ClipGradValue([x, w, without], 5);
        }, 4 * Leak.Megabyte);
        x.grad![0].fill_(double.NaN);
        long live = Live.Tensors();
        Assert.ThrowsExactly<AutogradException>(() => Autograd.ClipGradNorm([x, w], 1, errorIfNonfinite: true));
        Assert.AreEqual(live, Tensor.TotalCount);
        Assert.IsTrue(is_grad_enabled());
    }

    private static (Tensor, Tensor, Tensor) Parameters() =>
        (WithGradient(tensor([-3.0, 4.0])), WithGradient(tensor([12.0])), ones(2, dtype: float64).requires_grad_());

    /// <summary>A leaf of halves.</summary>
    private static Tensor WithGradient(Tensor gradient)
    {
        Tensor leaf = full_like(gradient, 0.5).requires_grad_();
        leaf.grad = gradient;
        return leaf;
    }
}
