namespace Benchmarks;

/// <summary>A piece of work, how to time it both ways, and the ratio that it may not exceed.</summary>
internal sealed record Comparison(string Work, double Limit, Func<Measured> Measure);

/// <summary>Median microseconds and managed bytes of a call, of TorchBridge and of TorchSharp.</summary>
internal readonly record struct Measured(double Ours, double Theirs, double OurBytes, double TheirBytes);
