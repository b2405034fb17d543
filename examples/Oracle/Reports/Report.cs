using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Checking;

namespace TorchBridge.Oracle.Reports;

/// <summary>The summary of the outcomes.</summary>
internal sealed class Report
{
    /// <param name="title">What was checked: the command of the engine.</param>
    /// <param name="outcomes">One for each case.</param>
    /// <param name="expected">What was expected to fail.</param>
    /// <param name="minPassed">So many must have passed.</param>
    public Report(string title, IReadOnlyList<Outcome> outcomes, ExpectedFailures expected, int minPassed = 0)
    {
        (Title, Outcomes, MinPassed) = (title, outcomes, minPassed);
        Unexpected = [.. expected.Unexpected(outcomes)];
        Passed = outcomes.Count(outcome => outcome.Status == Status.Passed);
        Bad = [.. outcomes.Where(outcome => outcome.IsBad)];
        Known = outcomes.Count(outcome => outcome.IsExpectedFailure && !outcome.IsBad);
        Suspects = [.. Checking.Suspects.Of(outcomes)];
    }

    public string Title { get; }

    public IReadOnlyList<Outcome> Outcomes { get; }

    public int MinPassed { get; }

    public int Passed { get; }

    public IReadOnlyList<Outcome> Bad { get; }

    /// <summary>How many failed as expected.</summary>
    public int Known { get; }

    public int Skipped => Outcomes.Count - Passed - Bad.Count - Known;

    /// <summary>Lines of the file of expected failures of which nothing fails.</summary>
    public IReadOnlyList<string> Unexpected { get; }

    public IReadOnlyList<(Flag Flag, int Failed, int Ran)> Suspects { get; }

    public double Seconds => Outcomes.Sum(outcome => outcome.Seconds);

    /// <summary>Failures with one reason, the largest groups first.</summary>
    public IEnumerable<IGrouping<string, Outcome>> Failures => Bad.GroupBy(outcome => outcome.Reason)
        .OrderByDescending(group => group.Count());

    public IEnumerable<IGrouping<string, Outcome>> Skips => Outcomes.Where(outcome => outcome.Status == Status.Skipped && !outcome.IsBad)
        .GroupBy(outcome => outcome.Reason).OrderByDescending(group => group.Count());

    /// <summary>In one line, why nothing or too little was checked; null where enough was.</summary>
    public string? TooLittle => Passed >= Math.Max(MinPassed, 1) ? null
        : Passed > 0 ? $"{Passed} passed, and --min-passed asks for {MinPassed} at least."
        : Skipped == Outcomes.Count ? $"All {Skipped} cases were skipped: nothing was checked. The first reason: {Outcomes[0].Why}"
        : "No case passed.";

    public int ExitCode => Bad.Any(outcome => outcome.Status == Status.TimedOut) ? Checking.ExitCode.TimedOut
        : Bad.Count > 0 || Unexpected.Count > 0 || TooLittle is not null ? Checking.ExitCode.SomeFailed
        : Checking.ExitCode.Ok;

    public string LastLine => $"{Passed} passed, {Bad.Count + Unexpected.Count} failed, {(Known > 0 ? $"{Known} failed as expected, " : "")}{Skipped} skipped";
}
