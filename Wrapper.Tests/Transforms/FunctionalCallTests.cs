using TorchBridge.Tests.Tools;
using TorchSharp;
using TorchSharp.Modules;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

[TestClass]
public sealed class FunctionalCallTests
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

    [TestMethod]
    public void SequentialsAndLayersOfTorchSharp()
    {
        using var scope = NewDisposeScope();
        using var net = nn.Sequential(
            ("conv", nn.Conv1d(1, 2, 3, dtype: float64)), ("norm", nn.LayerNorm([6L], dtype: float64)), ("flat", nn.Flatten(-2)),
                ("out", nn.Linear(12, 1, dtype: float64)));
        Tensor x = Random(4, 1, 8), own = net.call(x).detach();
        Dictionary<string, Tensor> given = Parameters(net);
        Same.Values(own, FunctionalCall(net, given, x, strict: true));
        given["out.bias"] = given["out.bias"] + 1;
        Same.Values(own + 1, FunctionalCall(net, given, x));
        Same.Values(own, net.call(x).detach());
    }

    /// <summary>Their weights are read by native code, which would silently go on with the module's own.</summary>
    [TestMethod]
    public void ModulesWhoseWeightsAreInNativeCodeAreRefusedByName()
    {
        using var scope = NewDisposeScope();
        using var embedding = nn.Sequential(("table", nn.Embedding(5, 2)), ("out", nn.Linear(2, 1)));
        Tensor index = tensor([0L, 3]);
        Tensor own = embedding.call(index).detach();
        Dictionary<string, Tensor> doubled = embedding.named_parameters().ToDictionary(p => p.name, p => p.parameter.detach() * 2);
        var refused = Assert.ThrowsExactly<ArgumentException>(() => FunctionalCall(embedding, doubled, index));
        StringAssert.Contains(refused.Message, "table.weight");
        StringAssert.Contains(refused.Message, "native");
        Assert.AreEqual("module", refused.ParamName);
        doubled.Remove("table.weight");
        FunctionalCall(embedding, doubled, index);
        Same.Values(own, embedding.call(index).detach());
    }

    [TestMethod]
    public void SeveralThreadsOnSeveralModules()
    {
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, seed =>
        {
            using var scope = NewDisposeScope();
            using Net net = new() { Counts = false };
            Tensor x = Random(5, 3), own = net.call(x).detach();
            for (int i = 1; i <= 100; i++)
            {
                using var each = NewDisposeScope();
                Same.Values(own * i, FunctionalCall(net,
                    new Dictionary<string, Tensor> { ["scale"] = full(2, (double)i, float64) }, x).detach());
                Tensor gradient = Grad((Tensor s) =>
                    FunctionalCall(net, new Dictionary<string, Tensor> { ["scale"] = s }, x).sum())(full(2, (double)i, float64));
                Same.Values(own.sum(dim: 0L), gradient);
            }
            Same.Values(own, net.call(x).detach());
        });
    }

    [TestMethod]
    public void AStackOfModulesInOneVmap()
    {
        using var scope = NewDisposeScope();
        Net[] nets = [new(), new(), new()];
        Tensor x = Random(5, 3);
        (IReadOnlyDictionary<string, Tensor> parameters, IReadOnlyDictionary<string, Tensor> buffers) = StackModuleState(nets);
        CollectionAssert.AreEquivalent(new[] { "first.weight", "first.bias", "second.weight", "second.bias", "scale" },
            parameters.Keys.ToArray());
        CollectionAssert.AreEquivalent(new[] { "seen" }, buffers.Keys.ToArray());
        foreach (Tensor parameter in parameters.Values)
            Assert.IsTrue(parameter.requires_grad && parameter.is_leaf && parameter.shape[0] == 3);
        Assert.IsFalse(buffers["seen"].requires_grad);
        string[] names = [.. parameters.Keys, .. buffers.Keys];
        Tensor[] state = [.. parameters.Values, .. buffers.Values];
        Tensor One(Tensor[] a) => FunctionalCall(nets[0], names.Zip(a).ToDictionary(p => p.First, p => p.Second), a[^1]);
        Tensor together = Vmap((Tensor[] a) => [One(a)], [.. names.Select(_ => (int?)0), null])([.. state, x])[0];
        Same.Values(stack(nets.Select(net => net.call(x)).ToArray()).detach(), together.detach());
        together.sum().Backward();
        Same.Values(together.detach().sum([1L]) / parameters["scale"].detach(), parameters["scale"].grad);
        Same.Values(ones(3, 1, dtype: float64), buffers["seen"], name: "each counted one call in its own buffer");
        foreach (Net net in nets)
            net.Dispose();
    }

    [TestMethod]
    public void ModulesThatDifferCanNotBeStacked()
    {
        using var scope = NewDisposeScope();
        using nn.Module a = nn.Linear(2, 3), b = nn.Linear(3, 2), c = nn.Conv1d(1, 1, 1), d = nn.Linear(2, 3, hasBias: false),
            e = nn.Linear(2, 3), f = nn.Linear(2, 3);
        e.eval();
        foreach (Parameter parameter in f.parameters())
            parameter.requires_grad = false;
        foreach (nn.Module other in new[] { b, c, d, e, f })
        {
            Assert.AreEqual("modules", Assert.ThrowsExactly<ArgumentException>(() => StackModuleState([a, other])).ParamName);
            Assert.AreEqual("modules", Assert.ThrowsExactly<ArgumentException>(() => StackModuleState([other, a])).ParamName);
        }
        Assert.ThrowsExactly<ArgumentException>(() => StackModuleState([]));
        Assert.ThrowsExactly<ArgumentNullException>(() => StackModuleState([a, null!]));
    }
}
