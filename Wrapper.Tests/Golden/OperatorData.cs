using System.Text.Json;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>A case of ops.json: one of LibTorch's operators at given inputs, as a function of the inputs that have gradients.</summary>
internal sealed class OperatorData
{
    // Rounding of float64: sums in another order, and functions that 2.10 rounds otherwise than the recorded 2.6.
    public const double Relative = 1e-11, Absolute = 1e-12;

    private static readonly Dictionary<string, JsonElement> s_operators = GoldenFile.Read("ops", "ops", "name");

    private readonly string _name;
    private readonly ScriptFunction _script;
    private readonly JsonElement _golden;
    private readonly Tensor[] _all;
    private readonly bool[] _differentiable;

    private OperatorData(string name, JsonElement golden)
    {
        _name = name;
        _golden = golden;
        _script = new ScriptFunction(s_operators[name].GetProperty("script").GetString()!);
        JsonElement[] inputs = [.. golden.GetProperty("inputs").EnumerateArray()];
        _all = [.. inputs.Select(input => GoldenTensor.Read(input.GetProperty("value")))];
        _differentiable = [.. inputs.Select(input => !input.TryGetProperty("differentiable", out JsonElement flag) || flag.GetBoolean())];
        Inputs = [.. _all.Where((_, i) => _differentiable[i])];
    }

    public static IEnumerable<string> Names => s_operators.Keys;

    public static int CaseCount => s_operators.Values.Sum(op => op.GetProperty("cases").GetArrayLength());

    public static IEnumerable<string> GradChecked => Names.Where(name => s_operators[name].GetProperty("gradcheck").GetBoolean());

    public string Case => _golden.GetProperty("case").GetString()!;

    public Tensor[] Inputs { get; }

    public Tensor[] Cotangents => [.. GoldenTensor.ReadList(_golden.GetProperty("cotangents")).Select(v => v!)];

    public Tensor[] Tangents => [.. GoldenTensor.ReadList(_golden.GetProperty("tangents")).Select(v => v!)];

    public bool HasJacobian => _golden.TryGetProperty("jacobian", out _);

    /// <summary>Whether forward mode has a tangent for each output.</summary>
    public bool HasJvp => _golden.GetProperty("jvp") is { ValueKind: JsonValueKind.Array } list
        && list.EnumerateArray().All(v => v.ValueKind != JsonValueKind.Null);

    /// <summary>The error of PyTorch 2.6 for the jvp; null if it computed one.</summary>
    public string? JvpError => _golden.TryGetProperty("jvp_error", out JsonElement error) ? error.GetString() : null;

    public string? VjpError => _golden.TryGetProperty("vjp_error", out JsonElement error) ? error.GetString() : null;

    public static IEnumerable<OperatorData> Cases(string name) => s_operators[name].GetProperty("cases").EnumerateArray()
        .Select(golden => new OperatorData(name, golden));

    public static OperatorData Base(string name) => Cases(name).First();

    public Tensor[] Call(Tensor[] inputs)
    {
        int next = 0;
        return _script.Call([.. _all.Select((constant, i) => _differentiable[i] ? inputs[next++] : constant)]);
    }

    public void AssertOutputs(IReadOnlyList<Tensor?> actual) => AssertList("outputs", actual, nullAsZero: false);

    public void AssertVjp(IReadOnlyList<Tensor?> actual) => AssertList("vjp", actual, nullAsZero: true);

    public void AssertJvp(IReadOnlyList<Tensor?> actual) => AssertList("jvp", actual, nullAsZero: false);

    /// <summary>The tangents of dual outputs; null for an output without a tangent.</summary>
    public void AssertTangents(IReadOnlyList<Tensor?> actual) => AssertList("jvp", actual, nullAsZero: false);

    public void AssertJacobian(string way, Tensor[][] actual)
    {
        JsonElement expected = _golden.GetProperty("jacobian");
        Assert.HasCount(expected.GetArrayLength(), actual);
        for (int i = 0; i < actual.Length; i++)
            AssertList($"{way}: jacobian[{i}]", expected[i], actual[i], nullAsZero: true);
    }

    private void AssertList(string name, IReadOnlyList<Tensor?> actual, bool nullAsZero)
    {
        JsonElement expected = _golden.GetProperty(name);
        if (LeftOut.Since26.TryGetValue($"{_name} {Case} {name}", out string? newer))
        {
            StringAssert.Contains(_golden.GetProperty("note").GetString(), "libtorch 2.10");
            using var document = JsonDocument.Parse(newer);
            expected = document.RootElement.Clone();
        }
        AssertList(name, expected, actual, nullAsZero);
    }

    private void AssertList(string name, JsonElement expected, IReadOnlyList<Tensor?> actual, bool nullAsZero) =>
        GoldenTensor.AssertEqual($"{Case}: {name}", expected, actual, new(Relative, Absolute), nullAsZero);
}
