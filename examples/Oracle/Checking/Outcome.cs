using TorchBridge.Oracle.Corpus;

namespace TorchBridge.Oracle.Checking;

internal enum Status
{
    Passed,
    Failed,
    Skipped,
    TimedOut,
}

/// <summary>How an engine did in a case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Status">Passed, failed, skipped (the engine says that it does not know the operator or the function), or no answer in time.</param>
/// <param name="Why">What was wrong, in one line; empty when nothing was.</param>
/// <param name="Mismatch">Where numbers differ, the first place.</param>
/// <param name="IsOtherChoice">It passed with another choice than LibTorch's where there is one.</param>
internal sealed record Outcome(Case Case, Status Status, string Why = "", Mismatch? Mismatch = null, bool IsOtherChoice = false)
{
    /// <summary>It failed, and the file of expected failures says so.</summary>
    public bool IsExpectedFailure { get; init; }

    public bool IsBad => Status is Status.Failed or Status.TimedOut && !IsExpectedFailure;
}
