using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Corpus;

/// <summary>What is true of a request, or why that cannot be said.</summary>
/// <param name="Answer">The right answer.</param>
/// <param name="Choices">What else is right, where there is a choice.</param>
/// <param name="Verified">The methods that confirm it.</param>
/// <param name="Why">Null, or why nothing confirms it.</param>
internal sealed record Verdict(Fields Answer, ChoiceSet[] Choices, string[] Verified, string? Why = null)
{
    public Tolerance Tolerance { get; init; }

    public static Verdict Rejected(string why) => new([], [], [], why);
}

/// <summary>How an answer was confirmed. None of these uses a derivative formula of LibTorch.</summary>
internal static class Method
{
    public const string Differences = "differences", ClosedForm = "closed-form", OneSided = "one-sided-differences", Limit = "limit",
        Evaluation = "evaluation";
}
