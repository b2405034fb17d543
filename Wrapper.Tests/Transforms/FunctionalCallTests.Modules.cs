using TorchBridge.Tests.Tools;
using TorchSharp.Modules;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Modules of TorchSharp, several modules, and stacks of them.</summary>
public sealed partial class FunctionalCallTests
{
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
