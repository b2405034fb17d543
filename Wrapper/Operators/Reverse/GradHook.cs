using TorchBridge.Operators.Functions;

namespace TorchBridge.Operators.Reverse;

/// <summary>Tensor.register_hook as a function: the identity with the hook as its backward.</summary>
internal static class GradHook
{
    private const string Api = "WithGradHook";

    public static Tensor Run(Tensor tensor, Func<Tensor, Tensor?> hook)
    {
        if (!tensor.requires_grad)
            throw new AutogradException(AutogradError.DoesNotRequireGrad,
                $"{Api}: cannot register a hook on a tensor that doesn't require gradient; self is {Describe.Tensor(tensor)}. "
                + "Set requires_grad to true on a leaf before computing it.");
        return FunctionApplication.Run(Api, [tensor], _ => [tensor], (_, gradients) => [Hooked(gradients[0]!, hook)],
            leavesTensors: true)[0];
    }

    private static Tensor Hooked(Tensor gradient, Func<Tensor, Tensor?> hook)
    {
        if (hook(gradient) is not { } replacement)
            return gradient;
        if (replacement.IsInvalid)
            throw Wrong("returned a tensor that has been disposed; return it without disposing it, or null to leave the gradient as it is");
        if (!Shapes.Same(replacement, gradient))
            throw Changed("size", Describe.Shape(gradient), Describe.Shape(replacement));
        if (replacement.dtype != gradient.dtype)
            throw Changed("type", Describe.Type(gradient.dtype), Describe.Type(replacement.dtype));
        if (replacement.device_type != gradient.device_type || replacement.device_index != gradient.device_index)
            throw Changed("device", gradient.device.ToString(), replacement.device.ToString());
        return replacement;
    }

    private static AutogradException Changed(string what, string from, string to) =>
        Wrong($"has changed the {what} of value, from {from} to {to}; "
            + "return a gradient like the one it is given, or null to leave that as it is");

    private static AutogradException Wrong(string what) => new(AutogradError.Other, $"{Api}: the hook {what}.");
}
