using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Many gradients at once, and calls inside of hooks.</summary>
public sealed partial class GradTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    public void ABatchOfGradientsIsAsManyCalls(int batch)
    {
        using var scope = NewDisposeScope();
        Tensor a = Random(3), b = Random(2, 3);
        Tensor outer = b * a, inner = (a * a).sum();
        Tensor v = rand([batch, 2, 3], float64), w = rand([batch], float64);
        Tensor?[] all = Autograd.Grad([outer, inner], [a, b], [v, w], retainGraph: true, isGradsBatched: true);
        for (int i = 0; i < batch; i++)
        {
            Tensor?[] one = Autograd.Grad([outer, inner], [a, b], [v[i], w[i]], retainGraph: true);
            Numeric.AssertClose(Numeric.Values(one[0]), Numeric.Values(all[0]![i]), 1e-12);
            Numeric.AssertClose(Numeric.Values(one[1]), Numeric.Values(all[1]![i]), 1e-12);
        }
    }

    [TestMethod]
    public void ABatchFreesTheGraphOrKeepsIt()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(2);
        Tensor y = x * x;
        Tensor rows = eye(2, dtype: float64);
        Autograd.Grad([y], [x], [rows], retainGraph: true, isGradsBatched: true);
        Tensor first = Autograd.Grad([y], [x], [rows], createGraph: true, isGradsBatched: true)[0]!;
        CollectionAssert.AreEqual(new[] { 2.0, 2.0 }, Numeric.Values(Autograd.Grad(first.sum(), x, retainGraph: true)));
        Autograd.Grad([y], [x], [rows], isGradsBatched: true);
        Assert.AreEqual(AutogradError.GraphFreed,
            Assert.ThrowsExactly<AutogradException>(() => Autograd.Grad([y], [x], [rows], isGradsBatched: true)).Kind);
    }

    [TestMethod]
    public void AnEmptyBatchIsEmpty()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(2, 3);
        Tensor y = x * x;
        CollectionAssert.AreEqual(new long[] { 0, 2, 3 },
            Autograd.Grad([y], [x], [zeros(0, 2, 3, dtype: float64)], isGradsBatched: true)[0]!.shape);
    }

    [TestMethod]
    public void OfEmptyTensors()
    {
        using var scope = NewDisposeScope();
        Tensor x = zeros(0, 3, dtype: float64).requires_grad_();
        CollectionAssert.AreEqual(new long[] { 0, 3 }, Autograd.Grad(x.sum(), x).shape);
        CollectionAssert.AreEqual(new long[] { 0, 3 }, Autograd.Grad(x * 2, x, zeros(0, 3, dtype: float64)).shape);
        Assert.AreEqual(AutogradError.NotScalar, Assert.ThrowsExactly<AutogradException>(() => Autograd.Grad(x * 2, x)).Kind);
    }

    [TestMethod]
    public void ManyOutputsInputsAndGradients()
    {
        using var scope = NewDisposeScope();
        Tensor[] inputs = [.. Enumerable.Range(0, 100).Select(_ => Random(2))], outputs = [.. inputs.Select(input => input * input)];
        Tensor?[] gradients = Autograd.Grad(outputs, inputs, [.. outputs.Select(output => ones_like(output))]);
        for (int i = 0; i < inputs.Length; i++)
            Numeric.AssertClose(Numeric.Values(inputs[i] * 2), Numeric.Values(gradients[i]), 1e-12);
    }

    [TestMethod]
    public void InAHookAndInACustomBackward()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(2);
        double[]? inHook = null, inFunction = null;
        Tensor y = Functions.OnBackward((x * x).WithGradHook(_ => { inHook = SecondDerivative(); return null; }),
            () => inFunction = SecondDerivative()).sum();
        CollectionAssert.AreEqual(Numeric.Values(x * 2), Numeric.Values(Autograd.Grad(y, x)));
        CollectionAssert.AreEqual(new[] { 6.0 }, inHook);
        CollectionAssert.AreEqual(new[] { 6.0 }, inFunction);

        static double[] SecondDerivative()
        {
            using var enabled = enable_grad();
            using var inner = NewDisposeScope();
            Tensor at = tensor(1.0, requires_grad: true);
            return Numeric.Values(Autograd.Grad(Autograd.Grad(at * at * at, at, createGraph: true), at));
        }
    }

    /// <summary>A pass inside a pass over the same graph.</summary>
    [TestMethod]
    public void InAHookOverTheGraphThatIsBeingWalked()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(2);
        Tensor square = x * x;
        double[]? inside = null;
        Tensor y = square.WithGradHook(g =>
        {
            inside = Numeric.Values(Autograd.Grad(square, x, ones_like(square), retainGraph: true));
            return null;
        }).sum();
        y.Backward();
        CollectionAssert.AreEqual(Numeric.Values(x * 2), inside);
        CollectionAssert.AreEqual(Numeric.Values(x * 2), Numeric.Values(x.grad));
    }
}
