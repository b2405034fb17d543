using System.Text.Json;
using Spectre.Console;
using TorchBridge.Oracle.Corpus;
using TorchBridge.Oracle.Protocol;
using TorchBridge.Oracle.Verbs;

namespace TorchBridge.Oracle.Checking;

/// <summary>What people read on stdout, and the same as JSON Lines for machines.</summary>
internal sealed class Report(IReadOnlyList<Outcome> outcomes, ExpectedFailures expected)
{
    private readonly string[] _unexpected = [.. expected.Unexpected(outcomes)];

    private bool PassedNothing => !outcomes.Any(outcome => outcome.Status == Status.Passed);

    public int ExitCode => outcomes.Any(outcome => outcome.Status == Status.TimedOut && outcome.IsBad) ? Verb.TimedOut
        : outcomes.Any(outcome => outcome.IsBad) || _unexpected.Length > 0 || PassedNothing ? Verb.SomeFailed
        : Verb.Ok;

    public void Print(IAnsiConsole console)
    {
        foreach (Outcome outcome in outcomes.Where(outcome => outcome.IsBad))
            PrintFailure(console, outcome);
        int bad = outcomes.Count(outcome => outcome.IsBad);
        PrintTable(console);
        (Flag Flag, int Failed, int Ran)[] suspects = [.. Suspects.Of(outcomes)];
        if (suspects.Length > 0)
            console.WriteLine("Where to look:");
        foreach ((Flag flag, int failed, int ran) in suspects)
            console.WriteLine($"  {flag.Name} ({failed} of {ran} failed): {flag.Hint}");
        int choices = outcomes.Count(outcome => outcome.IsOtherChoice);
        if (choices > 0)
            console.WriteLine($"{choices} passed with another choice than LibTorch's, which is as good; --strict asks for LibTorch's.");
        foreach (string prefix in _unexpected)
            console.WriteLine($"unexpected pass: {prefix} is in the file of expected failures, but nothing of it fails");
        int known = outcomes.Count(outcome => outcome.IsExpectedFailure);
        int passed = outcomes.Count(outcome => outcome.Status == Status.Passed), skipped = outcomes.Count - passed - bad - known;
        if (PassedNothing)
            console.WriteLine(skipped == outcomes.Count ? $"The engine declined all {skipped} cases: nothing was checked. It said: {outcomes[0].Why}" : "No case passed.");
        console.WriteLine($"{passed} passed, {bad + _unexpected.Length} failed, {(known > 0 ? $"{known} failed as expected, " : "")}{skipped} skipped");
    }

    public void WriteLines(TextWriter writer)
    {
        foreach (Outcome outcome in outcomes)
            writer.WriteLine(Json.Line(json =>
            {
                json.WriteStartObject();
                json.WriteString("id", outcome.Case.Id);
                json.WriteString("op", outcome.Case.Op);
                json.WriteString("status", outcome.IsExpectedFailure ? "xfailed" : outcome.Status switch { Status.Passed => "passed", Status.Failed => "failed", Status.Skipped => "skipped", _ => "timeout" });
                if (outcome.Why.Length > 0)
                    json.WriteString("why", outcome.Why);
                if (outcome.Mismatch is { } mismatch)
                    WriteMismatch(json, mismatch);
                json.WriteStartArray("flags");
                foreach (string flag in outcome.Case.Flags)
                    json.WriteStringValue(flag);
                json.WriteEndArray();
                json.WriteEndObject();
            }));
        writer.WriteLine(Json.Line(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("suspects");
            foreach ((Flag flag, _, _) in Suspects.Of(outcomes))
                json.WriteStringValue(flag.Name);
            json.WriteEndArray();
            json.WriteEndObject();
        }));
    }

    private static void WriteMismatch(Utf8JsonWriter json, Mismatch mismatch)
    {
        json.WriteStartObject("mismatch");
        json.WriteString("path", mismatch.Path);
        json.WriteString("index", mismatch.Index);
        json.WriteString("expected", mismatch.Expected);
        json.WriteString("got", mismatch.Got);
        if (mismatch.Ulps is { } ulps && double.IsFinite(ulps))
            json.WriteNumber("ulps", ulps);
        json.WriteEndObject();
    }

    private static void PrintFailure(IAnsiConsole console, Outcome outcome)
    {
        console.MarkupLineInterpolated($"[red]{(outcome.Status == Status.TimedOut ? "TIMEOUT" : "FAILED")}[/] {outcome.Case.Id}");
        console.WriteLine($"  {outcome.Why}");
        if (outcome.Case.Comment.Length > 0)
            console.WriteLine($"  about: {outcome.Case.Comment}");
        foreach (Flag flag in Flag.All.Where(flag => outcome.Case.Flags.Contains(flag.Name)).Take(1))
            console.WriteLine($"  hint ({string.Join(", ", outcome.Case.Flags)}): {flag.Hint}");
    }

    private void PrintTable(IAnsiConsole console)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("operator", "passed", "failed", "skipped");
        foreach (IGrouping<string, Outcome> op in outcomes.GroupBy(outcome => outcome.Case.Op).Where(op => op.Any(outcome => outcome.Status != Status.Skipped)).OrderBy(op => op.Key, StringComparer.Ordinal))
        {
            int passed = op.Count(outcome => outcome.Status == Status.Passed), bad = op.Count(outcome => outcome.IsBad);
            table.AddRow(new Text(op.Key), new Text($"{passed}"), new Text($"{bad}", bad > 0 ? new Style(Color.Red) : Style.Plain), new Text($"{op.Count() - passed - bad}"));
        }
        console.Write(table);
    }
}
