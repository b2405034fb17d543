using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>Reports what was loaded and what it can do.</summary>
internal static class NativeDiagnosis
{
    public static NativeRuntimeReport Run() => NativeLoader.EnsureLoaded()
        ? LoadReport.OfSuccess(LibTorch.Version, NativeLoader.CorrectedFile, new(Functorch.IsSupported, DualLevelCalls.IsSupported,
            GraphNode.IsSupported, KernelLibrary.IsSupported && JitDecomposition.IsSupported, DirectGrad.IsSupported,
            SavedTensorCalls.IsSupported, C10d.Reason, Untried()))
        : LoadReport.OfFailure(NativeLoader.Failure!);

    /// <summary>Why features that read C++ objects are off on this platform; null if they are on.</summary>
    private static string? Untried() => Platform.IsTriedOrWanted ? null
        : $"What calls C++ functions and reads C++ objects was not tried on this platform ({RuntimeInformation.RuntimeIdentifier}) and is "
            + $"off; set the AppContext switch {Switches.UntriedPlatformName} to true to try it. A mistake may end the process.";
}
