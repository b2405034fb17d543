using TorchBridge.Engine;
using TorchBridge.Operators.Forward;

namespace TorchBridge.Operators.Reverse;

/// <summary>Checks whether LibTorch can differentiate a gradient that is computed inside another derivative.</summary>
internal static class InnerGradient
{
    /// <summary>
    /// Finds the faults behind outputs, and throws if the outer derivative of the gradient would be wrong. An outer forward derivative
    /// catches the exception and continues in reverse mode. Call this at the gradient's own level, because the graph of a level that has
    /// been left can't be read. Without an outer derivative or batch, the graph is not walked.
    /// </summary>
    public static KnownFaults Gradient(string api, Tensor[] outputs) =>
        LevelStack.Order < 2 && !PlainDualLevel.Inside && !LevelStack.BatchesSince(0) && KnownFaults.TakesPlainBatches
            ? KnownFaults.None
            : Checked(api, outputs);

    /// <summary>The same, but the graph is always walked.</summary>
    public static KnownFaults Checked(string api, Tensor[] outputs)
    {
        KnownFaults faults = KnownFaults.Behind(api, outputs);
        if (PlainDualLevel.HaveTangents && faults.Have(Faults.ForwardOverReverse))
            throw faults.Refusal(api, Faults.ForwardOverReverse, TransformMessages.ReverseAround);
        if (LevelStack.Order > 2 && faults.Have(Faults.ThirdDerivative))
            throw faults.Refusal(api, Faults.ThirdDerivative, TransformMessages.WriteOut);
        return faults;
    }

    /// <summary>
    /// Throws if an outer gradient would be wrong, because it differentiates the backward pass. Call this after the gradient's level has
    /// been left.
    /// </summary>
    public static void RefuseSecond(string api, KnownFaults faults, IEnumerable<Tensor> outputs)
    {
        if (faults.Have(Faults.SecondBackward) && LevelStack.InGrad && outputs.Any(IsRecorded))
            throw faults.Refusal(api, Faults.SecondBackward, TransformMessages.OneInForwardMode);
    }

    /// <summary>Whether the output is recorded for an outer gradient.</summary>
    public static bool IsRecorded(Tensor output)
    {
        using Tensor recorded = Level.Beneath(output);
        return recorded.requires_grad;
    }
}
