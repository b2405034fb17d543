using System.Text.Json;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>One of the <c>functions</c> of functional.json, with its inputs and PyTorch's results.</summary>
internal sealed class FunctionalData
{
    // Rounding of sums in another order. LibTorch 2.10 also rounds a few functions in another way than 2.6.
    private static readonly Tolerance s_tolerance = new(1e-11, 1e-13, Single: 2e-6);

    private static readonly Dictionary<string, JsonElement> s_functions = GoldenFile.Read("functional", "functions", "id");
    private readonly JsonElement _golden;
    private readonly ScriptFunction _script;

    public FunctionalData(string id)
    {
        _golden = s_functions[id];
        _script = new ScriptFunction(_golden.GetProperty("script").GetString()!);
        Inputs = [.. _golden.GetProperty("inputs").EnumerateArray().Select(input => GoldenTensor.Read(input.GetProperty("value")))];
        Outputs = _golden.GetProperty("outputs").GetArrayLength();
    }

    public static IEnumerable<string> Ids => s_functions.Keys;

    /// <summary>The functions with an output of one element, whose second derivatives are recorded.</summary>
    public static IEnumerable<string> Scalars => s_functions.Where(f => f.Value.TryGetProperty("hessian", out _)).Select(f => f.Key);

    public Tensor[] Inputs { get; }

    public int Outputs { get; }

    public bool IsSingle => Inputs.Length == 1 && Outputs == 1;

    public Tensor[] Call(Tensor[] inputs) => _script.Call(inputs);

    public Tensor One(Tensor[] inputs) => _script.Call(inputs).Single();

    public Tensor One(Tensor input) => One([input]);

    /// <summary>The vectors of a product.</summary>
    public Tensor[] V(string product) => [.. GoldenTensor.ReadList(_golden.GetProperty(product).GetProperty("v")).Select(v => v!)];

    public void AssertOutputs(params Tensor[] actual) => AssertList("outputs", _golden.GetProperty("outputs"), actual);

    public void AssertProduct(string product, params Tensor[] actual) =>
        AssertList(product, _golden.GetProperty(product).GetProperty("result"), actual);

    /// <summary>A nested list: <c>jacobian</c> [output][input], <c>hessian</c> [input][input].</summary>
    public void AssertMatrix(string name, Tensor[][] actual)
    {
        JsonElement expected = _golden.GetProperty(name);
        Assert.HasCount(expected.GetArrayLength(), actual, name);
        for (int i = 0; i < actual.Length; i++)
            AssertList($"{name}[{i}]", expected[i], actual[i]);
    }

    private static void AssertList(string name, JsonElement expected, Tensor[] actual)
    {
        Assert.IsFalse(actual.Any(tensor => tensor.requires_grad), $"{name}: requires_grad");
        GoldenTensor.AssertEqual(name, expected, actual, s_tolerance);
    }
}
