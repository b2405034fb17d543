using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>The tensors that a custom function saves, and how long they are kept.</summary>
public sealed partial class CustomFunctionTests
{
    [TestMethod]
    public void SavedTensorsAreFreedWithTheGraph()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(2);
        Tensor y = Functions.Cube(x).sum();
        y.Backward(retainGraph: true);
        y.Backward();
        Assert.AreEqual(AutogradError.GraphFreed, Assert.ThrowsExactly<AutogradException>(() => y.Backward()).Kind);
        Assert.AreEqual(AutogradError.GraphFreed, Assert.ThrowsExactly<AutogradException>(() => Autograd.Grad(y, x)).Kind);
    }

    [TestMethod]
    public void AFunctionThatSavesNothingCanBeWalkedTwice()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(2);
        Tensor y = CustomFunction.Apply((_, inputs) => [inputs[0] * 2], (_, g) => [g[0]! * 2], x)[0];
        y.Backward(ones_like(y));
        y.Backward(ones_like(y));
        CollectionAssert.AreEqual(new[] { 4.0, 4.0 }, Numeric.Values(x.grad));
    }

    [TestMethod]
    public void ASavedTensorThatIsWrittenToIsAnError()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(2);
        Tensor y = Functions.Cube(x).sum();
        using (no_grad())
            x.add_(1);
        Assert.AreEqual(AutogradError.ModifiedInPlace, Assert.ThrowsExactly<AutogradException>(() => y.Backward()).Kind);
    }

    [TestMethod]
    public void TemporariesAreGoneAndResultsStay()
    {
        using var outer = NewDisposeScope();
        Tensor x = Random(2);
        long before = Live.Tensors();
        Tensor y = CustomFunction.Apply((_, inputs) => [(inputs[0] * 2 + 1) * 3], (_, g) => [(g[0]! * 2 + 1) * 3], x)[0];
        Assert.AreEqual(before + 1, Tensor.TotalCount);
        Tensor gradient = Autograd.Grad(y, x, ones_like(x).DetachFromDisposeScope());
        Assert.AreEqual(before + 3, Tensor.TotalCount);
        Assert.AreEqual(9.0, gradient[0].ToDouble());
    }
}
