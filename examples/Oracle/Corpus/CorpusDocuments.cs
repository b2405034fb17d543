using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Programs;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Corpus;

/// <summary>What stands beside the cases and is made from what the program knows: <c>flags.json</c> and <c>operators.json</c>.</summary>
internal static class CorpusDocuments
{
    private static readonly JsonSerializerOptions s_pretty = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Dictionary<ParameterKind, string> s_kinds = new()
    {
        [ParameterKind.Tensor] = "tensor",
        [ParameterKind.OptionalTensor] = "tensor or null",
        [ParameterKind.TensorOrNumber] = "tensor or number",
        [ParameterKind.TensorList] = "tensors",
        [ParameterKind.OptionalTensorList] = "tensors",
        [ParameterKind.Float] = "number",
        [ParameterKind.Int] = "integer",
        [ParameterKind.IntList] = "integers",
        [ParameterKind.Bool] = "boolean",
        [ParameterKind.Choice] = "choice",
    };

    public static string Flags => JsonSerializer.Serialize(Flag.All.ToDictionary(flag => flag.Name, flag =>
        new { description = flag.Description, hint = flag.Hint, values = flag.IsOfValues }), s_pretty) + "\n";

    /// <summary>An operator a line, by name.</summary>
    public static string Operators =>
        "{\n" + string.Join(",\n", OperatorTable.Names.Order(StringComparer.Ordinal)
            .Select(name => $"{JsonSerializer.Serialize(name)}:{JsonText.Line(json => WriteForms(json, name))}")) + "\n}\n";

    public static IEnumerable<(string File, string Text)> All => [("flags.json", Flags), ("operators.json", Operators)];

    public static void Write(string folder)
    {
        foreach ((string file, string text) in All)
            File.WriteAllText(Path.Combine(folder, file), text, new UTF8Encoding(false));
    }

    private static void WriteForms(Utf8JsonWriter json, string name)
    {
        json.WriteStartArray();
        foreach (Operator form in OperatorTable.Find(name)!)
            WriteForm(json, form);
        json.WriteEndArray();
    }

    private static void WriteForm(Utf8JsonWriter json, Operator form)
    {
        json.WriteStartObject();
        json.WriteString("category", form.Category);
        json.WriteStartArray("parameters");
        foreach (Parameter parameter in form.Parameters)
            WriteParameter(json, parameter);
        json.WriteEndArray();
        if (form.Results == 0)
            json.WriteString("outputs", "list");
        else
            json.WriteNumber("outputs", form.Results);
        if (form.IsInPlace)
            json.WriteBoolean("in_place", true);
        if (form.IsConstant)
            json.WriteBoolean("constant", true);
        json.WriteEndObject();
    }

    private static void WriteParameter(Utf8JsonWriter json, Parameter parameter)
    {
        json.WriteStartObject();
        json.WriteString("name", parameter.Name);
        json.WriteString("kind", s_kinds[parameter.Kind]);
        if (parameter.Kind == ParameterKind.Choice)
        {
            bool numbers = parameter.Choices.All(choice => int.TryParse(choice, out _));
            json.WriteStartArray("choices");
            foreach (string choice in parameter.Choices)
                json.WriteRawValue(numbers ? choice : $"\"{choice}\"");
            json.WriteEndArray();
        }
        if (parameter.Default is { } value)
        {
            json.WritePropertyName("default");
            json.WriteRawValue(value switch { "None" => "null", "True" => "true", "False" => "false", _ => value });
        }
        json.WriteEndObject();
    }
}
