using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Examples.Protocol;

/// <summary>
/// An answer of the line protocol: a JSON object on one line, with the id of its message. It is made in memory, so that a failure half way
/// leaves nothing of it.
/// </summary>
internal sealed class AnswerWriter : IDisposable
{
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _answer = new();

    public AnswerWriter() => Json = new Utf8JsonWriter(_answer, Options);

    /// <summary>Where the fields of the answer go.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>Forgets what there is, and begins with the id, as it was written in the message.</summary>
    public void Begin(string id)
    {
        _answer.ResetWrittenCount();
        Json.Reset(_answer);
        Json.WriteStartObject();
        Json.WritePropertyName("id"u8);
        Json.WriteRawValue(id);
    }

    public void Succeed() => Json.WriteBoolean("success"u8, true);

    /// <summary>Forgets what there is: the message could not be worked on.</summary>
    public void Fail(string id, string error)
    {
        Begin(id);
        Json.WriteBoolean("success"u8, false);
        Json.WriteString("error"u8, error);
    }

    /// <summary>How long each run took.</summary>
    public void Timings(IEnumerable<long> nanoseconds)
    {
        Json.WriteStartArray("timings"u8);
        foreach (long each in nanoseconds)
        {
            Json.WriteStartObject();
            Json.WriteString("name"u8, "evaluate"u8);
            Json.WriteNumber("nanoseconds"u8, each);
            Json.WriteEndObject();
        }
        Json.WriteEndArray();
    }

    /// <summary>The whole answer with its line feed, valid until the next one begins.</summary>
    public ReadOnlyMemory<byte> End()
    {
        Json.WriteEndObject();
        Json.Flush();
        _answer.GetSpan(1)[0] = (byte)'\n';
        _answer.Advance(1);
        return _answer.WrittenMemory;
    }

    public void Dispose() => Json.Dispose();
}
