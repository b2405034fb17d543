using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>
/// Operators whose own forward derivative in LibTorch fails or is wrong, as operations whose derivatives are right. They come into use with
/// forward mode, and from then on serve every mode.
/// </summary>
internal static class CorrectedOperators
{
    /// <summary>Registers them all. False where that did not work; LibTorch's own stay then.</summary>
    public static bool Register() =>
        // Every operation inside a transform passes this key first.
        KernelLibrary.Register("FuncTorchDynamicLayerFrontMode",
            ("mse_loss_backward", BatchingRules.MseLossBackward))
        // Here the derivatives are: the kernel's operations have their own.
        && KernelLibrary.Register("AutogradCPU",
            ("cholesky_inverse", call => call.Return(CholeskyInverse(call.Tensor(0), call.Bool(1)))),
            ("cholesky_solve", call => call.Return(CholeskySolve(call.Tensor(0), call.Tensor(1), call.Bool(2)))));

    /// <summary>The inverse of L Lᴴ, or of Uᴴ U. With S = L⁻¹ that is Sᴴ S; with S = U⁻¹ it is S Sᴴ.</summary>
    private static Tensor CholeskyInverse(Tensor factor, bool upper)
    {
        using Tensor one = eye(factor.size(-1), dtype: factor.dtype, device: factor.device);
        Tensor s = linalg.solve_triangular(factor, one, upper);
        return upper ? einsum("...ij,...kj->...ik", s, s.conj()) : einsum("...ji,...jk->...ik", s.conj(), s);
    }

    /// <summary>The solution of L Lᴴ x = b, or of Uᴴ U x = b: one triangular system after the other.</summary>
    private static Tensor CholeskySolve(Tensor b, Tensor factor, bool upper)
    {
        Tensor adjoint = factor.transpose(-2, -1).conj();
        (Tensor first, Tensor second) = upper ? (adjoint, factor) : (factor, adjoint);
        return linalg.solve_triangular(second, linalg.solve_triangular(first, b, upper: false), upper: true);
    }
}
