using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Hooks;

/// <summary>Module.register_full_backward_hook and its pre-hook.</summary>
[TestClass]
public class ModuleHookTests
{
    /// <summary>x ↦ 3x², whose calls can be made to fail.</summary>
    private sealed class Square : nn.Module<Tensor, Tensor>
    {
        public Square()
            : base(nameof(Square))
        {
        }

        public bool Fails { get; set; }

        public override Tensor forward(Tensor input) => Fails ? throw new TimeoutException() : input * input * 3;
    }

    [TestMethod]
    public void TheHookGetsBothGradientsAndMayReplaceTheInputs()
    {
        using var scope = NewDisposeScope();
        using var module = new Square();
        Tensor x = Leaf(1, 2), before = x * 5;
        var seen = new List<(double[] Input, double[] Output)>();
        IDisposable hook = module.RegisterFullBackwardHook((input, output) =>
        {
            seen.Add((Numeric.Values(input), Numeric.Values(output)));
            return input! * 100;
        });
        (module.call(before) * 7).sum().Backward();      // d/dbefore: 7 · 6 · before = 210, 420
        CollectionAssert.AreEqual(new[] { 210.0, 420 }, seen.Single().Input);
        CollectionAssert.AreEqual(new[] { 7.0, 7 }, seen.Single().Output);
        CollectionAssert.AreEqual(new[] { 105_000.0, 210_000 }, Numeric.Values(x.grad));
        hook.Dispose();
        x.ZeroGrad();
        (module.call(x * 5) * 7).sum().Backward();
        CollectionAssert.AreEqual(new[] { 1050.0, 2100 }, Numeric.Values(x.grad));
        Assert.HasCount(1, seen);
    }

    /// <summary>Inside Vmap a tensor does not require grad itself, although a transform around differentiates.</summary>
    [TestMethod]
    public void InEveryOrderOfTransformsTheHookIsCalled()
    {
        using var scope = NewDisposeScope();
        using var module = new Square();
        Tensor x = tensor([1.0, 2]);
        module.RegisterFullBackwardHook((input, output) => input! * output * 100);
        module.RegisterFullBackwardPreHook(output => output * 10);
        Func<Tensor, Tensor> f = row => (module.call(row) * 7).sum();
        double[] expected = [100 * 70 * 70 * 6.0, 100 * 70 * 70 * 12.0];      // of 7 · 3x² with 70 in place of 7, twice
        CollectionAssert.AreEqual(expected, Numeric.Values(Transforms.Grad(f)(x)));
        CollectionAssert.AreEqual(expected, Numeric.Values(Transforms.Vmap(Transforms.Grad(f))(x.unsqueeze(0))));
        CollectionAssert.AreEqual(expected, Numeric.Values(Transforms.Grad((Tensor t) => Transforms.Vmap(f)(t.unsqueeze(0)).sum())(x)));
        CollectionAssert.AreEqual(expected, Numeric.Values(Transforms.JacRev(f)(x)));
        Tensor leaf = x.clone().requires_grad_();
        Transforms.Vmap(f)(leaf.unsqueeze(0)).sum().Backward();
        CollectionAssert.AreEqual(expected, Numeric.Values(leaf.grad));
        Assert.AreEqual(2 * 21 * 5.0, Transforms.Vmap((Tensor row) => f(row) * 2)(x.unsqueeze(0)).item<double>());
    }

    /// <summary>Whatever was registered first: pre-hooks before the module's backward, then the others, each kind in order.</summary>
    [TestMethod]
    public void PreHooksComeFirstAndTheOthersGetWhatTheyReturned()
    {
        using var scope = NewDisposeScope();
        using var module = new Square();
        Tensor x = Leaf(1);
        var order = new List<string>();
        module.RegisterFullBackwardHook((input, output) =>
        {
            order.Add($"a {input!.item<double>()} {output.item<double>()}");
            return input * 2;
        });
        module.RegisterFullBackwardPreHook(output =>
        {
            order.Add($"pre {output.item<double>()}");
            return output * 10;
        });
        module.RegisterFullBackwardHook((input, output) =>
        {
            order.Add($"b {input!.item<double>()} {output.item<double>()}");
            return null;
        });
        module.call(x).sum().Backward();
        Assert.AreEqual("pre 1, a 60 10, b 120 10", string.Join(", ", order));
        CollectionAssert.AreEqual(new[] { 120.0 }, Numeric.Values(x.grad));
    }

    [TestMethod]
    public void WithoutAnInputGradientTheHookStillSeesTheOutputs()
    {
        using var scope = NewDisposeScope();
        nn.Module<Tensor, Tensor> layer = nn.Linear(2, 1, hasBias: false, dtype: float64);
        Tensor x = tensor(new[,] { { 1.0, 2.0 } });
        Tensor? inputs = x;
        double output = 0;
        using (layer.RegisterFullBackwardHook((input, gradient) =>
            {
                (inputs, output) = (input, gradient.item<double>());
                return null;
            }))
            (layer.call(x) * 4).sum().Backward();
        Assert.IsNull(inputs);
        Assert.AreEqual(4, output);
        CollectionAssert.AreEqual(new[] { 4.0, 8 }, Numeric.Values(layer.parameters().Single().grad));
        using (layer.RegisterFullBackwardHook((_, gradient) => gradient))
            StringAssert.Contains(Assert.ThrowsExactly<AutogradException>(() => layer.call(x).sum().Backward()).Message,
                "Backward hook for Modules where no input requires gradient should always return None");
    }

