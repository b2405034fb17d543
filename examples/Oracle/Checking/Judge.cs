using System.Text.Json;
using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Checking;

/// <summary>Compares an engine's answer with what a case expects.</summary>
internal static class Judge
{
    /// <summary>An engine uses these codes for features that it does not support. This is not an error.</summary>
    private static readonly string[] s_declined = ["unsupported", "unknown-operator", "unknown-function", "unknown-module"];

    /// <summary>Codes of errors of the graph, which the flags of a case can explain.</summary>
    private static readonly string[] s_ofGraphs = [.. Enum.GetValues<AutogradError>().Select(ErrorCodes.Of)
        .Where(code => code != ErrorCode.EngineFailed).Select(code => code.Name())];

    /// <param name="each">The case.</param>
    /// <param name="answer">The engine's answer, an object.</param>
    /// <param name="strict">Where LibTorch's choice is one of several, accept no other.</param>
    public static Outcome Compare(Case each, JsonElement answer, bool strict)
    {
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("success", out JsonElement success) || success.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            return new Outcome(each, Status.Failed, "the answer has no field success that is true or false");
        string? expectedError = each.Expect.TryGet("error", out object? code) ? (string)code! : null;
        if (!success.GetBoolean())
            return Refusal(each, answer.Text("error"), expectedError);
        if (expectedError is not null)
            return new Outcome(each, Status.Failed,
                $"expected the error {expectedError}, got an answer")
            { Evidence = Evidence.Derivative };
        if (!answer.TryGetProperty("output", out JsonElement output))
            return new Outcome(each, Status.Failed, "the answer has no output");
        try
        {
            return Tree.Read(output, "") is Fields fields ? CompareOutput(each, fields, strict)
                : new Outcome(each, Status.Failed, "the output is not an object of tensors by name");
        }
        catch (Exception e) when (e is OracleException or InvalidOperationException or FormatException)
        {
            return new Outcome(each, Status.Failed, $"the output cannot be read: {e.Message}");
        }
    }

    private static Outcome Refusal(Case each, string? error, string? expected)
    {
        if (string.IsNullOrWhiteSpace(error))
            return new Outcome(each, Status.Failed, "the answer has success false and no error string that starts with a code");
        string code = ErrorCodes.CodeOf(error);
        if (expected is not null && code == expected)
            return new Outcome(each, Status.Passed);
        if (s_declined.Contains(code))
            return new Outcome(each, Status.Skipped, error);
        if (s_declined.FirstOrDefault(known => Kebab(error).StartsWith(known, StringComparison.Ordinal)) is { } meant)
            return new Outcome(each, Status.Failed,
                $"the error {JsonText.Quote(error)} does not start with a code and a colon; to decline a case, write \"{meant}: …\"")
            { Reason = $"an error that does not start with \"{meant}: \"" };
        return new Outcome(each, Status.Failed, expected is null ? $"expected an answer, got the error {error}"
            : $"expected the error {expected}, got {error}")
        {
            Reason = expected is null ? error : "",
            Evidence = expected is not null || s_ofGraphs.Contains(code) ? Evidence.Derivative : Evidence.None,
        };
    }

    private static string Kebab(string text) => text.Trim().ToLowerInvariant().Replace('_', '-').Replace(' ', '-');

    /// <param name="each">The case.</param>
    /// <param name="output">What an engine answered.</param>
    /// <param name="strict">Where LibTorch's choice is one of several, accept no other.</param>
    public static Outcome CompareOutput(Case each, Fields output, bool strict)
    {
        if (each.Expect.FirstOrDefault(part => !output.TryGet(part.Key, out _)).Key is { } missing)
            return new Outcome(each, Status.Failed, missing == "values"
                ? "the output has no \"values\"; the values of the outputs stand beside the derivatives: {\"values\": {…}, \"vjp\": {…}}"
                : $"the output has no {JsonText.Quote(missing)}");
        if (Compare(each.Expect, output, "", each.Tolerance, null) is not { } mismatch)
            return new Outcome(each, Status.Passed);
        if (!strict && each.Choices.Count > 0)
        {
            HashSet<(string, int)> free = [.. each.Choices.SelectMany(set => set.Places).Select(place => (place.Path, place.Number))];
            Mismatch? outside = Compare(each.Expect, output, "", each.Tolerance, (path, i) => free.Contains((path, i)))
                ?? each.Choices.Select(set => set.Check(output, each.Tolerance)).FirstOrDefault(wrong => wrong is not null);
            if (outside is null)
                return new Outcome(each, Status.Passed, mismatch.ToString()) { IsOtherChoice = true };
            mismatch = outside;
        }
        return new Outcome(each, Status.Failed, mismatch.ToString())
        {
            Mismatch = mismatch,
            Evidence = IsOfValues(mismatch.Path)
            ? Evidence.Value : Evidence.Derivative
        };
    }

    /// <summary>In an answer's <c>values</c>, or in those of a step.</summary>
    private static bool IsOfValues(string path) => path.Split('.') is ["values", ..] or [_, "values", ..]
        && (path[0] == 'v' || path.StartsWith("steps[", StringComparison.Ordinal));

    private static Mismatch? Compare(object? expected, object? found, string path, Tolerance tolerance, Func<string, int, bool>? isFree)
    {
        switch (expected)
        {
            case TensorValue tensor:
                return found is TensorValue other
                    ? TensorComparison.Mismatch(tensor, other, tolerance, path, isFree)
                    : new Mismatch(path, "", $"a tensor of shape {tensor.ShapeText}", Describe(found), null);
            case Fields fields:
                if (found is not Fields others)
                    return new Mismatch(path, "", "an object", Describe(found), null);
                foreach ((string name, object? value) in fields)
                {
                    string inner = path.Length == 0 ? name : $"{path}.{name}";
                    if (name == "error")
                    {
                        if (others.TryGet(name, out object? text) && text is string error && ErrorCodes.CodeOf(error) == ErrorCodes.CodeOf((string)value!))
                            continue;
                        return new Mismatch(inner, "", (string)value!, Describe(others.TryGet(name, out text) ? text : null), null);
                    }
                    if (!others.TryGet(name, out object? otherValue))
                        return new Mismatch(inner, "", Describe(value), "nothing", null);
                    if (Compare(value, otherValue, inner, tolerance, isFree) is { } mismatch)
                        return mismatch;
                }
                return others.TryGet("error", out object? unexpected) && !fields.TryGet("error", out _) ? new Mismatch($"{path}.error", "", "none", Describe(unexpected), null) : null;
            case IReadOnlyList<object?> list:
                if (found is not IReadOnlyList<object?> items || items.Count != list.Count)
                    return new Mismatch(path, "", $"a list of {list.Count}", Describe(found), null);
                return list.Select((value, i) => Compare(value, items[i], $"{path}[{i}]", tolerance, null))
                    .FirstOrDefault(mismatch => mismatch is not null);
            default:
                return Equals(expected, found) ? null : new Mismatch(path, "", Describe(expected), Describe(found), null);
        }
    }

    private static string Describe(object? part) => part switch
    {
        null => "null",
        TensorValue tensor => $"a tensor of shape {tensor.ShapeText}",
        string text => text,
        Fields => "an object",
        IReadOnlyList<object?> list => $"a list of {list.Count}",
        _ => part.ToString()!,
    };
}
