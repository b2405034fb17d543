using System.Text.Json;
using Json.Schema;

namespace TorchBridge.Oracle.Corpus;

/// <summary>Whether a line of the corpus is as <c>schema.json</c> says.</summary>
internal sealed class CaseSchema(string text)
{
    private static readonly EvaluationOptions s_options = new() { OutputFormat = OutputFormat.List };

    private readonly JsonSchema _schema = JsonSchema.FromText(text);

    /// <summary>Where a value does not fit and why, or null.</summary>
    public string? Check(JsonElement value)
    {
        EvaluationResults results = _schema.Evaluate(value, s_options);
        if (results.IsValid)
            return null;
        EvaluationResults deepest = (results.Details ?? []).Where(part => part.Errors is { Count: > 0 })
            .OrderByDescending(part => $"{part.InstanceLocation}".Length).First();
        return $"{deepest.InstanceLocation} does not fit the schema: {deepest.Errors!.Values.First()}";
    }
}
