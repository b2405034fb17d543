namespace TorchBridge.Oracle.Corpus;

/// <summary>What the three methods say of a case.</summary>
/// <param name="Why">Null if the case can be admitted; else what is wrong.</param>
/// <param name="Verified">The methods that agree.</param>
/// <param name="Low">Where the point is a kink: the least each entry of the Jacobian may be, by differences from one side.</param>
/// <param name="High">And the most.</param>
internal sealed record Verdict(string? Why, string[] Verified, double[][]? Low = null, double[][]? High = null)
{
    public static readonly string[] Methods = ["reverse", "forward", "finite-difference"];

    public static readonly string[] KinkMethods = ["reverse", "forward", "one-sided-difference"];

    public bool IsKink => Low is not null;

    public static Verdict Rejected(string why) => new(why, []);
}
