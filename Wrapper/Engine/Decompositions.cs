using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>
/// Rules that PyTorch's Python package registers when it is imported, and that LibTorch alone therefore lacks: batching rules (<see
/// cref="BatchingRules"/>) and forward derivatives of backward operators (<see cref="ForwardDerivatives"/>). <see
/// cref="CorrectedOperators"/> and <see cref="Convolutions"/> replace rules of LibTorch that are wrong. All are registered once for the
/// whole process, when a batch or a dual number is first made. Without them results are the same but slower, and some compositions are
/// refused.
/// </summary>
internal static class Decompositions
{
    private static readonly Lazy<bool> s_batching = new(() => KernelLibrary.IsSupported && BatchingRules.Register()
        && Convolutions.Register());
    private static readonly Lazy<bool> s_forward = new(() => JitDecomposition.IsSupported && ForwardDerivatives.Register());
    private static readonly Lazy<bool> s_corrections = new(() => KernelLibrary.IsSupported && CorrectedOperators.Register());

    /// <summary>
    /// Registers the batching rules on the first call. Call it before a vmap level is entered. True if they are in use, so that cdist is
    /// right for a batch of gradients.
    /// </summary>
    public static bool EnsureBatching() => s_batching.Value;

    /// <summary>
    /// Registers the forward derivatives and the corrections on the first call. Call it before dual numbers are made. True if they are in
    /// use, so that the tangents of cholesky_inverse and cholesky_solve are right.
    /// </summary>
    public static bool EnsureForward() => s_forward.Value & s_corrections.Value;
}
