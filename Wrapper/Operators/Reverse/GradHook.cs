using TorchBridge.Engine;
using TorchBridge.Operators.Functions;

namespace TorchBridge.Operators.Reverse;

/// <summary>Hooks on the gradient of a tensor.</summary>
internal static class GradHook
{
    /// <summary>The identity function with the hook as its backward. It does not need LibTorch's hooks.</summary>
    public static Tensor Run(string api, Tensor tensor, Func<Tensor, Tensor?> hook)
    {
        RequiresGrad(api, tensor);
        return Identity(api, tensor, hook);
    }

    /// <summary>The same for a tensor that may require grad at an outer level only.</summary>
    public static Tensor Identity(string api, Tensor tensor, Func<Tensor, Tensor?> hook)
    {
        return FunctionApplication.Run(new(api, (_, inputs) => inputs, null,
            (_, gradients) => [gradients[0] is { } gradient ? Replacement(api, gradient, hook) ?? gradient : null],
            (_, tangents) => tangents, GeneratesVmap: true, LeavesTensors: true), [tensor])[0];
    }

    /// <summary>Tensor.register_hook.</summary>
    public static IDisposable Register(string api, Tensor tensor, Func<Tensor, Tensor?> hook)
    {
        Admission.Usable(api, tensor, "self");
        RequiresGrad(api, tensor);
        RequireHooks(api);
        return TensorHook.Add(api, tensor, gradient => Replacement(api, gradient, hook));
    }

    /// <summary>Tensor.register_post_accumulate_grad_hook.</summary>
    public static IDisposable RegisterAccumulated(string api, Tensor leaf, Action<Tensor> hook)
    {
        Admission.Usable(api, leaf, "self");
        RequiresGrad(api, leaf);
        if (!leaf.is_leaf)
            throw GraphMessages.HookOnNonLeaf(api, leaf);
        RequireHooks(api);
        return AccumulatedHook.Add(leaf, hook);
    }

    public static void RequireHooks(string api)
    {
        if (!Capabilities.Hooks)
            throw GraphMessages.HooksAreMissing(api, "WithGradHook and the hooks of modules work without them.");
    }

    /// <summary>
    /// The gradient that the hook returned, which must have the shape, type and device of the original one; null if the hook does not
    /// replace it.
    /// </summary>
    public static Tensor? Replacement(string api, Tensor gradient, Func<Tensor, Tensor?> hook)
    {
        if (hook(gradient) is not { } replacement)
            return null;
        if (replacement.IsInvalid)
            throw GraphMessages.HookReturnedDisposed(api);
        Admission.Usable(api, replacement, "hook");
        if (!Shapes.Same(replacement, gradient))
            throw GraphMessages.HookChanged(api, "size", Describe.Shape(gradient), Describe.Shape(replacement));
        if (replacement.dtype != gradient.dtype)
            throw GraphMessages.HookChanged(api, "type", Describe.Type(gradient.dtype), Describe.Type(replacement.dtype));
        if (replacement.device_type != gradient.device_type || replacement.device_index != gradient.device_index)
            throw GraphMessages.HookChanged(api, "device", gradient.device.ToString(), replacement.device.ToString());
        return replacement;
    }

    private static void RequiresGrad(string api, Tensor tensor)
    {
        if (!tensor.requires_grad)
            throw GraphMessages.HookOnConstant(api, tensor);
    }
}
