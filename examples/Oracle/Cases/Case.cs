using System.Text.Json;
using TorchBridge.Oracle.Functions;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Cases;

/// <summary>A line of the corpus: a request, its true answer, and the reason for the case.</summary>
internal sealed record Case
{
    public required string Id { get; init; }

    /// <summary>The operator that the case is about.</summary>
    public required string Op { get; init; }

    public required string Function { get; init; }

    public required Request Request { get; init; }

    /// <summary>The output, or the fields <c>error</c> alone with a code.</summary>
    public required Fields Expect { get; init; }

    /// <summary>The other right answers, if LibTorch's answer is one of several.</summary>
    public IReadOnlyList<ChoiceSet> Choices { get; init; } = [];

    public required Tolerance Tolerance { get; init; }

    public IReadOnlyList<string> Flags { get; init; } = [];

    public string Comment { get; init; } = "";

    public IReadOnlyList<string> Verified { get; init; } = [];

    public required ulong Seed { get; init; }

    /// <summary>The version of LibTorch that computed the expected values.</summary>
    public required string LibTorch { get; init; }

    /// <summary><c>required</c>, <c>convention</c> or <c>error</c>.</summary>
    public string Result => Choices.Count > 0 ? "convention" : Expect.TryGet("error", out _) ? "error" : "required";

    public string Line => JsonText.Line(Write);

    /// <summary>The number of the first message with a case: two come before.</summary>
    public const int FirstMessage = 2;

    /// <summary>The case as a message to an engine.</summary>
    public string Message(int id) => JsonText.Line(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteString("kind", "evaluate");
        json.WriteString("module", "program");
        json.WriteString("function", Function);
        json.WriteStartObject("input");
        Request.Write(json);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    public static Case Read(JsonElement json)
    {
        JsonElement tolerance = json.GetProperty("tol"), source = json.GetProperty("source");
        string id = json.Text("id") ?? throw new OracleException(ErrorCode.InvalidRequest, "a case needs an id");
        return new Case
        {
            Id = id,
            Op = json.Text("op")!,
            Function = json.Text("function")!,
            Request = Request.ReadFields(json),
            Expect = (Fields)Tree.Read(json.GetProperty("expect"), "")!,
            Choices = json.TryGetProperty("accept", out JsonElement accept) ? [.. accept.EnumerateArray().Select(ChoiceSet.Read)] : [],
            Tolerance = new Tolerance(tolerance.GetProperty("rtol").GetDouble(), tolerance.GetProperty("atol").GetDouble()),
            Flags = [.. json.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()!)],
            Comment = json.Text("comment") ?? "",
            Verified = [.. json.GetProperty("verified").EnumerateArray().Select(method => method.GetString()!)],
            Seed = source.GetProperty("seed").GetUInt64(),
            LibTorch = source.Text("libtorch")!,
        };
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", Id);
        json.WriteString("op", Op);
        json.WriteString("function", Function);
        Request.Write(json);
        json.WritePropertyName("expect");
        Tree.Write(json, Expect);
        if (Choices.Count > 0)
        {
            json.WriteStartArray("accept");
            foreach (ChoiceSet set in Choices)
                set.Write(json);
            json.WriteEndArray();
        }
        json.WriteString("result", Result);
        json.WriteStartObject("tol");
        json.WriteNumber("rtol", Tolerance.Relative);
        json.WriteNumber("atol", Tolerance.Absolute);
        json.WriteEndObject();
        WriteTexts(json, "flags", Flags);
        if (Comment.Length > 0)
            json.WriteString("comment", Comment);
        WriteTexts(json, "verified", Verified);
        json.WriteStartObject("source");
        json.WriteString("libtorch", LibTorch);
        json.WriteNumber("seed", Seed);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string field, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(field);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
