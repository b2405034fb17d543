using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Behaviour of Grad that the golden cases do not cover.</summary>
[TestClass]
public sealed partial class GradTests
{
    [TestMethod]
    public void AgreesWithCentralDifferences()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(3, 4), y = Random(4, 2);
        Tensor?[] gradients = Autograd.Grad([x.mm(y).tanh().sum()], [y, x]);
        Numeric.AssertClose(Numeric.Gradient(at => x.mm(at).tanh().sum(), y), Numeric.Values(gradients[0]));
        Numeric.AssertClose(Numeric.Gradient(at => at.mm(y).tanh().sum(), x), Numeric.Values(gradients[1]));
    }

    [TestMethod]
    public void ADuplicateInputHasTwoResults()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(2);
        Tensor t = x * x;
        Tensor?[] gradients = Autograd.Grad([(t * t).sum()], [x, t, x, t]);
        Assert.AreNotSame(gradients[0], gradients[2]);
        Numeric.AssertClose(Numeric.Values(4 * x.pow(3)), Numeric.Values(gradients[0]), 1e-12);
        Numeric.AssertClose(Numeric.Values(2 * t), Numeric.Values(gradients[1]), 1e-12);
        CollectionAssert.AreEqual(Numeric.Values(gradients[0]), Numeric.Values(gradients[2]));
        CollectionAssert.AreEqual(Numeric.Values(gradients[1]), Numeric.Values(gradients[3]));
        gradients[0]!.Dispose();
        Assert.HasCount(2, Numeric.Values(gradients[2]));      // each is the caller's own
    }

    /// <summary>backward(inputs: [t]) makes t retain its gradient permanently; grad does not.</summary>
    [TestMethod]
    public void ANonLeafInputDoesNotStartToRetainItsGradient()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(2);
        Tensor t = x * 2;
        Tensor y = (t * t).sum();
        Autograd.Grad([y], [t, x], retainGraph: true);
        Assert.IsNull(t.grad);
        y.Backward();
        Assert.IsNull(t.grad);
        Assert.IsNotNull(x.grad);
    }

    [TestMethod]
    [DataRow(null, false, true)]
    [DataRow(null, true, false)]
    [DataRow(false, true, true)]
    [DataRow(false, false, true)]
    [DataRow(true, false, false)]
    public void RetainGraphFollowsCreateGraphUnlessGiven(bool? retainGraph, bool createGraph, bool freed)
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(2);
        Tensor y = (x * x).sum();
        foreach (Action grad in new Action[] { () => Autograd.Grad(y, x, null, retainGraph, createGraph),
            () => Autograd.Grad([y], [x], null, retainGraph, createGraph) })
        {
            y = (x * x).sum();
            grad();
            if (freed)
                Assert.AreEqual(AutogradError.GraphFreed, Assert.ThrowsExactly<AutogradException>(grad).Kind);
            else
                grad();
        }
    }

    [TestMethod]
    public void OnlyTheWayToTheInputIsWalked()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(2), other = Random(2);
        Tensor aside = (other * other).sum();
        Tensor t = x.exp();
        Tensor y = t.sum() + aside;
        Autograd.Grad(y, t);
        aside.Backward();      // was not walked, so is not freed
        Numeric.AssertClose(Numeric.Values(other * 2), Numeric.Values(other.grad), 1e-12);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void AnUnusedInputHasNullOrZeros(bool batched)
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(2), z = zeros(2, 3, dtype: complex64).requires_grad_();
        Tensor y = x * x;
        Tensor v = batched ? ones(5, 2, dtype: float64) : ones(2, dtype: float64);
        Tensor?[] allowed = Autograd.Grad([y], [z, x], [v], retainGraph: true, allowUnused: true, isGradsBatched: batched);
        Assert.IsNull(allowed[0]);
        Assert.IsNotNull(allowed[1]);
        Tensor zero = Autograd.Grad([y], [z, x], [v], isGradsBatched: batched, materializeGrads: true)[0]!;
        CollectionAssert.AreEqual(z.shape, zero.shape);
        Assert.AreEqual((z.dtype, true, true), (zero.dtype, zero.requires_grad, zero.is_leaf));
        Assert.AreEqual(0.0, zero.abs().sum().ToDouble());
    }

    [TestMethod]
    public void ThrowsForAnUnusedInputAndDisposesWhatItFound()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(2), z = Random(2);
        Tensor y = (x * x).sum();
        long before = Live.Tensors();
        foreach (Action call in new Action[]
        {
            () => Autograd.Grad([y], [x, z], retainGraph: true),
            () => Autograd.Grad(y, z, retainGraph: true),
            () => Autograd.Grad([], [x]),
        })
            Assert.AreEqual(AutogradError.UnusedInput, Assert.ThrowsExactly<AutogradException>(call).Kind);
        Assert.AreEqual(before, Tensor.TotalCount);
    }

    [TestMethod]
    public void WithoutOutputsNothingIsUsed()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(2);
        CollectionAssert.AreEqual(new Tensor?[] { null, null }, Autograd.Grad([], [x, x], allowUnused: true));
        CollectionAssert.AreEqual(new[] { 0.0, 0.0 }, Numeric.Values(Autograd.Grad([], [x], materializeGrads: true)[0]));
        CollectionAssert.AreEqual(new Tensor?[] { null }, Autograd.Grad([], [x], [], allowUnused: true, isGradsBatched: true));
    }

    /// <summary>The derivative of a constant or of a linear function, for which TorchSharp's own grad ends the process.</summary>
    [TestMethod]
    public void HigherOrdersOfConstantsAndLinearFunctions()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(2);
        Tensor slope = Autograd.Grad((x * 3).sum(), x, createGraph: true);
        Assert.IsFalse(slope.requires_grad);
        Assert.AreEqual(AutogradError.DoesNotRequireGrad,
            Assert.ThrowsExactly<AutogradException>(() => Autograd.Grad(slope.sum(), x)).Kind);
        Tensor connected = Autograd.Grad((x * x).sum(), x, createGraph: true);
        Tensor second = Autograd.Grad(connected.sum(), x, createGraph: true);
        CollectionAssert.AreEqual(new[] { 2.0, 2.0 }, Numeric.Values(second));
    }

    [TestMethod]
    public void GradientsAreConvertedToTheOutputsType()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(2);
        Assert.AreEqual(float64, Autograd.Grad(x * 2, x, ones(2)).dtype);
    }

    [TestMethod]
    public void ResultsBelongToTheScopeOfTheCall()
    {
        Tensor x = Random(2);
        long before = Live.Tensors();
        using (NewDisposeScope())
        {
            Autograd.Grad((x * x).sum(), x);
            Autograd.Grad([(x * x).sum()], [x, x]);
            Assert.AreEqual(before + 7, Tensor.TotalCount);
        }
        Assert.AreEqual(before, Tensor.TotalCount);
        x.Dispose();
    }

    private static Tensor Random(params long[] shape) => rand(shape, dtype: float64).requires_grad_();
}
