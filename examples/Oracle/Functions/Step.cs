using System.Text.Json;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Functions;

/// <summary>
/// A step of the function <c>backward</c>: <c>{"do": "forward"}</c>, <c>{"do": "backward", "outputs": […], "gradients": [T or null…],
/// "retain_graph": …, "create_graph": …, "inputs": […]}</c>, <c>{"do": "zero_grad", "set_to_none": …}</c> or <c>{"do": "grad", "of": […]}</c>.
/// </summary>
internal sealed record Step(string Do)
{
    private const int MaxSteps = 1000;

    private static readonly Dictionary<string, string[]> s_fields = new()
    {
        ["forward"] = [],
        ["backward"] = ["outputs", "gradients", "retain_graph", "create_graph", "inputs"],
        ["zero_grad"] = ["set_to_none"],
        ["grad"] = ["of"],
    };

    /// <summary>backward: the outputs, all of the program's when not given.</summary>
    public string[]? Outputs { get; init; }

    /// <summary>backward: one for each output; null where none is given.</summary>
    public TensorValue?[]? Gradients { get; init; }

    public bool? RetainGraph { get; init; }

    public bool CreateGraph { get; init; }

    /// <summary>backward: where to accumulate, every leaf when not given.</summary>
    public string[]? Inputs { get; init; }

    public bool SetToNone { get; init; } = true;

    /// <summary>grad: whose <c>.grad</c> to read, that of all inputs to differentiate in when not given.</summary>
    public string[]? Of { get; init; }

    public static Step[] ReadAll(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Array)
            throw Bad("steps must be a list of objects");
        if (json.GetArrayLength() > MaxSteps)
            throw new OracleException(ErrorCode.TooLarge, $"there are {json.GetArrayLength()} steps; at most {MaxSteps} are allowed");
        return [.. json.EnumerateArray().Select(Read)];
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("do", Do);
        WriteNames(json, "outputs", Outputs);
        if (Gradients is not null)
        {
            json.WriteStartArray("gradients");
            foreach (TensorValue? gradient in Gradients)
            {
                if (gradient is null)
                    json.WriteNullValue();
                else
                    TensorJson.Write(json, gradient);
            }
            json.WriteEndArray();
        }
        if (RetainGraph is { } retain)
            json.WriteBoolean("retain_graph", retain);
        if (CreateGraph)
            json.WriteBoolean("create_graph", true);
        WriteNames(json, "inputs", Inputs);
        if (!SetToNone)
            json.WriteBoolean("set_to_none", false);
        WriteNames(json, "of", Of);
        json.WriteEndObject();
    }

    private static Step Read(JsonElement json)
    {
        if (json.Text("do") is not { } what || !s_fields.TryGetValue(what, out string[]? fields))
            throw Bad($"a step must be an object whose \"do\" is one of {string.Join(", ", s_fields.Keys)}");
        foreach (JsonProperty property in json.EnumerateObject())
            if (property.Name != "do" && !fields.Contains(property.Name))
                throw Bad($"a step {what} has no field {JsonText.Quote(property.Name)}");
        return new Step(what)
        {
            Outputs = Names(json, "outputs"),
            Gradients = !json.TryGetProperty("gradients", out JsonElement gradients) ? null
                : gradients.ValueKind != JsonValueKind.Array ? throw Bad("gradients must be a list of tensors and nulls")
                : [.. gradients.EnumerateArray().Select((each, i) => each.ValueKind == JsonValueKind.Null ? null : TensorJson.Read(each, $"gradients[{i}]"))],
            RetainGraph = Truth(json, "retain_graph"),
            CreateGraph = Truth(json, "create_graph") ?? false,
            Inputs = Names(json, "inputs"),
            SetToNone = Truth(json, "set_to_none") ?? true,
            Of = Names(json, "of"),
        };
    }

    private static string[]? Names(JsonElement json, string field) =>
        !json.TryGetProperty(field, out JsonElement names) ? null
        : names.ValueKind != JsonValueKind.Array || names.EnumerateArray().Any(name => name.ValueKind != JsonValueKind.String) ? throw Bad($"{field} must be a list of names")
        : [.. names.EnumerateArray().Select(name => name.GetString()!)];

    private static bool? Truth(JsonElement json, string field) =>
        !json.TryGetProperty(field, out JsonElement value) ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Bad($"{field} must be true or false");

    private static void WriteNames(Utf8JsonWriter json, string field, string[]? names)
    {
        if (names is null)
            return;
        json.WriteStartArray(field);
        foreach (string name in names)
            json.WriteStringValue(name);
        json.WriteEndArray();
    }

    private static OracleException Bad(string message) => new(ErrorCode.InvalidRequest, message);
}
