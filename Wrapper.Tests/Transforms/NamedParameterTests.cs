using System.Runtime.InteropServices;
using TorchBridge.Tests.Tools;
using TorchSharp;
using TorchSharp.Modules;
using static TorchBridge.Transforms;
using static TorchSharp.torch;
using Named = System.Collections.Generic.IReadOnlyDictionary<string, TorchSharp.torch.Tensor>;

namespace TorchBridge.Tests;

/// <summary>FunctionalCall of modules of any kind, called in any way.</summary>
[TestClass]
public sealed partial class NamedParameterTests
{
    private DisposeScope? _scope;

    /// <summary>A module's own tensors outlive its Dispose in TorchSharp, so that tests with modules do not count tensors.</summary>
    [TestInitialize]
    public void Begin() => _scope = NewDisposeScope();

    [TestCleanup]
    public void End() => _scope!.Dispose();

    [TestMethod]
    public void ACallLeavesNothingBehind()
    {
        using Sequential net = nn.Sequential(("table", nn.Embedding(5, 2)), ("out", nn.Linear(2, 1)));
        Dictionary<string, Tensor> given = net.named_parameters().ToDetachedDictionary();
        Tensor ids = tensor([0L, 3]);
        Func<Named, Tensor, Named> perSample = Vmap(Grad((Named p, Tensor id) => FunctionalCall(net, p, m => m.call(id)).sum()), (null, 0));
        Leak.AssertNone("per-sample gradients of a module", 200, () =>
        {
            foreach (Tensor gradient in perSample(given, ids).Values)
                gradient.Dispose();
        }, 4 * Leak.Megabyte);
    }

    private static Tensor Random(params long[] shape) => rand(shape, dtype: float64);

    private static Dictionary<string, Tensor> Doubled(nn.Module module) =>
        module.named_parameters().ToDictionary(p => p.name, p => p.parameter.detach() * 2);

    [TestMethod]
    public void AModuleOfTwoInputs()
    {
        using Bilinear bilinear = nn.Bilinear(2, 3, 2, dtype: float64);
        Dictionary<string, Tensor> own = bilinear.named_parameters().ToDetachedDictionary();
        Tensor a = Random(4, 2), b = Random(4, 3);
        Tensor expected = bilinear.call(a, b).detach();
        Same.Values(expected, FunctionalCall(bilinear, own, m => m.call(a, b)));
        Same.Values(expected * 2, FunctionalCall(bilinear, Doubled(bilinear), m => m.call(a, b)));
        Named perSample = Vmap(Grad((Named p, Tensor u, Tensor v) => FunctionalCall(bilinear, p, m => m.call(u, v)).sum()), (null, 0, 0))(
            own, a, b);
        Same.Values(a.unsqueeze(1).unsqueeze(3) * b.unsqueeze(1).unsqueeze(1).expand(4, 2, 2, 3), perSample["weight"]);
        Same.Values(expected, bilinear.call(a, b).detach());
    }

    [TestMethod]
    public void SeveralDictionariesAndNoNameTwice()
    {
        using BatchNorm1d norm = nn.BatchNorm1d(3, dtype: float64);
        norm.eval();
        Tensor x = Random(4, 3);
        Dictionary<string, Tensor> parameters = Doubled(norm);
        Dictionary<string, Tensor> buffers = norm.named_buffers().ToDetachedDictionary();
        buffers["running_mean"] = ones(3, float64);
        Tensor expected = (x - 1) / Math.Sqrt(1 + 1e-5) * 2;
        Same.Values(expected, FunctionalCall(norm, [parameters, buffers], x, strict: true).detach());
        Same.Values(expected, FunctionalCall(norm, [parameters, buffers], m => m.call(x)).detach());
        var twice = Assert.ThrowsExactly<ArgumentException>(() => FunctionalCall(norm, [parameters, parameters], x));
        StringAssert.Contains(twice.Message, "functional_call got multiple values for keys weight, ensure that the keys are unique");
    }

    private sealed class Tied : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter _a = new(ones(2, dtype: float64)), _b;

