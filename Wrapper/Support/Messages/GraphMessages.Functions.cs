namespace TorchBridge.Support.Messages;

/// <summary>What the caller's own code did inside a backward pass: a custom function's backward.</summary>
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
}
