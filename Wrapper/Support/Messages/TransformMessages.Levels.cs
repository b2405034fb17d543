namespace TorchBridge.Support.Messages;

/// <summary>Levels: whose they are, how deep they nest, and when they have ended.</summary>
internal static partial class TransformMessages
{
    public static AutogradException OtherThread(string api, string name) => new(AutogradError.Other,
        $"{api}: {name} belongs to a transform (Grad, Vjp, Jvp, ...) of another thread, "
        + "and its derivative would be lost here. Compute with it on the thread that runs the transformed function, "
        + "or start the whole transform on this one.");

    public static AutogradException Escaped(string api, string name) => new(AutogradError.Other,
        $"{api}: Either your tensor may have escaped from inside a function being vmapped, or it is used before it has been returned: "
        + $"{name} is a batch of examples of a Vmap that has ended or is another thread's. "
        + "Return it from the mapped function instead of keeping it, and use it on the thread that it was made on.");

    public static InvalidOperationException EndedOutOfOrder() => new(
        "A function transform ended on another thread than it began on, or out of order. "
        + "Nothing may be awaited inside a transformed function.");

    public static InvalidOperationException TooDeep(long depth) => new(
        $"Function transforms are nested {depth} deep already; LibTorch has no room for more. Is one calling itself?");

    /// <param name="api">The public name.</param>
    /// <param name="function">PyTorch's name of the function that <paramref name="api"/> returned.</param>
    public static ObjectDisposedException ScopeHasEnded(string api, string function) => new(function,
        $"{api}: the dispose scope in which this function was made has ended, and its graph with it. Call it inside that scope.");

    public static AutogradException NestedForwardMode(string api) => new(AutogradError.NotImplemented,
        $"{api}: Nested forward mode AD is not supported at the moment. "
        + "Dispose the level of this thread that is open, or use Transforms.Jvp, which nests.");

    public static AutogradException NoForwardMode(string api) => new(AutogradError.NotImplemented,
        $"{api}: this build of LibTorch does not offer forward mode; NativeRuntime.Diagnose() lists what it can do. "
        + "Autograd.Jvp works without it.");

    public static AutogradException DualLevelHasEnded(string api) => new(AutogradError.Other,
        $"{api}: Trying to create a dual Tensor for forward AD but no level exists, make sure to enter_dual_level() first. "
        + "This one has been closed; open another with ForwardAD.EnterDualLevel.");

    public static AutogradException InferencePrimal(string api) => new(AutogradError.NotImplemented,
        $"{api}: an inference tensor cannot carry a tangent. Give a copy of it that was made by clone() outside of inference_mode.");

    public static AutogradException EdgeInTransform(string api) => new(AutogradError.NotImplemented,
        $"{api}: inside a function transform a tensor's place in the graph ends with its level. Use the transforms (Transforms.Grad, Vjp), "
        + "or make the edge outside of the transformed function.");
}
