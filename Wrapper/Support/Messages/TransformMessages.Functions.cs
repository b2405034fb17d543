namespace TorchBridge.Support.Messages;

/// <summary>Custom functions inside transforms.</summary>
internal static partial class TransformMessages
{
    public static AutogradException NodeInTransform(string api) => new(AutogradError.NotImplemented,
        $"{api}: the gradients of this function can't be recorded for a tensor inside a function transform (vmap, grad, jvp, jacrev, ...). "
        + "Call it outside the transformed function, or use CustomFunction.Define, which works inside transforms.");

    public static AutogradException NoVmapRule(string api) => new(AutogradError.NotImplemented,
        $"{api}: You tried to vmap over a CustomFunction, but it does not have vmap support. Please override and implement the vmap "
        + "staticmethod or set generate_vmap_rule=True. In C#: pass vmap, or generateVmapRule: true, to CustomFunction.Define.");

    public static AutogradException NeedsSetup(string api) => new(AutogradError.NotImplemented,
        $"{api}: the vmap rule runs instead of forward, so backward would not get what forward stores in Data, or saves besides inputs and "
        + "outputs. Call the overload of Define that takes setupContext.");

    public static AutogradException DirtyInputIsCaptured(string api, int index) => new(AutogradError.NotImplemented,
        $"{api}: forward has written to input {index} in place, which would mutate a captured Tensor. The tensor was made outside the "
        + "transformed function. Pass it as an argument of that function, or pass a clone() of it.");
}
