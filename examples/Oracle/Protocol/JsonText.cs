using System.Text.Json;
using Examples.Protocol;

namespace TorchBridge.Oracle.Protocol;

/// <summary>How this program reads and writes JSON.</summary>
internal static class JsonText
{
    public static readonly JsonDocumentOptions Reading = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    public static readonly JsonWriterOptions Writing = AnswerWriter.Options;

    /// <summary>The number that a text names, or null.</summary>
    public static double? Named(JsonElement text) =>
        text.ValueEquals("NaN"u8) ? double.NaN
        : text.ValueEquals("Infinity"u8) ? double.PositiveInfinity
        : text.ValueEquals("-Infinity"u8) ? double.NegativeInfinity
        : null;

    /// <summary>A name of the caller's in a message: short, on one line, in quotes.</summary>
    public static string Quote(string text)
    {
        string shown = text.Length > 60 ? text[..60] + "…" : text;
        return $"\"{string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c))}\"";
    }

    /// <summary>One JSON value as a line of text, as it stands in files.</summary>
    public static string Line(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Writing))
            write(json);
        return System.Text.Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    public static string? Text(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
