using System.Text.Json;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Programs;

/// <summary>Programs as JSON: <c>{"inputs": […], "nodes": [[result, op, [arguments], {attributes}?]…], "outputs": […]}</c>.</summary>
internal static class ProgramJson
{
    public static OracleProgram Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw Bad("a program is an object with inputs, nodes and outputs");
        foreach (JsonProperty property in json.EnumerateObject())
            if (property.Name is not ("inputs" or "nodes" or "outputs"))
                throw Bad($"a program has no field {JsonText.Quote(property.Name)}; it has inputs, nodes and outputs");
        if (!json.TryGetProperty("nodes", out JsonElement nodes) || nodes.ValueKind != JsonValueKind.Array)
            throw Bad("a program needs a list of nodes");
        return new OracleProgram(Names(json, "inputs"), [.. nodes.EnumerateArray().Select(ReadNode)], Names(json, "outputs"));
    }

    public static void Write(Utf8JsonWriter json, OracleProgram program)
    {
        json.WriteStartObject();
        WriteNames(json, "inputs", program.Inputs);
        json.WriteStartArray("nodes");
        foreach (Node node in program.Nodes)
            WriteNode(json, node);
        json.WriteEndArray();
        WriteNames(json, "outputs", program.Outputs);
        json.WriteEndObject();
    }

    private static string[] Names(JsonElement json, string field)
    {
        if (!json.TryGetProperty(field, out JsonElement names) || names.ValueKind != JsonValueKind.Array)
            throw Bad($"a program needs a list of {field}");
        return [.. names.EnumerateArray().Select(name => name.ValueKind == JsonValueKind.String ? name.GetString()! : throw Bad($"the {field} of a program are names"))];
    }

    private static Node ReadNode(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() is < 3 or > 4)
            throw Bad("a node is a list [result, op, [arguments]] or [result, op, [arguments], {attributes}]");
        if (json[1].ValueKind != JsonValueKind.String)
            throw Bad("the second part of a node is the name of an operator");
        if (json[2].ValueKind != JsonValueKind.Array)
            throw Bad("the third part of a node is a list of arguments");
        string[] results = json[0].ValueKind switch
        {
            JsonValueKind.String => [json[0].GetString()!],
            JsonValueKind.Array when json[0].EnumerateArray().All(name => name.ValueKind == JsonValueKind.String) => [.. json[0].EnumerateArray().Select(name => name.GetString()!)],
            _ => throw Bad("the first part of a node is the name of its result, or a list of names"),
        };
        return new Node(results, json[1].GetString()!, [.. json[2].EnumerateArray().Select(ReadArgument)], ReadAttributes(json));
    }

    private static Argument ReadArgument(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => new Argument(json.GetString(), null),
        JsonValueKind.Number => new Argument(null, json.GetDouble()),
        JsonValueKind.Null => default,
        _ => throw Bad("an argument of a node is a name, a number, or null where nothing is given"),
    };

    private static Dictionary<string, AttributeValue> ReadAttributes(JsonElement node)
    {
        var attributes = new Dictionary<string, AttributeValue>(StringComparer.Ordinal);
        if (node.GetArrayLength() < 4)
            return attributes;
        if (node[3].ValueKind != JsonValueKind.Object)
            throw Bad("the fourth part of a node is an object of attributes");
        foreach (JsonProperty property in node[3].EnumerateObject())
            attributes[property.Name] = property.Value.ValueKind switch
            {
                JsonValueKind.Number => new(property.Value.GetDouble(), null, null, null),
                JsonValueKind.True or JsonValueKind.False => new(null, property.Value.GetBoolean(), null, null),
                JsonValueKind.String when JsonText.Named(property.Value) is { } number => new(number, null, null, null),
                JsonValueKind.String => new(null, null, property.Value.GetString(), null),
                JsonValueKind.Array when property.Value.EnumerateArray().All(each => each.ValueKind == JsonValueKind.Number) =>
                    new(null, null, null, [.. property.Value.EnumerateArray().Select(each => each.GetDouble())]),
                JsonValueKind.Null => default,
                _ => throw Bad($"attribute {JsonText.Quote(property.Name)} is not a number, a string, true, false, null, or a list of numbers"),
            };
        return attributes;
    }

    private static void WriteNode(Utf8JsonWriter json, Node node)
    {
        json.WriteStartArray();
        if (node.Results.Length == 1)
            json.WriteStringValue(node.Results[0]);
        else
        {
            json.WriteStartArray();
            foreach (string result in node.Results)
                json.WriteStringValue(result);
            json.WriteEndArray();
        }
        json.WriteStringValue(node.Operator);
        json.WriteStartArray();
        foreach (Argument argument in node.Arguments)
        {
            if (argument.Name is { } name)
                json.WriteStringValue(name);
            else if (argument.Number is { } number)
                json.WriteNumberValue(number);
            else
                json.WriteNullValue();
        }
        json.WriteEndArray();
        if (node.Attributes.Count > 0)
        {
            json.WriteStartObject();
            foreach ((string name, AttributeValue value) in node.Attributes)
                WriteAttribute(json, name, value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteAttribute(Utf8JsonWriter json, string name, AttributeValue value)
    {
        json.WritePropertyName(name);
        if (value.Number is { } number)
        {
            if (double.IsFinite(number))
                json.WriteNumberValue(number);
            else
                json.WriteStringValue(double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
        }
        else if (value.Truth is { } truth)
            json.WriteBooleanValue(truth);
        else if (value.Text is { } text)
            json.WriteStringValue(text);
        else if (value.List is { } list)
        {
            json.WriteStartArray();
            foreach (double each in list)
                json.WriteNumberValue(each);
            json.WriteEndArray();
        }
        else
            json.WriteNullValue();
    }

    private static void WriteNames(Utf8JsonWriter json, string field, string[] names)
    {
        json.WriteStartArray(field);
        foreach (string name in names)
            json.WriteStringValue(name);
        json.WriteEndArray();
    }

    private static OracleException Bad(string message) => new(ErrorCode.InvalidProgram, message);
}