        public Tied() : base(nameof(Tied))
        {
            _b = _a;
            register_parameter("a", _a);
            register_parameter("b", _b);
        }

        public override Tensor forward(Tensor input) => input * _a + _b;
    }

    [TestMethod]
    public void OneOfTwoTiedWeightsIsEnoughAndTwoDifferentOnesAreAnError()
    {
        using var tied = new Tied();
        Tensor x = Random(2), w = Random(2);
        Same.Values(x * w + w, FunctionalCall(tied, new Dictionary<string, Tensor> { ["a"] = w }, x));
        Same.Values(x * w + w, FunctionalCall(tied, new Dictionary<string, Tensor> { ["b"] = w }, x, strict: true));
        Same.Values(x * w + w, FunctionalCall(tied, new Dictionary<string, Tensor> { ["a"] = w, ["b"] = w }, x));
        Same.Values(x + 1, Grad((Tensor v) => FunctionalCall(tied, new Dictionary<string, Tensor> { ["a"] = v }, x).sum())(w));
        var error = Assert.ThrowsExactly<ArgumentException>(() =>
            FunctionalCall(tied, new Dictionary<string, Tensor> { ["a"] = w, ["b"] = w * 2 }, x));
        StringAssert.Contains(error.Message, "which are tied");
    }

    /// <summary>The first exchange must not change what the second one reads.</summary>
    [TestMethod]
    public void AModulesOwnParametersMaySwapPlaces()
    {
        using Sequential net = nn.Sequential(("a", nn.Linear(2, 2, dtype: float64)), ("b", nn.Linear(2, 2, dtype: float64)));
        Dictionary<string, Tensor> own = net.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter);
        Tensor x = Random(3, 2);
        Dictionary<string, Tensor> copies = own.ToDictionary(p => p.Key, p => p.Value.detach().clone());
        Dictionary<string, Tensor> Swapped(Dictionary<string, Tensor> p) => new()
        {
            ["a.weight"] = p["b.weight"],
            ["b.weight"] = p["a.weight"],
            ["a.bias"] = p["b.bias"],
            ["b.bias"] = p["a.bias"],
        };
        Same.Values(FunctionalCall(net, Swapped(copies), x), FunctionalCall(net, Swapped(own), x).detach());
        foreach ((string name, Tensor value) in copies)
            Same.Values(value, own[name].detach());
    }

    [TestMethod]
    public void AnEmbeddingUsesTheTableThatItIsGiven()
    {
        using Sequential net = nn.Sequential(("table", nn.Embedding(5, 2, dtype: float64)), ("out", nn.Linear(2, 1, dtype: float64)));
        Tensor ids = tensor([0L, 3, 3]);
        Tensor own = net.call(ids).detach();
        Dictionary<string, Tensor> given = net.named_parameters().ToDetachedDictionary();
        nint[] handles = [.. net.parameters().Select(p => p.Handle)];
        given["table.weight"] = Random(5, 2);
        Tensor expected = nn.functional.linear(given["table.weight"][ids], given["out.weight"], given["out.bias"]);
        Same.Values(expected, FunctionalCall(net, given, ids));
        Tensor gradient = Grad((Tensor w) => FunctionalCall(net, With(given, "table.weight", w), ids).square().sum())(
            given["table.weight"]);
        Same.Values(Grad((Tensor w) => nn.functional.linear(w[ids], given["out.weight"], given["out.bias"]).square().sum())(
            given["table.weight"]), gradient);
        Named perSample = Vmap(Grad((Named p, Tensor id) => FunctionalCall(net, p, id).sum()), (null, 0))(given, ids);
        CollectionAssert.AreEqual(new long[] { 3, 5, 2 }, perSample["table.weight"].shape);
        Same.Values(given["out.weight"][0], perSample["table.weight"][1, 3]);
        Func<Sequential, Tensor> thrower = _ => throw new TimeoutException();
        Assert.ThrowsExactly<TimeoutException>(() => FunctionalCall(net, given, thrower));
        Same.Values(own, net.call(ids).detach());
        CollectionAssert.AreEqual(handles, net.parameters().Select(p => p.Handle).ToArray());
        net.call(ids).sum().Backward();
        Assert.IsNotNull(net.parameters().First().grad);
        foreach (Parameter parameter in net.parameters())
            parameter.grad = null;
    }

    [TestMethod]
    public void CellsUseTheWeightsThatTheyAreGiven()
    {
        using LSTMCell lstm = nn.LSTMCell(3, 2, dtype: float64);
        using GRUCell gru = nn.GRUCell(3, 2, dtype: float64);
        using RNNCell rnn = nn.RNNCell(3, 2, dtype: float64);
        Tensor x = Random(4, 3), h = zeros(4, 2, float64);
        AssertUses(lstm, m => m.call(x, (h, h)).Item1);
        AssertUses(gru, m => m.call(x, h));
        AssertUses(rnn, m => m.call(x, h));

        static void AssertUses<T>(T module, Func<T, Tensor> call) where T : nn.Module
        {
            Tensor own = call(module).detach();
            Dictionary<string, Tensor> given = Doubled(module);
            Tensor[] at = [.. given.Values];
            string[] names = [.. given.Keys];
            Tensor Of(Tensor[] a) => FunctionalCall(module, names.Zip(a).ToDictionary(p => p.First, p => p.Second), call).sum();
            Assert.IsGreaterThan(1e-3, (FunctionalCall(module, given, call) - own).abs().max().item<double>());
            Same.Values([.. Numeric.Jacobian(a => [Of(a)], at)[0]], Grad(Of, [.. Enumerable.Range(0, at.Length)])(at), 1e-6);
            Same.Values(own, call(module).detach());
        }
    }

    /// <summary>LibTorch has no batching rule for it. The message names operations that have one.</summary>
    [TestMethod]
    public void ALstmCellInVmapIsRefusedAndTheRemedyWorks()
    {
        using LSTMCell cell = nn.LSTMCell(3, 2, dtype: float64);
        Tensor zero = zeros(2, float64);
        var refused = Assert.ThrowsExactly<ExternalException>(() => Vmap(row => cell.call(row, (zero, zero)).Item1)(Random(4, 3)));
        StringAssert.StartsWith(refused.Message, "Vmap: Batching rule not implemented for aten::lstm_cell");
        StringAssert.EndsWith(refused.Message, "then c = sigmoid(f) * c + sigmoid(i) * tanh(g) and h = sigmoid(o) * tanh(c).");

        Tensor x = Random(4, 3), h = Random(4, 2), c = Random(4, 2);
        (Tensor nextH, Tensor nextC) = cell.call(x, (h, c));
        Tensor[] mapped = Vmap(Remedy)([x, h, c]);
        Same.Values([nextH.detach(), nextC.detach()], [mapped[0].detach(), mapped[1].detach()]);

        Tensor[] Remedy(Tensor[] at)
        {
            Tensor gates = nn.functional.linear(at[0], cell.weight_ih!, cell.bias_ih)
                + nn.functional.linear(at[1], cell.weight_hh!, cell.bias_hh);
            Tensor[] parts = gates.chunk(4, -1);
            Tensor next = parts[1].sigmoid() * at[2] + parts[0].sigmoid() * parts[2].tanh();
            return [parts[3].sigmoid() * next.tanh(), next];
        }
    }

    [TestMethod]
    public void ADictionaryOfDetachedParameters()
    {
        using Linear linear = nn.Linear(3, 2);
        Dictionary<string, Tensor> parameters = linear.named_parameters().ToDetachedDictionary();
        CollectionAssert.AreEqual(new[] { "weight", "bias" }, parameters.Keys.ToArray());
        Assert.IsFalse(parameters.Values.Any(tensor => tensor.requires_grad));
        Same.Values(linear.weight.detach(), parameters["weight"]);
        Tensor bias = parameters["bias"];
        Assert.ThrowsExactly<ArgumentException>(() => new[] { ("a", bias), ("a", bias) }.ToDetachedDictionary());
    }

    private static Dictionary<string, Tensor> With(Dictionary<string, Tensor> given, string name, Tensor tensor) =>
        new(given) { [name] = tensor };
}
