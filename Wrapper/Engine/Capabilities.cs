using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>What this LibTorch can do beyond TorchSharp. Everything but what is named for it works without.</summary>
internal static class Capabilities
{
    /// <summary>Levels of functorch; without them a batch is a loop.</summary>
    public static bool FunctionTransforms => !WithoutFunctionTransforms && Functorch.IsSupported;

    /// <summary>Dual numbers; without them a Jacobian-vector product is two passes in reverse.</summary>
    public static bool ForwardMode => !WithoutForwardMode && ForwardAd.IsSupported && LibTorch.CanAdopt;

    /// <summary>LibTorch's gradients by the direct call; without it TorchScript makes the call.</summary>
    public static bool DirectGrad => !WithoutDirectGrad && GuardedGrad.IsSupported;

    /// <summary>Random operations of this thread; without it a draw in the rule that refuses one goes unnoticed.</summary>
    public static bool SeesDraws => !WithoutSeeingDraws && RandomOperations.IsSupported;

    /// <summary>For what can be called before there is any tensor: throws why there can be none and what to do.</summary>
    public static void RequireLibrary() => NativeLoader.Require();

    /// <summary>For tests: as on a platform that lacks it.</summary>
    internal static bool WithoutFunctionTransforms { get; set; }

    /// <inheritdoc cref="WithoutFunctionTransforms"/>
    internal static bool WithoutForwardMode { get; set; }

    /// <inheritdoc cref="WithoutFunctionTransforms"/>
    internal static bool WithoutDirectGrad { get; set; }

    /// <inheritdoc cref="WithoutFunctionTransforms"/>
    internal static bool WithoutSeeingDraws { get; set; }
}
