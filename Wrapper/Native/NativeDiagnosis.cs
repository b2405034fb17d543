namespace TorchBridge.Native;

/// <summary>Finds out what was loaded and what it can do.</summary>
internal static class NativeDiagnosis
{
    public static NativeRuntimeReport Run() => NativeLoader.EnsureLoaded()
        ? LoadReport.OfSuccess(LibTorch.Version, NativeLoader.CorrectedFile, new(Functorch.IsSupported, DualLevelCalls.IsSupported,
            GraphNode.IsSupported, KernelLibrary.IsSupported && JitDecomposition.IsSupported, DirectGrad.IsSupported, LoadReport.Untried()))
        : LoadReport.OfFailure(NativeLoader.Failure!);
}
