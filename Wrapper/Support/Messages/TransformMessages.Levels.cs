namespace TorchBridge.Support.Messages;

/// <summary>Levels: whose they are, how deep they nest, and when they have ended.</summary>
internal static partial class TransformMessages
{
    public static AutogradException OtherThread(string api, string name) => new(AutogradError.Other,
        $"{api}: {name} belongs to a transform (Grad, Vjp, Jvp, ...) on another thread, "
        + "so its derivative would be lost here. Use it on the thread that runs the transformed function, "
        + "or run the whole transform on this thread.");

    public static AutogradException Escaped(string api, string name) => new(AutogradError.Other,
        $"{api}: Either your tensor may have escaped from inside a function being vmapped, or it is used before it has been returned: "
        + $"{name} belongs to a Vmap that has ended or that runs on another thread. "
        + "Return it from the mapped function instead of keeping it, and use it on the thread of its Vmap.");

    public static InvalidOperationException EndedOutOfOrder() => new(
        "A function transform ended on another thread than it began on, or out of order. "
        + "Do not await inside a transformed function.");

    public static InvalidOperationException TooDeep(long depth) => new(
        $"Function transforms are nested {depth} deep, and LibTorch allows no more. Check whether a transformed function calls itself.");

    /// <param name="api">The public name.</param>
    /// <param name="function">PyTorch's name of the function that <paramref name="api"/> returned.</param>
    public static ObjectDisposedException ScopeHasEnded(string api, string function) => new(function,
        $"{api}: the dispose scope in which this function was made has ended, and its graph was disposed with the scope. Call it inside "
        + "that "
        + "scope.");

    public static AutogradException NestedForwardMode(string api) => new(AutogradError.NotImplemented,
        $"{api}: Nested forward mode AD is not supported at the moment. "
        + "Dispose the open level of this thread first, or use Transforms.Jvp, which can be nested.");

    public static AutogradException NoForwardMode(string api) => new(AutogradError.NotImplemented,
        $"{api}: this build of LibTorch does not offer forward mode. Call NativeRuntime.Diagnose() to see what is available. "
        + "Autograd.Jvp works without forward mode.");

    public static AutogradException DualLevelHasEnded(string api) => new(AutogradError.Other,
        $"{api}: Trying to create a dual Tensor for forward AD but no level exists, make sure to enter_dual_level() first. "
        + "This level has been disposed. Open another one with ForwardAD.EnterDualLevel.");

    public static AutogradException InferencePrimal(string api) => new(AutogradError.NotImplemented,
        $"{api}: an inference tensor cannot carry a tangent. Call clone() on it outside inference_mode and pass the copy.");

    public static AutogradException EdgeInTransform(string api) => new(AutogradError.NotImplemented,
        $"{api}: a gradient edge that is made inside a function transform is lost when the transform ends. Use Transforms.Grad or "
        + "Transforms.Vjp, or make the edge outside the transformed function.");
}
