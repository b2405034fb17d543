namespace Benchmarks;

/// <summary>
/// A piece of work, how to time it both ways, and the ratio that it may not exceed. Limits have room for a machine that others use too.
/// </summary>
internal sealed record Comparison(string Work, double Limit, Func<Measured> Measure)
{
    public bool IsMet(Measured m) => m.Ratio <= Limit;
}

/// <summary>
/// Median microseconds and managed bytes of a call, of TorchBridge and of TorchSharp, and the median ratio of their times.
/// </summary>
internal readonly record struct Measured(double Ours, double Theirs, double Ratio, double OurBytes, double TheirBytes);
