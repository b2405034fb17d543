namespace Benchmarks;

/// <summary>
/// A piece of work, its two implementations, and the ratio of their times that must not be exceeded. The limits allow for other programs on
/// the machine.
/// </summary>
internal sealed record Comparison(string Work, double Limit, Func<Measured> Measure)
{
    public bool IsMet(Measured m) => m.Ratio <= Limit;
}

/// <summary>
/// Median microseconds and managed bytes of a call, of TorchBridge and of TorchSharp, and the median ratio of their times.
/// </summary>
internal readonly record struct Measured(double Ours, double Theirs, double Ratio, double OurBytes, double TheirBytes);
