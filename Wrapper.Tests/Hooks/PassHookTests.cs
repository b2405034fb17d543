using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Hooks;

/// <summary>Hooks that are told what a pass has done: post-accumulate hooks, and hooks on several tensors.</summary>
[TestClass]
public sealed class PassHookTests
{
    [TestMethod]
    public void AnOptimizerStepsInTheMiddleOfThePass()
    {
        using var scope = NewDisposeScope();
        Tensor w = tensor([1.0, 2.0]).requires_grad_();
        w.RegisterPostAccumulateGradHook(leaf =>
        {
            using var plain = no_grad();
            leaf.sub_(leaf.grad!.mul(tensor(0.25)));
            leaf.grad = null;
        });
        (w * w).sum().Backward();      // w - 2w/4
        CollectionAssert.AreEqual(new[] { 0.5, 1 }, Numeric.Values(w));
        Assert.IsNull(w.grad);
        (w * w).sum().Backward();
        CollectionAssert.AreEqual(new[] { 0.25, 0.5 }, Numeric.Values(w));
    }

    /// <summary>The same training with an optimizer for each parameter, stepped by hooks, and with one for all after the pass.</summary>
    [TestMethod]
    public void OptimizersInHooksTrainAsOneAfterThePass()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new[,] { { 0.1, 0.2 }, { 0.3, -0.4 } });
        double[][] Train(bool inHooks)
        {
            random.manual_seed(7);
            using var model = nn.Sequential(nn.Linear(2, 3, dtype: float64), nn.Tanh(), nn.Linear(3, 1, dtype: float64));
            var parameters = model.parameters().ToList();
            var all = optim.Adam(parameters, 0.1);
            if (inHooks)
                foreach (TorchSharp.Modules.Parameter parameter in parameters)
                {
                    var own = optim.Adam([parameter], 0.1);
                    parameter.RegisterPostAccumulateGradHook(_ =>
                    {
                        own.step();
                        own.zero_grad();
                    });
                }
            for (int i = 0; i < 3; i++)
            {
                model.call(x).square().sum().Backward();
                if (inHooks)
                    continue;
                all.step();
                all.zero_grad();
            }
            return [.. parameters.Select(parameter => Numeric.Values(parameter))];
        }
        double[][] expected = Train(false), actual = Train(true);
        for (int i = 0; i < expected.Length; i++)
            CollectionAssert.AreEqual(expected[i], actual[i]);
    }

    [TestMethod]
    public void PostAccumulateHooksRunInOrderAndOnlyWhereGradientsAreAccumulated()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0]).requires_grad_();
        var order = new List<string>();
        x.RegisterHook(gradient =>
        {
            order.Add($"hook {gradient.item<double>()}");
            return gradient * 2;
        });
        IDisposable first = x.RegisterPostAccumulateGradHook(leaf => order.Add($"a {leaf.grad!.item<double>()}"));
        x.RegisterPostAccumulateGradHook(leaf => order.Add($"b {leaf.grad!.item<double>()}"));
        (x * 3).Backward();
        Assert.AreEqual("hook 3, a 6, b 6", string.Join(", ", order));
        order.Clear();
        Autograd.Grad(x * 3, x);
        first.Dispose();
        (x * 3).Backward();
        Assert.AreEqual("hook 3, hook 3, b 12", string.Join(", ", order));
    }

    [TestMethod]
    public void OnlyLeavesHavePostAccumulateHooks()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0]).requires_grad_();
        StringAssert.Contains(
            Assert.ThrowsExactly<AutogradException>(() => (x * 1).RegisterPostAccumulateGradHook(_ => { })).Message,
            "post accumulate grad hooks cannot be registered on non-leaf tensors");
        StringAssert.Contains(
            Assert.ThrowsExactly<AutogradException>(() => tensor(1.0).RegisterPostAccumulateGradHook(_ => { })).Message,
            "cannot register a hook on a tensor that doesn't require gradient");
    }

    /// <summary>Which gradients there are depends on what the pass is asked for.</summary>
    [TestMethod]
    public void AHookOnAllTensorsRunsOnceAPassWithNullsForThoseItDoesNotReach()
    {
        using var scope = NewDisposeScope();
        Tensor[] t = [.. Enumerable.Range(1, 4).Select(i => tensor([(double)i]).requires_grad_())];
        var seen = new List<string>();
        IDisposable hook = Autograd.RegisterMultiGradHook(t, gradients =>
            seen.Add(string.Join(' ', gradients.Select(gradient => gradient is null ? "-" : $"{gradient.item<double>()}"))));
        Tensor y = (t[1] * t[2]).sum();
        y.Backward(retainGraph: true, inputs: [t[1], t[2]]);
        y.Backward(retainGraph: true, inputs: [t[0], t[3]]);      // reaches none
        y.Backward(retainGraph: true, inputs: [t[0], t[2]]);
        Autograd.Grad(y, t[1], retainGraph: true);
        Assert.AreEqual("- 3 2 -, - - 2 -, - 3 - -", string.Join(", ", seen));
        Tensor failing = Functions.OnBackward(t[1], () => throw new TimeoutException()).sum() + (t[2] * 2).sum();
        Assert.ThrowsExactly<TimeoutException>(() => failing.Backward());
        Assert.HasCount(3, seen);
        hook.Dispose();
        y.Backward();
        Assert.HasCount(3, seen);
    }

    [TestMethod]
    public void AHookOnAnyTensorRunsAtTheFirstGradientOfAPass()
    {
        using var scope = NewDisposeScope();
        Tensor[] t = [.. Enumerable.Range(1, 3).Select(i => tensor([(double)i]).requires_grad_())];
        var seen = new List<double>();
        int calls = 0;
        using IDisposable hook = Autograd.RegisterMultiGradHook([.. t, tensor(1.0)], gradients =>
        {
            calls++;
            Assert.HasCount(4, gradients);
            seen.Add(gradients.OfType<Tensor>().Single().item<double>());
        }, MultiGradMode.Any);
        Tensor y = (t[0] * t[1]).sum();
        y.Backward(retainGraph: true);
        y.Backward(retainGraph: true);
        y.Backward(retainGraph: true, inputs: [t[2]]);
        Autograd.Grad(y, t[1]);
        Assert.AreEqual(3, calls);
        Assert.AreEqual(1, seen[2]);
    }

    [TestMethod]
    public void PassesInsideEachOtherAreCountedApart()
    {
        using var scope = NewDisposeScope();
        Tensor a = tensor([1.0]).requires_grad_(), b = tensor([1.0]).requires_grad_();
        var sums = new List<double>();
        using IDisposable both = Autograd.RegisterMultiGradHook([a, b], gradients =>
            sums.Add(gradients.Sum(gradient => gradient!.item<double>())));
        Tensor inner = (a * 10).sum() + (b * 20).sum();
        Tensor y = Functions.OnBackward(a * 2, () => Autograd.Grad([inner], [a, b], retainGraph: true)).sum() + (b * 3).sum();
        y.Backward();
        CollectionAssert.AreEqual(new[] { 30.0, 5 }, sums);
    }

    [TestMethod]
    public void GradientsOfAHookOnSeveralAreDisposedAfterIt()
    {
        using var scope = NewDisposeScope();
        Tensor a = tensor([1.0]).requires_grad_();
        Tensor? seen = null;
        Autograd.RegisterMultiGradHook([a, a * 1], gradients => seen = gradients[0]);
        a.sum().Backward();
        Assert.IsTrue(seen!.IsInvalid);
    }
}
