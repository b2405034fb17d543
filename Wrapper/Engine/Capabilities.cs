using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>What this LibTorch offers beyond TorchSharp. If one capability is missing, everything else still works.</summary>
internal static class Capabilities
{
    /// <summary>Levels of functorch. Without them Vmap is a loop.</summary>
    public static bool FunctionTransforms => Functorch.IsSupported;

    /// <summary>Dual numbers. Without them a Jacobian-vector product takes two backward passes.</summary>
    public static bool ForwardMode => DualLevelCalls.IsSupported && LibTorch.CanAdopt;

    /// <summary>Hooks of tensors and of passes.</summary>
    public static bool Hooks => HookCalls.IsSupported;

    /// <summary>Hooks of saved tensors.</summary>
    public static bool SavedTensorHooks => SavedTensorCalls.IsSupported;

    /// <summary>Watching this thread's random operations. Without it VmapRandomness.Error does not notice a draw.</summary>
    public static bool SeesDraws => RandomOperations.IsSupported;

    /// <summary>
    /// Throws if the native library cannot be loaded. Members that can be called before any tensor exists call this first.
    /// </summary>
    public static void RequireLibrary() => NativeLoader.Require();
}
