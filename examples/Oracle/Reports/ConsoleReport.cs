using System.Globalization;
using Spectre.Console;
using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Checking;
using Status = TorchBridge.Oracle.Checking.Status;

namespace TorchBridge.Oracle.Reports;

/// <summary>The report for people.</summary>
internal sealed class ConsoleReport(IAnsiConsole console, Report report)
{
    private const int MostIds = 5, MostSkips = 10;

    public void Print()
    {
        foreach (IGrouping<string, Outcome> group in report.Failures)
            PrintFailures([.. group]);
        PrintTable();
        PrintSkips();
        if (report.Suspects.Count > 0)
            console.WriteLine("Where to look:");
        foreach ((Flag flag, int failed, int ran) in report.Suspects)
            console.WriteLine($"  {flag.Name} ({failed} of {ran} failed): {flag.Hint}");
        int choices = report.Outcomes.Count(outcome => outcome.IsOtherChoice);
        if (choices > 0)
            console.WriteLine($"{choices} passed with another choice than LibTorch's, which is as good; --strict asks for LibTorch's.");
        foreach (string prefix in report.Unexpected)
            console.WriteLine($"unexpected pass: {prefix} is in the file of expected failures, but nothing of it fails");
        if (report.Outcomes.MaxBy(outcome => outcome.Seconds) is { Seconds: > 0 } slowest)
            console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"The answers took {report.Seconds:0.0} s, the slowest {slowest.Seconds:0.00} s: {slowest.Case.Id}"));
        if (report.TooLittle is { } why)
            console.WriteLine(why);
        console.WriteLine(report.LastLine);
    }

    /// <summary>A single failure is printed with all details. Several failures with the same reason are counted.</summary>
    private void PrintFailures(Outcome[] group)
    {
        Outcome first = group[0];
        string what = first.Status == Status.TimedOut ? "TIMEOUT" : first.IsRegression ? "REGRESSED" : "FAILED";
        if (group.Length == 1)
        {
            console.MarkupLineInterpolated($"[red]{what}[/] {first.Case.Id}");
            console.WriteLine($"  {first.Why}");
            if (first.Case.Comment.Length > 0)
                console.WriteLine($"  about: {first.Case.Comment}");
            if (first.Explanations.FirstOrDefault() is { } flag)
                console.WriteLine($"  hint ({string.Join(", ", first.Explanations.Select(each => each.Name))}): {flag.Hint}");
            return;
        }
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[red]{what}[/] {group.Length:N0} cases: {first.Why}");
        foreach (Outcome each in group.Take(MostIds))
            console.WriteLine($"  {each.Case.Id}");
        if (group.Length > MostIds)
            console.WriteLine($"  and {group.Length - MostIds} more; --report FILE has all");
    }

    private void PrintTable()
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("operator", "passed", "failed", "skipped");
        foreach (IGrouping<string, Outcome> op in report.Outcomes.GroupBy(outcome => outcome.Case.Op)
            .Where(op => op.Any(outcome => outcome.Status != Status.Skipped || outcome.IsBad))
                .OrderBy(op => op.Key, StringComparer.Ordinal))
        {
            int passed = op.Count(outcome => outcome.Status == Status.Passed), bad = op.Count(outcome => outcome.IsBad);
            table.AddRow(new Text(op.Key), new Text($"{passed}"), new Text($"{bad}", bad > 0 ? new Style(Color.Red) : Style.Plain),
                new Text($"{op.Count() - passed - bad}"));
        }
        if (table.Rows.Count > 0)
            console.Write(table);
    }

    private void PrintSkips()
    {
        IGrouping<string, Outcome>[] skips = [.. report.Skips];
        foreach (IGrouping<string, Outcome> group in skips.Take(MostSkips))
            console.WriteLine($"skipped {group.Count()}: {group.Key}");
        if (skips.Length > MostSkips)
            console.WriteLine($"skipped {skips.Skip(MostSkips).Sum(group => group.Count())} for {skips.Length - MostSkips} other reasons; --report FILE has all");
    }
}
