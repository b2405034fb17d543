using System.Text.Json;

namespace TorchBridge.Tests.GradBenchTool;

/// <summary>Requests of GradBench with answers that were computed without this library: by numpy, with complex steps.</summary>
internal sealed record GoldenRequest(string Module, string Function, string Input, JsonElement Output)
{
    public static IReadOnlyList<GoldenRequest> All { get; } =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Golden", "gradbench.jsonl")).Select(Read)];

    public static string[] Modules { get; } = [.. All.Select(request => request.Module).Distinct()];

    /// <summary>Takes many seconds: tens of thousands of steps, one after the other.</summary>
    public bool IsLong => Module is "particle" or "saddle";

    public string Message(int id) => Evaluate(id, Module, Function, Input);

    public static string Evaluate(int id, string module, string function, string input) =>
        $$"""{"id": {{id}}, "kind": "evaluate", "module": "{{module}}", "function": "{{function}}", "input": {{input}}}""";

    /// <summary>Asserts that an answer is right: the same fields, and each close to the expected one, measured by its largest number.</summary>
    public void AssertAnswer(JsonElement answer, double tolerance = 1e-9)
    {
        Assert.IsTrue(answer.GetProperty("success").GetBoolean(), answer.ToString());
        JsonElement output = answer.GetProperty("output");
        if (Output.ValueKind != JsonValueKind.Object)
        {
            AssertField(Output, output, tolerance);
            return;
        }
        CollectionAssert.AreEquivalent(Names(Output), Names(output));
        foreach (JsonProperty field in Output.EnumerateObject())
            AssertField(field.Value, output.GetProperty(field.Name), tolerance);
    }

    private static GoldenRequest Read(string line)
    {
        using var json = JsonDocument.Parse(line);
        JsonElement request = json.RootElement.Clone();
        return new(request.GetProperty("module").GetString()!, request.GetProperty("function").GetString()!,
            request.GetProperty("input").GetRawText(), request.GetProperty("output"));
    }

    private void AssertField(JsonElement expected, JsonElement actual, double tolerance)
    {
        Assert.AreEqual(Shape(expected), Shape(actual), $"{Module}::{Function}");
        double[] wanted = [.. Leaves(expected)], found = [.. Leaves(actual)];
        double scale = wanted.Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (int i = 0; i < wanted.Length; i++)
            Assert.AreEqual(wanted[i], found[i], tolerance * (scale > 0 ? scale : 1), $"{Module}::{Function}, number {i}");
    }

    private static string[] Names(JsonElement json) => [.. json.EnumerateObject().Select(field => field.Name)];

    private static string Shape(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => $"[{string.Join(",", json.EnumerateArray().Select(Shape))}]",
        JsonValueKind.Object => $"{{{string.Join(",", json.EnumerateObject().Select(field => field.Name + Shape(field.Value)))}}}",
        JsonValueKind.Number => "n",
        _ => json.ValueKind.ToString(),
    };

    private static IEnumerable<double> Leaves(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Leaves),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(field => Leaves(field.Value)),
        _ => [json.GetDouble()],
    };
}
