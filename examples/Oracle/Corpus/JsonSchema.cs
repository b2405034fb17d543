using System.Text.Json;
using System.Text.RegularExpressions;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Corpus;

/// <summary>The part of JSON Schema that <c>schema.json</c> uses; a keyword that is not of that part is an error, not ignored.</summary>
internal sealed class JsonSchema(JsonElement root)
{
    private static readonly string[] s_silent = ["$schema", "$defs", "title", "description"];

    /// <summary>What does not fit, or null.</summary>
    public string? Check(JsonElement value) => Check(root, value, "");

    private string? Check(JsonElement schema, JsonElement value, string path)
    {
        foreach (JsonProperty rule in schema.EnumerateObject())
            if (Check(schema, rule, value, path) is { } wrong)
                return wrong;
        return null;
    }

    private string? Check(JsonElement schema, JsonProperty rule, JsonElement value, string path) => rule.Name switch
    {
        "$ref" => Check(Resolve(rule.Value.GetString()!), value, path),
        "type" => TypeOf(value) == rule.Value.GetString() ? null : $"{path} is of type {TypeOf(value)}, not {rule.Value}",
        "enum" => rule.Value.EnumerateArray().Any(each => JsonElement.DeepEquals(each, value)) ? null : $"{path} is none of {rule.Value.GetRawText()}",
        "pattern" => Regex.IsMatch(value.GetString()!, rule.Value.GetString()!) ? null : $"{path} does not look like {rule.Value}",
        "required" => rule.Value.EnumerateArray().FirstOrDefault(name => !value.TryGetProperty(name.GetString()!, out _)) is { ValueKind: JsonValueKind.String } missing ? $"{path} has no {missing}" : null,
        "properties" => First(rule.Value.EnumerateObject(), property => value.TryGetProperty(property.Name, out JsonElement part) ? Check(property.Value, part, $"{path}.{property.Name}") : null),
        "additionalProperties" => First(value.EnumerateObject().Where(part => !schema.TryGetProperty("properties", out JsonElement known) || !known.TryGetProperty(part.Name, out _)),
            part => rule.Value.ValueKind == JsonValueKind.False ? $"{path} has an unknown field {part.Name}" : Check(rule.Value, part.Value, $"{path}.{part.Name}")),
        "items" => First(value.EnumerateArray().Select((part, i) => (part, i)), each => Check(rule.Value, each.part, $"{path}[{each.i}]")),
        "minItems" => value.GetArrayLength() >= rule.Value.GetInt32() ? null : $"{path} has too few elements",
        "maxItems" => value.GetArrayLength() <= rule.Value.GetInt32() ? null : $"{path} has too many elements",
        "anyOf" => rule.Value.EnumerateArray().Any(option => Check(option, value, path) is null) ? null : $"{path} fits none of the forms it may have",
        _ => s_silent.Contains(rule.Name) ? null : throw new OracleException(ErrorCode.InvalidRequest, $"the schema has a keyword {rule.Name} that is not known here"),
    };

    private static string? First<T>(IEnumerable<T> parts, Func<T, string?> check) => parts.Select(check).FirstOrDefault(wrong => wrong is not null);

    private JsonElement Resolve(string reference)
    {
        JsonElement at = root;
        foreach (string part in reference.Split('/').Skip(1))
            at = at.GetProperty(part);
        return at;
    }

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.Null => "null",
        _ => "boolean",
    };
}
