using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>Reports what was loaded and which capabilities it has.</summary>
internal static class NativeDiagnosis
{
    public static NativeRuntimeReport Run() => NativeLoader.EnsureLoaded()
        ? LoadReport.OfSuccess(LibTorch.Version, NativeLoader.CorrectedFile, new(Functorch.IsSupported, DualLevelCalls.IsSupported,
            GraphNode.IsSupported, KernelLibrary.IsSupported && JitDecomposition.IsSupported, DirectGrad.IsSupported,
            SavedTensorCalls.IsSupported, C10d.Reason, Untried()))
        : LoadReport.OfFailure(NativeLoader.Failure!);

    /// <summary>Why features that read C++ objects are off on this platform; null if they are on.</summary>
    private static string? Untried() => Platform.IsTriedOrWanted ? null
        : "Features that call C++ functions and read C++ objects were not tested on this platform "
            + $"({RuntimeInformation.RuntimeIdentifier}) and are off. Set the AppContext switch {Switches.UntriedPlatformName} to true to "
            + "try them. An error in them may end the process.";
}
