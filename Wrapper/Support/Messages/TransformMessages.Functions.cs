namespace TorchBridge.Support.Messages;

/// <summary>Custom functions inside transforms.</summary>
internal static partial class TransformMessages
{
    public static AutogradException NodeInTransform(string api) => new(AutogradError.NotImplemented,
        $"{api}: its gradients can't be recorded for a tensor of a function transform (vmap, grad, jvp, jacrev, ...). "
        + "Call it outside of the transformed function, or use CustomFunction.Define, which works in all of them.");

    public static AutogradException NoVmapRule(string api) => new(AutogradError.NotImplemented,
        $"{api}: You tried to vmap over a CustomFunction, but it does not have vmap support. Please override and implement the vmap "
        + "staticmethod or set generate_vmap_rule=True. In C#: pass vmap or generateVmapRule: true to CustomFunction.Define.");

    public static AutogradException NeedsSetup(string api) => new(AutogradError.NotImplemented,
        $"{api}: the vmap rule has taken the place of forward, so what forward saves besides inputs and outputs, or puts into Data, is not "
        + "known here. Call the overload of Define that takes setupContext.");

    public static AutogradException DirtyInputIsCaptured(string api, int index) => new(AutogradError.NotImplemented,
        $"{api}: forward has written to input {index} in place, which would mutate a captured Tensor. It was made outside of the function "
        + "that is transformed: make it an argument of that function, or give a clone() of it.");
}
