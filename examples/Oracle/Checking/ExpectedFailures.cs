namespace TorchBridge.Oracle.Checking;

/// <summary>A file of prefixes of ids that are known to fail, one a line; <c>#</c> starts a comment.</summary>
internal sealed class ExpectedFailures
{
    private readonly string[] _prefixes;

    /// <param name="file">The file; null: nothing is expected to fail.</param>
    /// <param name="ids">The ids of all cases that there are, asked or not. A prefix of none of them is a mistake.</param>
    public ExpectedFailures(string? file, IEnumerable<string> ids)
    {
        _prefixes = file is null ? [] : [.. File.ReadLines(file).Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0)];
        string[] all = _prefixes.Length == 0 ? [] : [.. ids];
        if (_prefixes.FirstOrDefault(prefix => !all.Any(id => id.StartsWith(prefix, StringComparison.Ordinal))) is { } stray)
            throw new InvalidOperationException($"no case has an id that starts with {stray}, as {Path.GetFileName(file)} expects");
    }

    public Outcome Mark(Outcome outcome) => outcome with { IsExpectedFailure = outcome.HasFailed && Has(outcome.Case.Id) };

    private bool Has(string id) => _prefixes.Any(prefix => id.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Prefixes that some case has, but none that failed: they should leave the file.</summary>
    public IEnumerable<string> Unexpected(IReadOnlyList<Outcome> outcomes) => _prefixes.Where(prefix =>
        outcomes.Any(outcome => outcome.Case.Id.StartsWith(prefix, StringComparison.Ordinal) && outcome.Status != Status.Skipped)
        && !outcomes.Any(outcome => outcome.Case.Id.StartsWith(prefix, StringComparison.Ordinal) && outcome.IsExpectedFailure));
}
