using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Hooks;

/// <summary>Tensor.register_hook: what PyTorch's own tests ask of it, with numbers worked out by hand.</summary>
[TestClass]
public sealed partial class TensorHookTests
{
    [TestMethod]
    public void TheCapabilityIsThere() => Assert.IsTrue(NativeRuntime.Diagnose().Capabilities.Hooks);

    [TestMethod]
    public void ALeafsHookSeesTheSumOfAllUsesAndReplacesIt()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(1, 2, 3);
        var seen = new List<double[]>();
        x.RegisterHook(gradient =>
        {
            seen.Add(Numeric.Values(gradient));
            return gradient * 10;
        });
        (x * 2 + x * x).sum().Backward();      // 2 + 2x
        Assert.HasCount(1, seen);
        CollectionAssert.AreEqual(new[] { 4.0, 6, 8 }, seen[0]);
        CollectionAssert.AreEqual(new[] { 40.0, 60, 80 }, Numeric.Values(x.grad));
    }

    [TestMethod]
    public void AComputedTensorsHookChangesWhatIsBehindIt()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(1, 2), y = x * 3;
        y.RegisterHook(gradient => gradient * 2);
        (y * y).sum().Backward(retainGraph: true);      // 2y doubled, times 3: 36x
        CollectionAssert.AreEqual(new[] { 36.0, 72 }, Numeric.Values(x.grad));
        CollectionAssert.AreEqual(new[] { 36.0, 72 }, Numeric.Values(Autograd.Grad((y * y).sum(), x)));
    }

    [TestMethod]
    public void HooksRunInTheOrderOfTheirRegistrationEachWithWhatTheOneBeforeReturned()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(1, 1);
        var order = new List<string>();
        foreach ((string name, double factor, double shift) in new[] { ("a", 2.0, 0.0), ("b", 1.0, 1.0), ("c", 3.0, 0.0) })
            x.RegisterHook(gradient =>
            {
                order.Add(name);
                return gradient * factor + shift;
            });
        x.sum().Backward();
        Assert.AreEqual("a b c", string.Join(' ', order));
        CollectionAssert.AreEqual(new[] { 9.0, 9 }, Numeric.Values(x.grad));      // (1 · 2 + 1) · 3
    }

    [TestMethod]
    public void NullLeavesTheGradientAsItIs()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(5);
        int calls = 0;
        x.RegisterHook(_ =>
        {
            calls++;
            return null;
        });
        (x * 7).sum().Backward();
        Assert.AreEqual(1, calls);
        CollectionAssert.AreEqual(new[] { 7.0 }, Numeric.Values(x.grad));
    }

    [TestMethod]
    public void DisposeRemovesOneHookAndLeavesTheOthers()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(1), y = x * 1;
        IDisposable ten = y.RegisterHook(gradient => gradient * 10), two = y.RegisterHook(gradient => gradient * 2);
        double Run() => Autograd.Grad(y.sum(), x, retainGraph: true).item<double>();
        Assert.AreEqual(20, Run());
        ten.Dispose();
        Assert.AreEqual(2, Run());
        ten.Dispose();      // once more does nothing
        Assert.AreEqual(2, Run());
        two.Dispose();
        Assert.AreEqual(1, Run());
        y.RegisterHook(gradient => gradient * 5);
        Assert.AreEqual(5, Run());
    }

    [TestMethod]
    public void AHookMayRemoveItselfAndAddAnotherInThePass()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(1), y = x * 1;
        IDisposable? own = null;
        own = y.RegisterHook(gradient =>
        {
            own!.Dispose();
            y.RegisterHook(later => later * 100);      // not in this pass
            return gradient * 3;
        });
        Assert.AreEqual(3, Autograd.Grad(y.sum(), x, retainGraph: true).item<double>());
        Assert.AreEqual(100, Autograd.Grad(y.sum(), x, retainGraph: true).item<double>());
    }

    /// <summary>The kept gradient is the result of all hooks, in any order of registration.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void RetainGradKeepsWhatTheHooksPassOn(bool retainFirst)
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(1, 2), y = x * 2;
        if (retainFirst)
            y.retain_grad();
        y.RegisterHook(gradient => gradient * 3);
        if (!retainFirst)
            y.retain_grad();
        (y * 5).sum().Backward();
        CollectionAssert.AreEqual(new[] { 15.0, 15 }, Numeric.Values(y.grad));
        CollectionAssert.AreEqual(new[] { 30.0, 30 }, Numeric.Values(x.grad));
    }

    /// <summary>A hook stays with the value that the tensor had when it was registered.</summary>
    [TestMethod]
    public void HooksFromBeforeAndAfterAWriteInPlaceSeeEachTheirOwnGradient()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(1, 1), y = x * 1;
        var before = new List<double[]>();
        var after = new List<double[]>();
        IDisposable first = y.RegisterHook(gradient => Add(before, gradient));
        y.mul_(tensor([3.0, 4.0]));
        y.RegisterHook(gradient => Add(after, gradient));
        y.retain_grad();
        y.sum().Backward(retainGraph: true);
        CollectionAssert.AreEqual(new[] { 3.0, 4 }, before.Single());
        CollectionAssert.AreEqual(new[] { 1.0, 1 }, after.Single());
        CollectionAssert.AreEqual(new[] { 1.0, 1 }, Numeric.Values(y.grad));
        first.Dispose();
        y.sum().Backward();
        Assert.HasCount(1, before);
        Assert.HasCount(2, after);
    }

    [TestMethod]
    public void AViewsHookSeesTheViewsGradientAlone()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(1, 2, 3), y = x * 1, view = y[..2];
        var ofView = new List<double[]>();
        var ofBase = new List<double[]>();
        view.RegisterHook(gradient => Add(ofView, gradient));
        y.RegisterHook(gradient => Add(ofBase, gradient));
        ((view * 10).sum() + y.sum()).Backward();
        CollectionAssert.AreEqual(new[] { 10.0, 10 }, ofView.Single());
        CollectionAssert.AreEqual(new[] { 11.0, 11, 1 }, ofBase.Single());
    }

    [TestMethod]
    public void AHookOnAViewWhoseBaseWasWrittenToBelongsToTheNewValue()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(1, 2, 3), y = x * 1, view = y[..2];
        y.mul_(tensor([2.0, 3.0, 4.0]));
        var seen = new List<double[]>();
        view.RegisterHook(gradient =>
        {
            Add(seen, gradient);
            return gradient * 10;
        });
        (view * 5).sum().Backward();
        CollectionAssert.AreEqual(new[] { 5.0, 5 }, seen.Single());
        CollectionAssert.AreEqual(new[] { 100.0, 150, 0 }, Numeric.Values(x.grad));
    }

    private static Tensor? Add(List<double[]> list, Tensor gradient)
    {
        list.Add(Numeric.Values(gradient));
        return null;
    }

    private static Tensor Leaf(params double[] values) => tensor(values).requires_grad_();
}
