using System.Text;
using System.Text.Json;

namespace GradBench.Serving;

/// <summary>The fields of a message that matter. The input is not parsed, because it may have megabytes.</summary>
internal struct Message
{
    private const int LongestId = 200;

    /// <summary>The id as it was written, or null.</summary>
    public string Id { get; private set; }

    public string? Kind { get; private set; }

    public string? Module { get; private set; }

    public string? Function { get; private set; }

    /// <summary>The JSON text of the input.</summary>
    public ReadOnlyMemory<byte> Input { get; private set; }

    /// <summary>Reads a line. What was read before an error stays in <paramref name="message"/>.</summary>
    public static void Read(ReadOnlyMemory<byte> line, out Message message)
    {
        message = new() { Id = "null" };
        var json = new Utf8JsonReader(line.Span);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
            throw new InputException("a message is a JSON object");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("id"u8))
                message.Id = ReadId(ref json);
            else if (json.ValueTextEquals("kind"u8))
                message.Kind = ReadText(ref json, "kind");
            else if (json.ValueTextEquals("module"u8))
                message.Module = ReadText(ref json, "module");
            else if (json.ValueTextEquals("function"u8))
                message.Function = ReadText(ref json, "function");
            else if (json.ValueTextEquals("input"u8))
                message.Input = ReadRaw(ref json, line);
            else
                ReadRaw(ref json, line);
        }
        json.Read();      // throws if something follows
    }

    private static string ReadId(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType is not (JsonTokenType.Number or JsonTokenType.String) || json.ValueSpan.Length > LongestId)
            throw new InputException("an id is a number or a short text");
        string id = Encoding.UTF8.GetString(json.ValueSpan);
        return json.TokenType == JsonTokenType.String ? $"\"{id}\"" : id;
    }

    private static string ReadText(ref Utf8JsonReader json, string field)
    {
        json.Read();
        return json.TokenType == JsonTokenType.String ? json.GetString()! : throw new InputException($"{field} is not a text");
    }

    private static ReadOnlyMemory<byte> ReadRaw(ref Utf8JsonReader json, ReadOnlyMemory<byte> line)
    {
        json.Read();
        int start = (int)json.TokenStartIndex;
        json.Skip();
        return line[start..(int)json.BytesConsumed];
    }
}
