namespace TorchBridge.Native;

/// <summary>
/// aten::_make_dual and aten::_unpack_dual at LibTorch's one level. The stable interface is quicker than TorchScript, but does not tell
/// why a call has failed: such a call is made once more by TorchScript.
/// </summary>
internal static class DualTensorCalls
{
    /// <summary>A new handle of a dual tensor, or 0 and the last error.</summary>
    public static nint Make(nint primal, nint tangent) =>
        StableAbi.IsSupported && StableAbi.MakeDual(primal, tangent) is var dual and not 0 ? dual : Script.MakeDual(primal, tangent);

    /// <summary>
    /// New handles of both parts of a tensor, the second 0 where there is no tangent; both 0 and the last error after an error.
    /// </summary>
    public static (nint Primal, nint Tangent) Unpack(nint dual) =>
        StableAbi.IsSupported && StableAbi.UnpackDual(dual) is var parts and not (0, 0) ? parts : Script.UnpackDual(dual);
}
