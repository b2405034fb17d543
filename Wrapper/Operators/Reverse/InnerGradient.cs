using TorchBridge.Engine;
using TorchBridge.Operators.Forward;

namespace TorchBridge.Operators.Reverse;

/// <summary>A gradient that is taken inside another derivative: whether LibTorch can differentiate it once more.</summary>
internal static class InnerGradient
{
    public const string WriteOut = "Write the operation out in simpler ones.";

    public const string NoOtherRoute = "Forward mode, which would be right, stops at another operation of the function. Write one of the two out in simpler ones.";

    /// <summary>
    /// To be asked at the gradient's own level, for the graph of one that has been left can't be seen. What would be wrong around it is
    /// refused; a forward derivative goes on in reverse then. With no derivative and no batch around there is nothing to ask, and the walk
    /// is saved.
    /// </summary>
    public static KnownFaults Gradient(string api, Tensor[] outputs) =>
        LevelStack.Order < 2 && !PlainDualLevel.Inside && !LevelStack.BatchesSince(0) && KnownFaults.TakesPlainBatches ? KnownFaults.None : Checked(api, outputs);

    /// <summary>The same for one who wants to know in any case.</summary>
    public static KnownFaults Checked(string api, Tensor[] outputs)
    {
        KnownFaults faults = KnownFaults.Behind(api, outputs);
        if (PlainDualLevel.HaveTangents && faults.Have(Faults.ForwardOverReverse))
            throw faults.Refusal(api, Faults.ForwardOverReverse, "Differentiate in reverse around it.");
        if (LevelStack.Order > 2 && faults.Have(Faults.ThirdDerivative))
            throw faults.Refusal(api, Faults.ThirdDerivative, WriteOut);
        return faults;
    }

    /// <summary>
    /// To be asked when that level has been left: whether a gradient around, which would go through the backward pass a second time, is
    /// wrong.
    /// </summary>
    public static void RefuseSecond(string api, KnownFaults faults, IEnumerable<Tensor> outputs)
    {
        if (faults.Have(Faults.SecondBackward) && LevelStack.InGrad && outputs.Any(IsRecorded))
            throw faults.Refusal(api, Faults.SecondBackward, "Take one of the two derivatives in forward mode: Transforms.Hessian, Jvp of Grad, or JacRev of JacFwd.");
    }

    /// <summary>Whether somebody around takes gradients of it.</summary>
    public static bool IsRecorded(Tensor output)
    {
        using Tensor recorded = Level.Beneath(output);
        return recorded.requires_grad;
    }
}
