using TorchBridge.Oracle.Cases;

namespace TorchBridge.Oracle.Checking;

/// <summary>
/// Which flags explain the failures: again and again the flag of whose cases the largest part failed, until every failing case has one. Cases
/// that were skipped count for nothing, and a wrong value is explained by flags that are about values only.
/// </summary>
internal static class Suspects
{
    /// <summary>
    /// The number of passed cases that is added to each flag, because one failure out of one is weaker evidence than nine out of ten.
    /// </summary>
    private const int Doubt = 2;

    public static IEnumerable<(Flag Flag, int Failed, int Ran)> Of(IReadOnlyList<Outcome> outcomes)
    {
        Dictionary<Outcome, Flag[]> explanations = outcomes.Where(outcome => outcome.IsBad)
            .ToDictionary(outcome => outcome, outcome => outcome.Explanations.ToArray(),
                ReferenceEqualityComparer.Instance as IEqualityComparer<Outcome>);
        List<Outcome> unexplained = [.. explanations.Keys.Where(outcome => explanations[outcome].Length > 0)];
        while (unexplained.Count > 0)
        {
            var best = Flag.All
                .Select((flag, rank) => (Flag: flag, Rank: rank, Left: unexplained.Count(outcome => explanations[outcome].Contains(flag)),
                    Failed: explanations.Values.Count(flags => flags.Contains(flag)),
                    Ran: outcomes.Count(outcome => outcome.Status != Status.Skipped && outcome.Case.Flags.Contains(flag.Name))))
                .Where(each => each.Left > 0)
                .OrderByDescending(each => (double)each.Failed / (each.Ran + Doubt)).ThenByDescending(each => each.Left)
                    .ThenBy(each => each.Rank)
                .First();
            unexplained.RemoveAll(outcome => explanations[outcome].Contains(best.Flag));
            yield return (best.Flag, best.Failed, best.Ran);
        }
    }
}
