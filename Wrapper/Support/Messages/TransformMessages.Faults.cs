namespace TorchBridge.Support.Messages;

/// <summary>Derivatives that LibTorch computes wrongly, and what to call instead.</summary>
internal static partial class TransformMessages
{
    /// <summary>The message for a derivative that is refused.</summary>
    /// <param name="api">The public name.</param>
    /// <param name="reason">Which derivative of which operation is wrong, without a full stop.</param>
    /// <param name="wayOut">One of the sentences below.</param>
    public static string WrongDerivative(string api, string? reason, string wayOut) =>
        $"{api}: {reason}, so it is not used here. {wayOut} docs/known-faults.md has the whole list.";

    public const string WriteOut = "Write the operation out in simpler ones.";

    public const string NoOtherRoute = "Forward mode, which would be right, stops at another operation of the function. "
        + "Write one of the two out in simpler ones.";

    public const string ReverseAround = "Differentiate in reverse around it.";

    public const string OneInForwardMode =
        "Take one of the two derivatives in forward mode: Transforms.Hessian, Jvp of Grad, or JacRev of JacFwd.";

    public const string RowByRow = "Take this derivative by JacRev, which goes row by row where it has to.";

    public const string VjpInside = "The function that Vjp returned is called inside a Vmap and another transform: "
        + "call Vjp itself inside, or map the function alone.";
}
