using System.Runtime.InteropServices;
using TorchBridge.Engine;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

[TestClass]
public sealed class EngineErrorTests
{
    [TestMethod]
    [DataRow("derivative for aten::frobnicate is not implemented", AutogradError.NotImplemented)]
    [DataRow("\"sqrt\" not implemented for 'Long'", AutogradError.NotImplemented)]
    [DataRow("One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True if this is the desired "
        + "behavior.", AutogradError.UnusedInput)]
    [DataRow("Function 'SqrtBackward0' returned nan values in its 0th output.", AutogradError.NaN)]
    [DataRow("grad can be implicitly created only for scalar outputs", AutogradError.NotScalar)]
    [DataRow("element 0 of tensors does not require grad and does not have a grad_fn", AutogradError.DoesNotRequireGrad)]
    [DataRow("One of the differentiated Tensors does not require grad", AutogradError.DoesNotRequireGrad)]
    [DataRow("bad allocation", AutogradError.Other)]
    public void PhrasesHaveKinds(string phrase, AutogradError kind)
    {
        AutogradException translated =
            EngineError.Translate("Backward", $"{phrase}\nException raised from f at /x.cpp:1 (most recent call first):\nframe #0: g\n");
        Assert.AreEqual(kind, translated.Kind);
        StringAssert.StartsWith(translated.Message, $"Backward: {phrase}");
        Assert.DoesNotContain("frame", translated.Message);
    }

    [TestMethod]
    [DataRow("[CPUDoubleType [2]]", "[torch.DoubleTensor [2]]")]
    [DataRow("[CPUComplexFloatType []]", "[torch.ComplexFloatTensor []]")]
    [DataRow("[CUDAFloatType [2, 3]]", "[torch.cuda.FloatTensor [2, 3]]")]
    public void TypesHavePythonsNames(string native, string python) =>
        StringAssert.Contains(EngineError.Translate("Backward", $"{native}, which is output 0 of X, is at version 1").Message, python);

    [TestMethod]
    [DataRow("Trying to backward through the graph a second time", "or detach() what comes from an earlier step")]
    [DataRow("one of the variables needed for gradient computation has been modified by an inplace operation",
        "or detach() what comes from an earlier step")]
    [DataRow("has been modified by an inplace operation: Hint: ..., with torch.autograd.set_detect_anomaly(True).",
        "In C#: using (Autograd.DetectAnomaly()).")]
    [DataRow("One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True",
        "In C#: pass allowUnused: true")]
    [DataRow("jvp is not implemented for the c++ API of custom Function", "use reverse mode")]
    [DataRow("Trying to use forward AD with huber_loss_backward that does not support it", "smooth_l1_loss")]
    [DataRow("Batching rule not implemented for aten::equal", "scaled_dot_product_attention")]
    [DataRow("that would mutate a captured Tensor", "track_running_stats: false")]
    [DataRow("Batch norm got a batched tensor as input", "track_running_stats: false")]
    public void TheWayOutIsInCSharp(string phrase, string wayOut) =>
        StringAssert.Contains(EngineError.Translate("Backward", phrase).Message, wayOut);

    /// <summary>Truncated backpropagation through time, the case that the message describes.</summary>
    [TestMethod]
    public void DetachingWhatComesFromAnEarlierStepHelps()
    {
        using var scope = NewDisposeScope();
        Tensor w = tensor([0.5], requires_grad: true);
        void Steps(Func<Tensor, Tensor> carry)
        {
            Tensor state = ones(1, dtype: float64);
            for (int i = 0; i < 3; i++)
            {
                state = (carry(state) * w).exp();
                state.sum().Backward();
            }
        }
        Assert.AreEqual(AutogradError.GraphFreed, Assert.ThrowsExactly<AutogradException>(() => Steps(state => state)).Kind);
        Steps(state => state.detach());
    }

    [TestMethod]
    public void TheNativeTextIsInside()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0], requires_grad: true);
        Tensor y = (x * x).sum();
        y.Backward();
        var thrown = Assert.ThrowsExactly<AutogradException>(() => y.Backward());
        Assert.AreEqual(AutogradError.GraphFreed, thrown.Kind);
        Assert.IsInstanceOfType<ExternalException>(thrown.InnerException);
        StringAssert.Contains(thrown.InnerException!.Message, "Exception raised from");      // where the list of C++ frames begins
    }

    [TestMethod]
    public void TheEngineWorksAfterAnError()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0], requires_grad: true);
        Tensor freed = (x * x).sum();
        freed.Backward();
        Assert.ThrowsExactly<AutogradException>(() => freed.Backward());
        x.ZeroGrad();
        (x * 3).sum().Backward();
        CollectionAssert.AreEqual(new[] { 3.0, 3.0 }, Tools.Numeric.Values(x.grad));
    }

    [TestMethod]
    public void AnomalyDetectionNamesTheOperation()
    {
        using var scope = NewDisposeScope();
        using var anomaly = new TorchSharp.AnomalyMode(true);
        Tensor x = tensor([0.0], requires_grad: true);
        Tensor y = (x.sqrt() * 0).sum();
        var thrown = Assert.ThrowsExactly<AutogradException>(() => y.Backward());
        Assert.AreEqual(AutogradError.NaN, thrown.Kind);
        StringAssert.Contains(thrown.Message, "SqrtBackward0");
    }
}
