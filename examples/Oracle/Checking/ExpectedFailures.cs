namespace TorchBridge.Oracle.Checking;

/// <summary>A file of prefixes of ids that are known to fail, one a line; <c>#</c> starts a comment.</summary>
internal sealed class ExpectedFailures
{
    private readonly string[] _prefixes;

    public ExpectedFailures(string? file) => _prefixes = file is null ? [] :
        [.. File.ReadLines(file).Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0)];

    public bool Has(string id) => _prefixes.Any(prefix => id.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Prefixes that some case has, but none that failed: they should leave the file.</summary>
    public IEnumerable<string> Unexpected(IReadOnlyList<Outcome> outcomes) => _prefixes.Where(prefix =>
        outcomes.Any(outcome => outcome.Case.Id.StartsWith(prefix, StringComparison.Ordinal) && outcome.Status != Status.Skipped)
        && !outcomes.Any(outcome => outcome.Case.Id.StartsWith(prefix, StringComparison.Ordinal) && outcome.IsExpectedFailure));
}
