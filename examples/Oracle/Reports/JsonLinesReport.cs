using System.Text.Json;
using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Checking;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Reports;

/// <summary>The report for machines: an outcome a line, then a line with the suspects. It serves as a baseline later.</summary>
internal static class JsonLinesReport
{
    public static void Write(Report report, TextWriter writer)
    {
        foreach (Outcome outcome in report.Outcomes)
            writer.WriteLine(JsonText.Line(json => Write(json, outcome)));
        writer.WriteLine(JsonText.Line(json =>
        {
            json.WriteStartObject();
            WriteNames(json, "suspects", report.Suspects.Select(suspect => suspect.Flag.Name));
            json.WriteEndObject();
        }));
    }

    private static void Write(Utf8JsonWriter json, Outcome outcome)
    {
        json.WriteStartObject();
        json.WriteString("id", outcome.Case.Id);
        json.WriteString("op", outcome.Case.Op);
        json.WriteString("function", outcome.Case.Function);
        json.WriteString("status", outcome.StatusName);
        if (outcome.IsRegression)
            json.WriteBoolean("regression", true);
        if (outcome.Why.Length > 0)
            json.WriteString("why", outcome.Why);
        if (outcome.Mismatch is { } mismatch)
            WriteMismatch(json, mismatch);
        WriteNames(json, "flags", outcome.Case.Flags);
        json.WriteNumber("seconds", Math.Round(outcome.Seconds, 6));
        json.WriteEndObject();
    }

    private static void WriteMismatch(Utf8JsonWriter json, Mismatch mismatch)
    {
        json.WriteStartObject("mismatch");
        json.WriteString("path", mismatch.Path);
        json.WriteString("index", mismatch.Index);
        json.WriteString("expected", mismatch.Expected);
        json.WriteString("got", mismatch.Got);
        if (mismatch.Distance is { } distance)
            json.WriteString("distance", distance);
        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, string field, IEnumerable<string> names)
    {
        json.WriteStartArray(field);
        foreach (string name in names)
            json.WriteStringValue(name);
        json.WriteEndArray();
    }
}
