using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

[TestClass]
public sealed partial class CustomFunctionTests
{
    [TestMethod]
    public void TheGradientIsBackwards()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(4, 3);
        Functions.Cube(x).sum().Backward();
        Numeric.AssertClose(Numeric.Gradient(at => at.pow(3).sum(), x), Numeric.Values(x.grad));
    }

    [TestMethod]
    public void ItIsDifferentiableAsOftenAsBackwardIs()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(5);
        Tensor first = Autograd.Grad(Functions.Cube(x).sum(), x, createGraph: true);
        Tensor second = Autograd.Grad(first.sum(), x, createGraph: true);
        Tensor third = Autograd.Grad(second.sum(), x);
        Numeric.AssertClose(Numeric.Values(x * 6), Numeric.Values(second), 1e-12, 1e-12);
        Numeric.AssertClose(Numeric.Values(ones_like(x) * 6), Numeric.Values(third), 1e-12, 1e-12);
    }

    [TestMethod]
    public void ASavedOutputHasItsGraph()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(3);
        Tensor y = CustomFunction.Apply(
            (context, inputs) =>
            {
                Tensor exponential = inputs[0].exp();
                context.SaveForBackward(exponential);
                return [exponential];
            },
            (context, gradients) => [gradients[0]! * context.SavedTensors[0]], x)[0];
        Tensor first = Autograd.Grad(y.sum(), x, createGraph: true);
        Numeric.AssertClose(Numeric.Values(x.exp()), Numeric.Values(Autograd.Grad(first.sum(), x)), 1e-12, 1e-12);
    }

    [TestMethod]
    public void SeveralInputsAndOutputs()
    {
        using var scope = NewDisposeScope();
        Tensor a = Random(3), b = Random(3), constant = ones(3, dtype: float64);
        bool[]? needed = null;
        Tensor[] y = CustomFunction.Apply(
            (context, x) =>
            {
                needed = [.. context.NeedsInputGrad];
                context.SaveForBackward(x[0], x[1]);
                return [x[0] * x[1], x[0] + x[1] + x[2]];
            },
            (context, g) => [g[0]! * context.SavedTensors[1] + g[1]!, g[0]! * context.SavedTensors[0] + g[1]!, null], a, b, constant);
        Tensor?[] gradients = Autograd.Grad([(y[0] * y[1]).sum()], [a, b]);
        CollectionAssert.AreEqual(new[] { true, true, false }, needed);
        Numeric.AssertClose(Numeric.Gradient(at => (at * b * (at + b + constant)).sum(), a), Numeric.Values(gradients[0]));
        Numeric.AssertClose(Numeric.Gradient(at => (a * at * (a + at + constant)).sum(), b), Numeric.Values(gradients[1]));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void AnUnusedOutputHasZerosOrNull(bool materialize)
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(2, 3);
        double? sum = null;
        Tensor[] y = CustomFunction.Apply(
            (context, inputs) =>
            {
                context.MaterializeGrads = materialize;
                return [inputs[0] * 1, inputs[0].sum(dim: 0L).to_type(float32)];
            },
            (_, g) =>
            {
                sum = g[1]?.sum().ToDouble();
                Assert.AreEqual(materialize, g[1] is not null && g[1]!.dtype == float32 && g[1]!.shape is [3]);
                return [g[0]];
            }, x);
        y[0].sum().Backward();
        Assert.AreEqual(materialize ? 0.0 : null, sum);
    }

    [TestMethod]
    public void OutputsWithoutADerivativeDontRequireGrad()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(3);
        Tensor[] y = CustomFunction.Apply(
            (context, inputs) =>
            {
                Tensor sign = inputs[0].sign();
                context.MarkNonDifferentiable(sign);
                return [inputs[0] * 1, sign, inputs[0].argmax()];
            },
            (_, g) => [g[0]], x);
        CollectionAssert.AreEqual(new[] { true, false, false }, y.Select(output => output.requires_grad).ToArray());
    }

    [TestMethod]
    public void AnInputAViewOrOneTensorTwiceCanBeReturned()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(2, 3);
        Tensor[] y = CustomFunction.Apply(
            (_, inputs) =>
            {
                Tensor twice = inputs[0] * 1;
                return [inputs[0], inputs[0].view(6), twice, twice];
            },
            (_, g) => [g[0]! + g[1]!.view(2, 3) * 10 + g[2]! * 100 + g[3]! * 1000], x);
        Tensor?[] gradients = [.. y.Select(output => Autograd.Grad(output.sum(), x, retainGraph: true))];
        CollectionAssert.AreEqual(new[] { 1.0, 10, 100, 1000 }, gradients.Select(gradient => gradient!.mean().ToDouble()).ToArray());
        CollectionAssert.AreEqual(Numeric.Values(x), Numeric.Values(y[0]));
    }

    [TestMethod]
    public void OutputsOfOneShapeAndTwoTypes()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(3);
        Tensor[] y = CustomFunction.Apply((_, inputs) => [inputs[0] * 2, (inputs[0] * 2).to_type(float32), inputs[0] * 2],
            (_, g) => [g[0]! + g[1]! * 10 + g[2]! * 100], x);
        CollectionAssert.AreEqual(new[] { float64, float32, float64 }, y.Select(output => output.dtype).ToArray());
        CollectionAssert.AreEqual(new[] { 1.0, 10, 100 },
            y.Select(output => Autograd.Grad(output.sum(), x, retainGraph: true).mean().ToDouble()).ToArray());
    }

    [TestMethod]
    public void WithoutGradModeOrInputsThatRequireGradNothingIsRecorded()
    {
        using var scope = NewDisposeScope();
        Assert.IsFalse(Functions.Cube(ones(2, dtype: float64)).requires_grad);
        Tensor x = Random(2);
        using (no_grad())
            Assert.IsFalse(Functions.Cube(x).requires_grad);
        Assert.IsEmpty(CustomFunction.Apply((_, _) => [], (_, _) => [], x));
    }

    [TestMethod]
    public void ForwardIsNotRecorded()
    {
        using var scope = NewDisposeScope();
        bool? recording = null, inBackward = null, inDoubleBackward = null;
        Tensor x = Random(2);
        Tensor y = CustomFunction.Apply(
            (_, inputs) =>
            {
                recording = is_grad_enabled();
                return [inputs[0] * 2];
            },
            (_, g) =>
            {
                (inBackward, inDoubleBackward) = (inDoubleBackward, is_grad_enabled());
                return [g[0]! * 2];
            }, x)[0];
        y.sum().Backward(retainGraph: true);
        y.sum().Backward(createGraph: true);
        x.ZeroGrad();
        Assert.AreEqual((false, false, true), (recording, inBackward, inDoubleBackward));
    }

    [TestMethod]
    public void AGradientIsConvertedToTheInputsTypeAndSummedToItsShape()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(2, dtype: float32).requires_grad_();
        CustomFunction.Apply((_, inputs) => [inputs[0] * 1], (_, _) => [ones(4, 2, dtype: float64)], x)[0].sum().Backward();
        Assert.AreEqual(float32, x.grad!.dtype);
        CollectionAssert.AreEqual(new[] { 4.0, 4.0 }, Numeric.Values(x.grad));
    }

    private static Tensor Random(params long[] shape) => rand(shape, dtype: float64).requires_grad_();
}
