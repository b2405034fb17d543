namespace TorchBridge.Native;

/// <summary>
/// The addresses of functorch's C++ functions. An address is 0 if this LibTorch does not export the function. TorchSharp and the stable
/// interface do not offer these functions, so they are found by their mangled names.
/// </summary>
internal static class FunctorchExports
{
    // Mangled names for Linux, macOS and Windows; one name if it is the same on Linux and macOS. A name contains the parameter types, so a
    // function with other parameters is not found.
    public static readonly nint
        Push = LibTorch.FindAny(
            "_ZN2at9functorch23initAndPushDynamicLayerENS0_13TransformTypeE"
                + "St8optionalIN3c106SymIntEES2_INS0_14RandomnessTypeEES2_IbES8_S8_",
            "_ZN2at9functorch23initAndPushDynamicLayerENS0_13TransformTypeE"
                + "NSt3__18optionalIN3c106SymIntEEENS3_INS0_14RandomnessTypeEEENS3_IbEES9_S9_",
            "?initAndPushDynamicLayer@functorch@at@@YA_JW4TransformType@12@"
                + "V?$optional@VSymInt@c10@@@std@@V?$optional@W4RandomnessType@functorch@at@@@5@V?$optional@_N@5@33@Z"),
        Pop = LibTorch.FindAny("_ZN2at9functorch32popDynamicLayerAndDeleteMetadataEv",
            "?popDynamicLayerAndDeleteMetadata@functorch@at@@YA?AUDynamicLayer@12@XZ"),
        StepOut = LibTorch.FindAny("_ZN2at9functorch15popDynamicLayerEv", "?popDynamicLayer@functorch@at@@YA?AUDynamicLayer@12@XZ"),
        PushLayer = LibTorch.FindAny("_ZN2at9functorch16pushDynamicLayerEONS0_12DynamicLayerE",
            "?pushDynamicLayer@functorch@at@@YA_J$$QEAUDynamicLayer@12@@Z"),
        GetStack = LibTorch.FindAny("_ZN2at9functorch20getDynamicLayerStackEv",
            "?getDynamicLayerStack@functorch@at@@YAAEB"
                + "V?$vector@UDynamicLayer@functorch@at@@V?$allocator@UDynamicLayer@functorch@at@@@std@@@std@@XZ"),
        SetStack = LibTorch.FindAny("_ZN2at9functorch20setDynamicLayerStackERKSt6vectorINS0_12DynamicLayerESaIS2_EE",
            "_ZN2at9functorch20setDynamicLayerStackERKNSt3__16vectorINS0_12DynamicLayerENS1_9allocatorIS3_EEEE",
            "?setDynamicLayerStack@functorch@at@@YAXAEB"
                + "V?$vector@UDynamicLayer@functorch@at@@V?$allocator@UDynamicLayer@functorch@at@@@std@@@std@@@Z"),
        IncludeKeys = LibTorch.FindAny("_ZN2at9functorch36setDynamicLayerFrontBackKeysIncludedEb",
            "?setDynamicLayerFrontBackKeysIncluded@functorch@at@@YAX_N@Z"),
        Apply = LibTorch.FindAny("_ZNK2at9functorch24VmapPhysicalToLogicalMap5applyERKNS_6TensorE",
            "?apply@VmapPhysicalToLogicalMap@functorch@at@@QEBA?AVTensor@3@AEBV43@@Z"),
        UnwrapAtLevel = LibTorch.FindAny("_ZN2at9functorch19unwrapTensorAtLevelERKNS_6TensorEl",
            "_ZN2at9functorch19unwrapTensorAtLevelERKNS_6TensorEx",
            "?unwrapTensorAtLevel@functorch@at@@YA?AV?$tuple@VTensor@at@@V?$optional@_J@std@@@std@@AEBVTensor@2@_J@Z"),
        MakeWrapper = LibTorch.FindAny("_ZN2at9functorch17makeTensorWrapperERKNS_6TensorElb",
            "_ZN2at9functorch17makeTensorWrapperERKNS_6TensorExb",
            "?makeTensorWrapper@functorch@at@@YA?AVTensor@2@AEBV32@_J_N@Z"),
        UnwrapIfDead = LibTorch.FindAny("_ZN2at9functorch12unwrapIfDeadERKNS_6TensorE",
            "?unwrapIfDead@functorch@at@@YA?AVTensor@2@AEBV32@@Z"),
        AllowRequiresGrad = LibTorch.FindAny("_ZN2at9functorch29setInplaceRequiresGradAllowedEb",
            "?setInplaceRequiresGradAllowed@functorch@at@@YAX_N@Z"),
        WarnOfFallback = LibTorch.FindAny("_ZN2at9functorch29setVmapFallbackWarningEnabledEb",
            "?setVmapFallbackWarningEnabled@functorch@at@@YAX_N@Z");

    /// <summary>Whether all of them are exported.</summary>
    public static bool AreComplete => !new[]
    {
        Push, Pop, StepOut, PushLayer, GetStack, SetStack, IncludeKeys, Apply,
        UnwrapAtLevel, MakeWrapper, UnwrapIfDead, AllowRequiresGrad, WarnOfFallback
    }.Contains(0);
}
