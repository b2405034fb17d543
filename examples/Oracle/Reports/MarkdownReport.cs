using TorchBridge.Oracle.Checking;

namespace TorchBridge.Oracle.Reports;

/// <summary>A page that tells what an engine does: operators by functions.</summary>
internal static class MarkdownReport
{
    public static void Write(Report report, TextWriter writer)
    {
        string[] functions = [.. report.Outcomes.Select(outcome => outcome.Case.Function).Distinct().Order(StringComparer.Ordinal)];
        writer.Write($"# Conformance of `{report.Title.Replace('`', '\'')}`\n\n{report.LastLine}.\n\n");
        writer.Write("A number alone: so many cases, and all passed. `2 of 3`: so many of those that were asked passed. `–`: there are cases, and all were skipped.\n\n");
        writer.Write($"| operator | {string.Join(" | ", functions)} |\n|---|{string.Concat(functions.Select(_ => "---|"))}\n");
        foreach (IGrouping<string, Outcome> op in report.Outcomes.GroupBy(outcome => outcome.Case.Op)
            .OrderBy(op => op.Key, StringComparer.Ordinal))
            writer.Write($"| {op.Key} | {string.Join(" | ", functions.Select(function => Cell([.. op.Where(outcome => outcome.Case.Function == function)])))} |\n");
        IGrouping<string, Outcome>[] failures = [.. report.Outcomes.Where(outcome => outcome.HasFailed).GroupBy(outcome => outcome.Reason)
            .OrderByDescending(group => group.Count())];
        if (failures.Length > 0)
            writer.Write("\n| cases | what failed |\n|---|---|\n");
        foreach (IGrouping<string, Outcome> failure in failures)
            writer.Write($"| {(failure.Count() == 1 ? failure.First().Case.Id : $"{failure.Count()}, the first is {failure.First().Case.Id}")} | {Text(failure.First().Why)} |\n");
        if (report.Skips.Any())
            writer.Write("\n| cases | why they were skipped |\n|---|---|\n");
        foreach (IGrouping<string, Outcome> skip in report.Skips)
            writer.Write($"| {skip.Count()} | {Text(skip.Key)} |\n");
    }

    private static string Cell(Outcome[] outcomes)
    {
        int passed = outcomes.Count(outcome => outcome.Status == Status.Passed),
            asked = outcomes.Count(outcome => outcome.Status != Status.Skipped);
        return outcomes.Length == 0 ? "" : asked == 0 ? "–" : passed == asked ? $"{passed}" : $"**{passed} of {asked}**";
    }

    private static string Text(string why) => why.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal);
}
