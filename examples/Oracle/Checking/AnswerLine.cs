using System.Text.Json;
using System.Text.RegularExpressions;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Checking;

/// <summary>Reads a line of an engine as an answer to a message, or finds the error in it.</summary>
internal static partial class AnswerLine
{
    /// <summary>Whether the line may be meant as an answer: all answers are objects.</summary>
    public static bool IsMeant(string line) => line.TrimStart().StartsWith('{');

    /// <summary>The answer; or null and, in one line, why it cannot be read.</summary>
    public static JsonDocument? Read(string line, out string why)
    {
        why = "";
        try
        {
            return JsonDocument.Parse(line, JsonText.Reading);
        }
        catch (JsonException e)
        {
            why = Text().Replace(line, "") is var bare && BareNumber().Match(bare) is { Success: true } number
                ? $"the answer is not JSON: it has a bare {number.Value}, which JSON does not have; write it as a string: \"NaN\", \"Infinity\" or \"-Infinity\""
                : line.Trim() == "{" ? "the answer is not JSON: an answer stands on one line, and this one goes on after {"
                : $"the answer is not JSON: {e.Message}";
            return null;
        }
    }

    /// <summary>Null if the answer has the id of its message; otherwise the error.</summary>
    public static string? WrongId(JsonElement answer, int id)
    {
        if (!answer.TryGetProperty("id", out JsonElement found))
            return $"the answer has no id; it carries that of its message, here {id}";
        return found.ValueKind == JsonValueKind.Number && found.TryGetInt32(out int same) && same == id ? null
            : $"the answer has the id {found.GetRawText()}, the message has {id}; every message has one answer, in their order, with the same id";
    }

    [GeneratedRegex("\"(\\\\.|[^\"\\\\])*\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Text();

    [GeneratedRegex(@"-?\b(NaN|nan|Infinity|inf)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex BareNumber();
}
