using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>What this LibTorch can do beyond TorchSharp. Everything but what is named for it works without.</summary>
internal static class Capabilities
{
    /// <summary>Levels of functorch; without them a batch is a loop.</summary>
    public static bool FunctionTransforms => Functorch.IsSupported;

    /// <summary>Dual numbers; without them a Jacobian-vector product is two passes in reverse.</summary>
    public static bool ForwardMode => DualLevelCalls.IsSupported && LibTorch.CanAdopt;

    /// <summary>Random operations of this thread; without it a draw in the rule that refuses one goes unnoticed.</summary>
    public static bool SeesDraws => RandomOperations.IsSupported;

    /// <summary>For what can be called before there is any tensor: throws why there can be none and what to do.</summary>
    public static void RequireLibrary() => NativeLoader.Require();
}
