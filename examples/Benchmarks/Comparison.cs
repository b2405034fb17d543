namespace Benchmarks;

/// <summary>A piece of work, how to time it both ways, and the ratio that it may not exceed.</summary>
internal sealed record Comparison(string Work, double Limit, Func<Measured> Measure)
{
    /// <summary>Instead of a ratio: how many microseconds more it may take.</summary>
    public double? Allowance { get; init; }

    public bool IsMet(Measured m) => Allowance is { } allowance ? m.Ours <= m.Theirs + allowance : m.Ratio <= Limit;

    public string LimitText => Allowance is { } allowance ? $"+{allowance} us" : $"{Limit:F3}";
}

/// <summary>
/// Median microseconds and managed bytes of a call, of TorchBridge and of TorchSharp, and the median ratio of their times.
/// </summary>
internal readonly record struct Measured(double Ours, double Theirs, double Ratio, double OurBytes, double TheirBytes);
