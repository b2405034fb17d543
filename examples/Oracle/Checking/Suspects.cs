using TorchBridge.Oracle.Corpus;

namespace TorchBridge.Oracle.Checking;

/// <summary>
/// Which flags explain the failures: again and again the flag of whose cases the largest part failed, until every failing case has one. Cases
/// that were skipped count for nothing.
/// </summary>
internal static class Suspects
{
    /// <summary>As if so many more cases had passed: one failure out of one tells less than nine out of ten.</summary>
    private const int Doubt = 2;

    public static IEnumerable<(Flag Flag, int Failed, int Ran)> Of(IReadOnlyList<Outcome> outcomes)
    {
        List<Outcome> unexplained = [.. outcomes.Where(outcome => outcome.IsBad && outcome.Case.Flags.Count > 0)];
        while (unexplained.Count > 0)
        {
            var best = Flag.All
                .Select((flag, rank) => (Flag: flag, Rank: rank, Left: unexplained.Count(outcome => outcome.Case.Flags.Contains(flag.Name)),
                    Failed: outcomes.Count(outcome => outcome.IsBad && outcome.Case.Flags.Contains(flag.Name)),
                    Ran: outcomes.Count(outcome => outcome.Status != Status.Skipped && outcome.Case.Flags.Contains(flag.Name))))
                .Where(each => each.Left > 0)
                .OrderByDescending(each => (double)each.Failed / (each.Ran + Doubt)).ThenByDescending(each => each.Left).ThenBy(each => each.Rank)
                .First();
            unexplained.RemoveAll(outcome => outcome.Case.Flags.Contains(best.Flag.Name));
            yield return (best.Flag, best.Failed, best.Ran);
        }
    }
}
