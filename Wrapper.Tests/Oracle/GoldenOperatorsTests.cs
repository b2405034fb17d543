using System.Text.Json;
using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Corpus;
using TorchBridge.Oracle.Functions;
using TorchBridge.Oracle.Programs;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Tests.Oracle;

/// <summary>Every value that the oracle gives for the recorded operators is PyTorch's.</summary>
[TestClass]
public sealed class GoldenOperatorsTests
{
    private const double Relative = 1e-9, Absolute = 1e-11;

    /// <summary>Where LibTorch 2.10 is known to differ from the PyTorch 2.6 that made the records, in the record's own words.</summary>
    private static readonly string[] s_otherChoice = ["hardswish/kinks", "atan2/zero"];

    /// <summary>PyTorch has no forward rule here and gives no tangent; the oracle takes two reverse passes instead.</summary>
    private static readonly string[] s_noTangent = ["scatter_reduce_prod/base", "scatter_reduce_prod/zero"];

    private static readonly Dictionary<string, JsonElement> s_golden = Golden().ToDictionary(op => op.GetProperty("name").GetString()!);

    public static IEnumerable<object[]> Operators => s_golden.Values.Select(op => new object[] { op.GetProperty("name").GetString()! });

    [TestMethod]
    [DynamicData(nameof(Operators))]
    public void EqualsPyTorch(string name)
    {
        JsonElement op = s_golden[name];
        foreach (JsonElement golden in op.GetProperty("cases").EnumerateArray())
            Run($"{name}/{golden.GetProperty("case").GetString()}", op.GetProperty("script").GetString()!, golden);
    }

    private static void Run(string id, string script, JsonElement golden)
    {
        JsonElement[] inputs = [.. golden.GetProperty("inputs").EnumerateArray()];
        string[] names = [.. inputs.Select(input => input.GetProperty("name").GetString()!)];
        OracleProgram program = Formula.Parse(string.Join(';', script.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Skip(1)), names);
        string[] with = [.. inputs.Where(input => !input.TryGetProperty("differentiable", out JsonElement flag) || flag.GetBoolean()).Select(input => input.GetProperty("name").GetString()!)];
        var request = new Request
        {
            Program = program,
            Tensors = inputs.ToDictionary(input => input.GetProperty("name").GetString()!, input => TensorJson.Read(input.GetProperty("value"), id)),
            With = with,
            Cotangents = program.Outputs.Zip(golden.GetProperty("cotangents").EnumerateArray()).ToDictionary(pair => pair.First, pair => TensorJson.Read(pair.Second, id)),
            Tangents = with.Zip(golden.GetProperty("tangents").EnumerateArray()).ToDictionary(pair => pair.First, pair => TensorJson.Read(pair.Second, id)),
        };
        Fields output = Evaluator.Evaluate("value", request);
        AssertEqual($"{id} value", program.Outputs, golden.GetProperty("outputs"), output["values"]);
        if (s_otherChoice.Contains(id))
            return;
        if (golden.GetProperty("vjp").ValueKind == JsonValueKind.Array)
            AssertEqual($"{id} vjp", with, golden.GetProperty("vjp"), Evaluator.Evaluate("vjp", request)["vjp"]);
        if (!s_noTangent.Contains(id) && golden.GetProperty("jvp").ValueKind == JsonValueKind.Array)
            AssertEqual($"{id} jvp", program.Outputs, golden.GetProperty("jvp"), Evaluator.Evaluate("jvp", request)["jvp"]);
        if (golden.TryGetProperty("jacobian", out JsonElement jacobian) && jacobian.ValueKind == JsonValueKind.Array)
        {
            var blocks = (Fields)Evaluator.Evaluate("jacobian", request)["jacobian"]!;
            for (int i = 0; i < program.Outputs.Length; i++)
                AssertEqual($"{id} jacobian of {program.Outputs[i]}", with, jacobian[i], blocks[program.Outputs[i]]);
        }
    }

    private static void AssertEqual(string id, string[] names, JsonElement expected, object? actual)
    {
        Assert.AreEqual(names.Length, expected.GetArrayLength(), id);
        for (int i = 0; i < names.Length; i++)
        {
            var found = (TensorValue)((Fields)actual!)[names[i]]!;
            // Python's None for an input that the output does not depend on, and for an output without tangent, is zeros here.
            TensorValue wanted = expected[i].ValueKind == JsonValueKind.Null ? found.With(new double[found.Data.Length]) : TensorJson.Read(expected[i], id);
            Mismatch? mismatch = TensorComparison.Mismatch(wanted, found, new Tolerance(Relative, Absolute), $"{id} {names[i]}");
            Assert.IsNull(mismatch, mismatch?.ToString());
        }
    }

    private static IEnumerable<JsonElement> Golden()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "ops.json")));
        return [.. file.RootElement.GetProperty("ops").EnumerateArray().Select(op => op.Clone())];
    }
}
