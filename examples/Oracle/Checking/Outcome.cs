using TorchBridge.Oracle.Cases;

namespace TorchBridge.Oracle.Checking;

internal enum Status
{
    Passed,
    Failed,
    Skipped,
    TimedOut,
}

/// <summary>The part of an answer that failed, which shows where to look for the cause.</summary>
internal enum Evidence
{
    /// <summary>The process or its answer, not numbers.</summary>
    None,

    /// <summary>The value of the program: its derivative was not looked at.</summary>
    Value,

    /// <summary>A derivative, or what is known of the graph.</summary>
    Derivative,
}

/// <summary>The outcome of a case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Status">Passed, failed, skipped (the engine does not do it, or the case cannot be asked), or no answer in time.</param>
/// <param name="Why">What was wrong, in one line; empty when nothing was.</param>
internal sealed record Outcome(Case Case, Status Status, string Why = "")
{
    /// <summary>What it has in common with other outcomes: <see cref="Why"/>, unless that has particulars of the case.</summary>
    public string Reason { get => field.Length > 0 ? field : Why; init; } = "";

    /// <summary>Where numbers differ, the first place.</summary>
    public Mismatch? Mismatch { get; init; }

    public Evidence Evidence { get; init; }

    /// <summary>It passed with another choice than LibTorch's where there is one.</summary>
    public bool IsOtherChoice { get; init; }

    /// <summary>It failed, and the file of expected failures says so.</summary>
    public bool IsExpectedFailure { get; init; }

    /// <summary>It has passed before, and does not now.</summary>
    public bool IsRegression { get; init; }

    /// <summary>How long the answer took; 0 where none was asked for.</summary>
    public double Seconds { get; init; }

    public bool HasFailed => Status is Status.Failed or Status.TimedOut;

    public bool IsBad => IsRegression || (HasFailed && !IsExpectedFailure);

    /// <summary>The flags of the case that may explain the failure, the more telling ones first.</summary>
    public IEnumerable<Flag> Explanations => Evidence == Evidence.None ? []
        : Flag.All.Where(flag => Case.Flags.Contains(flag.Name) && (Evidence == Evidence.Derivative || flag.IsOfValues));

    /// <summary>As reports for machines have it.</summary>
    public string StatusName => IsExpectedFailure && !IsRegression ? "xfailed"
        : Status switch { Status.Passed => "passed", Status.Failed => "failed", Status.Skipped => "skipped", _ => "timeout" };
}
