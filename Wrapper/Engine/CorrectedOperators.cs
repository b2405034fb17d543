using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>
/// Operators whose forward derivative in LibTorch fails or is wrong, written with operations whose derivatives are right. They are
/// registered when forward mode is first used, and from then on every mode uses them.
/// </summary>
internal static class CorrectedOperators
{
    /// <summary>Registers all of them. False if that failed; LibTorch's own operators then stay.</summary>
    public static bool Register() =>
        // Every operation inside a transform passes this key first.
        KernelLibrary.Register("FuncTorchDynamicLayerFrontMode",
            ("mse_loss_backward", BatchingRules.MseLossBackward))
        // Derivatives are recorded at this key. A kernel here records none itself; its operations are recorded instead.
        && KernelLibrary.Register("AutogradCPU",
            ("cholesky_inverse", call => call.Return(CholeskyInverse(call.Tensor(0), call.Bool(1)))),
            ("cholesky_solve", call => call.Return(CholeskySolve(call.Tensor(0), call.Tensor(1), call.Bool(2)))));

    /// <summary>The inverse of L Lᴴ is Sᴴ S with S = L⁻¹. The inverse of Uᴴ U is S Sᴴ with S = U⁻¹.</summary>
    private static Tensor CholeskyInverse(Tensor factor, bool upper)
    {
        using Tensor one = eye(factor.size(-1), dtype: factor.dtype, device: factor.device);
        Tensor s = linalg.solve_triangular(factor, one, upper);
        return upper ? einsum("...ij,...kj->...ik", s, s.conj()) : einsum("...ji,...jk->...ik", s.conj(), s);
    }

    /// <summary>The solution of L Lᴴ x = b, or of Uᴴ U x = b, by two triangular systems.</summary>
    private static Tensor CholeskySolve(Tensor b, Tensor factor, bool upper)
    {
        Tensor adjoint = factor.transpose(-2, -1).conj();
        (Tensor first, Tensor second) = upper ? (adjoint, factor) : (factor, adjoint);
        return linalg.solve_triangular(second, linalg.solve_triangular(first, b, upper: false), upper: true);
    }
}
