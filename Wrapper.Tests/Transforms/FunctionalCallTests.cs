using TorchBridge.Tests.Tools;
using TorchSharp;
using TorchSharp.Modules;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

[TestClass]
public sealed partial class FunctionalCallTests
{
    /// <summary>Two layers, a parameter and a buffer of its own; counts what it sees.</summary>
    private sealed class Net : nn.Module<Tensor, Tensor>
    {
        private readonly Linear _first = nn.Linear(3, 4, dtype: float64), _second = nn.Linear(4, 2, dtype: float64);
        private readonly Parameter _scale = new(ones(2, dtype: float64));
        private readonly Tensor _seen = zeros(1, dtype: float64);

        public Net() : base(nameof(Net))
        {
            register_module("first", _first);
            register_module("second", _second);
            register_parameter("scale", _scale);
            register_buffer("seen", _seen);
        }

        public Action? Inside { get; set; }

        /// <summary>Whether it writes to its buffer, which no gradient transform lets a function do to what it has captured.</summary>
        public bool Counts { get; init; } = true;

        public override Tensor forward(Tensor input)
        {
            if (Counts)
                _seen.add_(ones(1, dtype: float64));
            Tensor hidden = _first.forward(input).tanh();
            Inside?.Invoke();
            return _second.forward(hidden) * _scale;
        }
    }

    private static Dictionary<string, Tensor> Parameters(nn.Module module) =>
        module.named_parameters().ToDictionary(p => p.name, p => p.parameter.detach().clone());

    private static Tensor Random(params long[] shape) => rand(shape, dtype: float64);

    private static (double[][] Values, nint[] Handles) State(Net net) =>
        ([.. net.named_parameters().Select(p => Numeric.Values(p.parameter)), .. net.named_buffers().Select(b => Numeric.Values(b.buffer))],
            [.. net.parameters().Select(p => p.Handle), .. net.buffers().Select(b => b.Handle)]);

    private static void AssertState((double[][] Values, nint[] Handles) expected, Net net)
    {
        (double[][] values, nint[] handles) = State(net);
        CollectionAssert.AreEqual(expected.Handles, handles);
        for (int i = 0; i < values.Length; i++)
            CollectionAssert.AreEqual(expected.Values[i], values[i]);
    }

    [TestMethod]
    public void TheModuleComputesWithWhatItIsGivenAndIsAsBefore()
    {
        using var scope = NewDisposeScope();
        using Net net = new(), other = new();
        Dictionary<string, Tensor> given = Parameters(other);
        given["seen"] = zeros(1, dtype: float64);
        Tensor x = Random(5, 3);
        (double[][], nint[]) before = State(net);
        Tensor result = FunctionalCall(net, given, x, strict: true);
        AssertState(before, net);
        Same.Values(other.call(x).detach(), result);
        Assert.IsFalse(result.requires_grad);
        Assert.AreEqual(1.0, given["seen"].ToDouble(), "a buffer is written to where it was given");
    }

    [TestMethod]
    public void WhatIsNotNamedIsItsOwnAndOtherNamesAreIgnored()
    {
        using var scope = NewDisposeScope();
        using Net net = new();
        Tensor x = Random(5, 3), own = net.call(x);
        Same.Values(own * 3, FunctionalCall(net,
            new Dictionary<string, Tensor> { ["scale"] = full(2, 3.0, float64), ["elsewhere"] = x }, x));
        ArgumentException strict = Assert.ThrowsExactly<ArgumentException>(() =>
            FunctionalCall(net, new Dictionary<string, Tensor> { ["elsewhere"] = x }, x, strict: true));
        foreach (string name in new[] { "elsewhere", "scale", "seen", "first.weight", "second.bias" })
            StringAssert.Contains(strict.Message, name);
    }

    [TestMethod]
    public void GradientsFlowIntoWhatIsGivenAndNotIntoTheModule()
    {
        using var scope = NewDisposeScope();
        using Net net = new();
        Dictionary<string, Tensor> given = Parameters(net);
        foreach (Tensor each in given.Values)
            each.requires_grad_();
        Tensor x = Random(5, 3);
        FunctionalCall(net, given, x).sum().Backward();
        net.call(x).sum().Backward();
        foreach ((string name, Parameter parameter) in net.named_parameters())
        {
            Same.Values(parameter.grad!, given[name].grad, name: name);
            parameter.grad = null;
        }
    }

    [TestMethod]
    public void AThrowLeavesItAsItWas()
    {
        using var scope = NewDisposeScope();
        using Net net = new() { Inside = () => throw new TimeoutException() };
        (double[][] values, nint[] handles) = State(net);
        Dictionary<string, Tensor> given = Parameters(net);
        given["seen"] = zeros(1, dtype: float64);
        for (int i = 0; i < 3; i++)
            Assert.ThrowsExactly<TimeoutException>(() => FunctionalCall(net, given, Random(5, 3)));
        // a shape that its layer refuses
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => FunctionalCall(net, given, Random(5, 7)));
        AssertState((values, handles), net);
    }

    [TestMethod]
    public void ItNestsAndReplacesOnceMoreInside()
    {
        using var scope = NewDisposeScope();
        using Net net = new();
        Tensor x = Random(5, 3), own = net.call(x).detach();
        Tensor? inner = null;
        net.Inside = () =>
        {
            net.Inside = null;
            inner = FunctionalCall(net, new Dictionary<string, Tensor> { ["scale"] = full(2, 5.0, float64) }, x).DetachFromDisposeScope();
        };
        Tensor outer = FunctionalCall(net, new Dictionary<string, Tensor> { ["scale"] = full(2, 3.0, float64) }, x);
        Same.Values(own * 3, outer.detach());
        Same.Values(own * 5, inner!.detach());
        Same.Values(own, net.call(x).detach());
        inner!.Dispose();
    }

    [TestMethod]
    public void EveryTransformOfIt()
    {
        using var scope = NewDisposeScope();
        using Net net = new() { Counts = false };
        Dictionary<string, Tensor> given = Parameters(net);
        string[] names = [.. given.Keys];
        Tensor x = Random(6, 3);
        Tensor Loss(Tensor[] a) => FunctionalCall(net, names.Zip(a).ToDictionary(p => p.First, p => p.Second), a[^1]).square().sum();
        Tensor[] at = [.. given.Values, x];
        int[] weights = [.. Enumerable.Range(0, names.Length)];
        Tensor[] perSample = Vmap(Grad(Loss, weights), [.. names.Select(_ => (int?)null), 0])(at);
        Tensor[] together = Grad(Loss, weights)(at);
        Same.Values(together, [.. perSample.Select(g => g.sum(dim: 0L))]);
        Tensor scale = given["scale"];
        Tensor Scaled(Tensor s) => FunctionalCall(net, new Dictionary<string, Tensor> { ["scale"] = s }, x).square().sum();
        Tensor expected = Autograd.Hessian(Scaled, scale);
        Same.Values(expected, Hessian(Scaled)(scale));
        Same.Values(expected.mv(scale), Jvp(Grad(Scaled), scale, scale).Tangent);
    }
}
