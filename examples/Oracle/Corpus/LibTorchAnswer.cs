using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Checking;
using TorchBridge.Oracle.Functions;

namespace TorchBridge.Oracle.Corpus;

internal static class LibTorchAnswer
{
    /// <summary>What is wrong with the answer that LibTorch itself gives in the types of a case; null if it passes.</summary>
    public static string? LibTorchFails(this Case each)
    {
        if (each.Result == "error")
            return null;
        Outcome outcome = Judge.CompareOutput(each, Evaluator.Evaluate(each.Function, each.Request), strict: true);
        return outcome.Status == Status.Passed ? null : outcome.Why;
    }
}