    [TestMethod]
    public void EachCallOfAModuleHasItsOwnGradients()
    {
        using var scope = NewDisposeScope();
        using var module = new Square();
        Tensor x = Leaf(1);
        var seen = new List<(double, double)>();
        module.RegisterFullBackwardHook((input, output) =>
        {
            seen.Add((input!.item<double>(), output.item<double>()));
            return null;
        });
        Tensor first = module.call(x), second = module.call(first);      // 3, 27
        second.sum().Backward(retainGraph: true);
        CollectionAssert.AreEqual(new[] { (18.0, 1.0), (108.0, 18.0) }, seen);
        second.sum().Backward();
        Assert.HasCount(4, seen);
        CollectionAssert.AreEqual(new[] { 216.0 }, Numeric.Values(x.grad));
    }

    [TestMethod]
    public void ACallThatFailedLeavesNothingBehind()
    {
        using var scope = NewDisposeScope();
        using var module = new Square();
        Tensor x = Leaf(1);
        int calls = 0;
        module.RegisterFullBackwardHook((input, output) =>
        {
            calls++;
            return null;
        });
        module.Fails = true;
        Assert.ThrowsExactly<TimeoutException>(() => module.call(x));
        module.Fails = false;
        module.call(x).sum().Backward();
        Assert.AreEqual(1, calls);
        using (no_grad())
            Assert.IsFalse(module.call(x).requires_grad);
    }

    [TestMethod]
    public void APreHookThatReplacesTheInputLaterIsRefused()
    {
        using var scope = NewDisposeScope();
        using var module = new Square();
        module.RegisterFullBackwardHook((_, _) => null);
        module.register_forward_pre_hook((_, input) => input * 2);
        StringAssert.Contains(Assert.ThrowsExactly<AutogradException>(() => module.call(Leaf(1))).Message,
            "Register the backward hook after it");
    }

    [TestMethod]
    public void TheGradientsAreCheckedLikeThoseOfAnyHook()
    {
        using var scope = NewDisposeScope();
        using var module = new Square();
        using (module.RegisterFullBackwardHook((input, _) => input![..1]))
            StringAssert.Contains(Assert.ThrowsExactly<AutogradException>(() => module.call(Leaf(1, 2)).sum().Backward()).Message,
                "has changed the size of value, from [2] to [1]");
        using (module.RegisterFullBackwardPreHook(output => output.to_type(float32)))
            StringAssert.Contains(Assert.ThrowsExactly<AutogradException>(() => module.call(Leaf(1, 2)).sum().Backward()).Message,
                "has changed the type of value, from float64 to float32");
    }

    [TestMethod]
    public void SecondDerivativesGoThroughIt()
    {
        using var scope = NewDisposeScope();
        using var module = new Square();
        Tensor x = Leaf(2);
        module.RegisterFullBackwardHook((input, _) => input! * 10);
        Tensor first = Autograd.Grad(module.call(x).sum(), x, createGraph: true);      // 60x
        Assert.AreEqual(120, first.item<double>());
        Assert.AreEqual(60, Autograd.Grad(first.sum(), x).item<double>());
    }

    /// <summary>
    /// Grad-CAM: where a class looks in an image. The weight of a channel is the mean of the gradient over its places, and the map is the
    /// positive part of the weighted sum of the channels.
    /// </summary>
    [TestMethod]
    public void GradCam()
    {
        using var scope = NewDisposeScope();
        Tensor activations = zeros(0), gradients = zeros(0);
        nn.Module<Tensor, Tensor> features = nn.Conv2d(1, 2, 1, bias: false, dtype: float64);
        using (no_grad())
            features.parameters().Single().copy_(tensor(new[] { 1.0, -2.0 }).reshape(2, 1, 1, 1));
        features.register_forward_hook((_, _, output) =>
        {
            activations = output.detach();
            return output;
        });
        features.RegisterFullBackwardHook((_, output) =>
        {
            gradients = output.clone();
            return null;
        });
        Tensor image = tensor(new[,] { { 1.0, 2.0 }, { 3.0, -4.0 } }).reshape(1, 1, 2, 2);
        Tensor score = (features.call(image) * tensor(new[] { 8.0, 4.0 }).reshape(1, 2, 1, 1)).mean();      // gradients 1 and 0.5
        score.Backward();
        Tensor map = (gradients.mean([2L, 3L], keepdim: true) * activations).sum(dim: 1L).relu();      // (1 · 1 + 0.5 · -2) x = 0
        CollectionAssert.AreEqual(new[] { 0.0, 0, 0, 0 }, Numeric.Values(map));
        Tensor first = (gradients.mean([2L, 3L], keepdim: true) * activations)[0, 0].relu();
        CollectionAssert.AreEqual(new[] { 1.0, 2, 3, 0 }, Numeric.Values(first));
    }

    protected static Tensor Leaf(params double[] values) => tensor(values).requires_grad_();
}

/// <summary>Hooks of modules need nothing of LibTorch's.</summary>
[TestClass]
public sealed class ModuleHookFallbackTests : ModuleHookTests
{
    [TestInitialize]
    public void Begin() => SwitchedOff.Set("Hooks", false);

    [TestCleanup]
    public void End() => SwitchedOff.Set("Hooks", true);
}
