namespace TorchBridge.Support.Messages;

/// <summary>What the caller's own code did inside a backward pass: a custom function's backward, a hook.</summary>
internal static partial class GraphMessages
{
    public static AutogradException BackwardReturnedNull(string api) => new(AutogradError.Other,
        $"{api}: function CustomFunction returned null instead of an array of gradients; "
        + "return null in the array for an input without a gradient.");

    public static AutogradException WrongNumberOfReturnedGradients(string api, int expected, int gradients) => new(AutogradError.Other,
        $"{api}: function CustomFunction returned an incorrect number of gradients (expected {expected}, got {gradients}); "
        + "return one gradient, or null, for each input.");

    public static AutogradException BackwardReturnedDisposed(string api, int index) => new(AutogradError.Other,
        $"{api}: function CustomFunction returned a gradient that has been disposed, at index {index}; return it without disposing it.");

    public static AutogradException HookOnConstant(string api, Tensor tensor) => new(AutogradError.DoesNotRequireGrad,
        $"{api}: cannot register a hook on a tensor that doesn't require gradient; self is {Describe.Tensor(tensor)}. "
        + "Set requires_grad to true on a leaf before computing it.");

    public static AutogradException HookReturnedDisposed(string api) => new(AutogradError.Other,
        $"{api}: the hook returned a tensor that has been disposed; "
        + "return it without disposing it, or null to leave the gradient as it is.");

    /// <param name="api">The public name.</param>
    /// <param name="property">The size, type or device.</param>
    /// <param name="from">What it was.</param>
    /// <param name="to">What it is.</param>
    public static AutogradException HookChanged(string api, string property, string from, string to) => new(AutogradError.Other,
        $"{api}: the hook has changed the {property} of value, from {from} to {to}; "
        + "return a gradient like the one it is given, or null to leave that as it is.");
}
