using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>
/// The rules that Python's torch registers when it is imported, and which LibTorch alone therefore lacks: how some operators act on a batch
/// (<see cref="BatchingRules"/>), and what forward mode makes of some backward operators (<see cref="ForwardDerivatives"/>). Beside them
/// stand some whose rules in LibTorch are wrong (<see cref="CorrectedOperators"/>, <see cref="Convolutions"/>). They are registered for the whole process, once, when a
/// batch or a dual number is first made. Without them everything works as well, but slower, and some compositions are refused.
/// </summary>
internal static class Decompositions
{
    private static readonly Lazy<bool> s_batching = new(() => KernelLibrary.IsSupported && BatchingRules.Register() && Convolutions.Register());
    private static readonly Lazy<bool> s_forward = new(() => JitDecomposition.IsSupported && ForwardDerivatives.Register());
    private static readonly Lazy<bool> s_corrections = new(() => KernelLibrary.IsSupported && CorrectedOperators.Register());

    /// <summary>
    /// To be called before a vmap level is entered: registers the batching rules, the first time. Whether they are in use, and so a batch
    /// of gradients of cdist is right.
    /// </summary>
    public static bool EnsureBatching() => s_batching.Value;

    /// <summary>
    /// To be called before dual numbers are made: registers the forward derivatives and the corrections, the first time. Whether they are
    /// in use, and so the tangents of Cholesky factors are right.
    /// </summary>
    public static bool EnsureForward() => s_forward.Value & s_corrections.Value;
}
