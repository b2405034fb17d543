using System.Text.Json;

namespace TorchBridge.Oracle.Protocol;

/// <summary>Named parts of an answer, in order. A part is a <see cref="TensorValue"/>, another <see cref="Fields"/>, a list of parts, a text, or null.</summary>
internal sealed class Fields : List<KeyValuePair<string, object?>>
{
    public void Add(string name, object? value) => Add(new KeyValuePair<string, object?>(name, value));

    public bool TryGet(string name, out object? value)
    {
        foreach ((string known, object? part) in this)
            if (known == name)
            {
                value = part;
                return true;
            }
        value = null;
        return false;
    }

    public object? this[string name] => TryGet(name, out object? value) ? value : throw new KeyNotFoundException($"there is no part {name}");
}

/// <summary>Answers and what is expected of them, as JSON.</summary>
internal static class Tree
{
    public static void Write(Utf8JsonWriter json, object? part)
    {
        switch (part)
        {
            case null:
                json.WriteNullValue();
                break;
            case TensorValue tensor:
                TensorJson.Write(json, tensor);
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case Fields fields:
                json.WriteStartObject();
                foreach ((string name, object? value) in fields)
                {
                    json.WritePropertyName(name);
                    Write(json, value);
                }
                json.WriteEndObject();
                break;
            case IReadOnlyList<object?> list:
                json.WriteStartArray();
                foreach (object? value in list)
                    Write(json, value);
                json.WriteEndArray();
                break;
            default:
                throw new InvalidOperationException($"an answer has no parts of type {part.GetType()}");
        }
    }

    /// <summary>All tensors of an answer, in order.</summary>
    public static IEnumerable<TensorValue> Tensors(object? part) => part switch
    {
        TensorValue tensor => [tensor],
        Fields fields => fields.SelectMany(pair => Tensors(pair.Value)),
        IReadOnlyList<object?> list => list.SelectMany(Tensors),
        _ => [],
    };

    /// <summary>The same answer with other tensors.</summary>
    public static object? Map(object? part, Func<TensorValue, TensorValue> change)
    {
        switch (part)
        {
            case TensorValue tensor:
                return change(tensor);
            case Fields fields:
                var changed = new Fields();
                foreach ((string name, object? value) in fields)
                    changed.Add(name, Map(value, change));
                return changed;
            case IReadOnlyList<object?> list:
                return (object?[])[.. list.Select(each => Map(each, change))];
            default:
                return part;
        }
    }

    /// <summary>The same answer in other types.</summary>
    public static object? Map(object? part, Func<DType, DType> change) => Map(part, tensor => tensor.As(change(tensor.Type)));

    /// <summary>An object that has a dtype is a tensor.</summary>
    public static object? Read(JsonElement json, string where)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.String:
                return json.GetString();
            case JsonValueKind.Object when json.TryGetProperty("dtype", out _):
                return TensorJson.Read(json, where);
            case JsonValueKind.Object:
                var fields = new Fields();
                foreach (JsonProperty property in json.EnumerateObject())
                    fields.Add(property.Name, Read(property.Value, where.Length == 0 ? property.Name : $"{where}.{property.Name}"));
                return fields;
            case JsonValueKind.Array:
                return (object?[])[.. json.EnumerateArray().Select((each, i) => Read(each, $"{where}[{i}]"))];
            default:
                throw new OracleException(ErrorCode.InvalidRequest, $"{where} is {json.ValueKind}, but it must be a tensor, an object, a list, a string or null");
        }
    }
}
