namespace TorchBridge.Native;

/// <summary>
/// aten::_make_dual and aten::_unpack_dual at LibTorch's one level. The stable interface is faster than TorchScript, but gives no message
/// if a call fails. A failed call is therefore repeated through TorchScript.
/// </summary>
internal static class DualTensorCalls
{
    /// <summary>A new handle of a dual tensor, or 0 and the last error.</summary>
    public static nint Make(nint primal, nint tangent) =>
        StableAbi.IsSupported && StableAbi.MakeDual(primal, tangent) is var dual and not 0 ? dual : Script.MakeDual(primal, tangent);

    /// <summary>
    /// New handles of both parts of a tensor. The second is 0 if there is no tangent. After an error both are 0, and the last error is set.
    /// </summary>
    public static (nint Primal, nint Tangent) Unpack(nint dual) =>
        StableAbi.IsSupported && StableAbi.UnpackDual(dual) is var parts and not (0, 0) ? parts : Script.UnpackDual(dual);
}
