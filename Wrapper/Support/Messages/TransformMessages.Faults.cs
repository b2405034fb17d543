namespace TorchBridge.Support.Messages;

/// <summary>Derivatives that LibTorch computes wrongly, and what to call instead.</summary>
internal static partial class TransformMessages
{
    /// <summary>The message for a derivative that is refused.</summary>
    /// <param name="api">The public name.</param>
    /// <param name="reason">Which derivative of which operation is wrong, without a full stop.</param>
    /// <param name="wayOut">One of the sentences below.</param>
    public static string WrongDerivative(string api, string? reason, string wayOut) =>
        $"{api}: {reason}, so TorchBridge does not use it. {wayOut} docs/known-faults.md lists all such derivatives.";

    public const string WriteOut = "Replace the operation by simpler ones.";

    public const string NoOtherRoute = "Forward mode would be right, but another operation of the function does not support it. "
        + "Replace one of the two operations by simpler ones.";

    public const string ReverseAround = "Use reverse mode for the outer derivative.";

    public const string OneInForwardMode =
        "Use forward mode for one of the two derivatives: Transforms.Hessian, Jvp of Grad, or JacRev of JacFwd.";

    public const string RowByRow = "Use JacRev for this derivative, which computes it row by row where needed.";

    public const string VjpInside = "The function that Vjp returned is called inside a Vmap and another transform. "
        + "Call Vjp itself inside them, or use Vmap without the other transform.";
}
