using TorchBridge.Operators.Functions;

namespace TorchBridge.Operators.Reverse;

/// <summary>Tensor.register_hook as a function: the identity with the hook as its backward.</summary>
internal static class GradHook
{
    private const string Api = "WithGradHook";

    public static Tensor Run(Tensor tensor, Func<Tensor, Tensor?> hook)
    {
        if (!tensor.requires_grad)
            throw GraphMessages.HookOnConstant(Api, tensor);
        return FunctionApplication.Run(new(Api, (_, inputs) => inputs, null, (_, gradients) => [Hooked(gradients[0]!, hook)],
            (_, tangents) => tangents, GeneratesVmap: true, LeavesTensors: true), [tensor])[0];
    }

    private static Tensor Hooked(Tensor gradient, Func<Tensor, Tensor?> hook)
    {
        if (hook(gradient) is not { } replacement)
            return gradient;
        if (replacement.IsInvalid)
            throw GraphMessages.HookReturnedDisposed(Api);
        if (!Shapes.Same(replacement, gradient))
            throw GraphMessages.HookChanged(Api, "size", Describe.Shape(gradient), Describe.Shape(replacement));
        if (replacement.dtype != gradient.dtype)
            throw GraphMessages.HookChanged(Api, "type", Describe.Type(gradient.dtype), Describe.Type(replacement.dtype));
        if (replacement.device_type != gradient.device_type || replacement.device_index != gradient.device_index)
            throw GraphMessages.HookChanged(Api, "device", gradient.device.ToString(), replacement.device.ToString());
        return replacement;
    }
}
