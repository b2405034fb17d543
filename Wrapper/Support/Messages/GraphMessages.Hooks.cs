namespace TorchBridge.Support.Messages;

/// <summary>Hooks on gradients and on saved tensors.</summary>
internal static partial class GraphMessages
{
    public static PlatformNotSupportedException HooksAreMissing(string api, string wayOut) => new(
        $"{api}: hooks are switched off, or this build of LibTorch does not give access to them. Call NativeRuntime.Diagnose() to see "
        + "what is "
        + $"available. {wayOut}");

    public static AutogradException HookOnConstant(string api, Tensor tensor) => new(AutogradError.DoesNotRequireGrad,
        $"{api}: cannot register a hook on a tensor that doesn't require gradient. It is {Describe.Tensor(tensor)}. "
        + "Set requires_grad to true on a leaf before you compute it.");

    public static AutogradException HookOnNonLeaf(string api, Tensor tensor) => new(AutogradError.Other,
        $"{api}: post accumulate grad hooks cannot be registered on non-leaf tensors. self is a computed {Describe.Tensor(tensor)}. "
        + "Call RegisterHook, or call retain_grad() and read the gradient after the backward pass.");

    public static AutogradException HookReturnedDisposed(string api) => new(AutogradError.Other,
        $"{api}: the hook returned a tensor that has been disposed. "
        + "Return it without disposing it, or return null to leave the gradient as it is.");

    /// <param name="api">The public name.</param>
    /// <param name="property">The size, type or device.</param>
    /// <param name="from">What it was.</param>
    /// <param name="to">What it is.</param>
    public static AutogradException HookChanged(string api, string property, string from, string to) => new(AutogradError.Other,
        $"{api}: the hook has changed the {property} of value, from {from} to {to}. "
        + "Return a gradient of the same size, type and device, or null to leave the gradient as it is.");

    public static AutogradException ModuleWithoutInputGradient(string api) => new(AutogradError.Other,
        $"{api}: Backward hook for Modules where no input requires gradient should always return None or None for all gradients. "
        + "Return null from the hook, or set requires_grad to true on an input of the module.");

    public static AutogradException ModuleInputWasReplaced(string api) => new(AutogradError.Other,
        $"{api}: a forward pre-hook that was registered later has replaced the module's input. Register the backward hook after it.");

    public static AutogradException SavedTensorHooksDisabled(string api, string message) => new(AutogradError.Other,
        $"{api}: {message.TrimEnd('.')}. Dispose the scope of DisableSavedTensorHooks or of SavedTensorHooks first.");

    public static AutogradException PackWritesToItsInput(string api) => new(AutogradError.Other,
        $"{api}: A saved tensor pack hook is modifying its input in place. Tensors provided as input to pack hook can not be modified by "
        + "in-place operations as this can lead to unexpected side-effects. Write to a clone() of the input instead.");

    public static AutogradException PackReturnedDisposed(string api) => new(AutogradError.Other,
        $"{api}: pack returned a tensor that has been disposed. Return it without disposing it. It is disposed with the graph.");

    /// <param name="api">The public name.</param>
    /// <param name="returned">What it returned, in words.</param>
    public static AutogradException UnpackReturnedNothing(string api, string returned) => new(AutogradError.Other,
        $"{api}: unpack returned {returned}. Return the tensor that pack was given, or an equal one.");

    /// <param name="api">The public name.</param>
    /// <param name="property">The shape, type or device.</param>
    /// <param name="from">What it was.</param>
    /// <param name="to">What it is.</param>
    public static AutogradException UnpackChanged(string api, string property, string from, string to) => new(AutogradError.Other,
        $"{api}: the {property} of a saved tensor was {from}, and unpack returned {to}. Return a tensor with the shape, type and device "
        + "of the one that "
        + "pack was given.");
}
