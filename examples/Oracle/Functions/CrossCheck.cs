using TorchBridge.Oracle.Programs;
using TorchBridge.Oracle.Protocol;
using static TorchSharp.torch;

namespace TorchBridge.Oracle.Functions;

/// <summary>
/// A second opinion on a forward-mode answer: with any cotangent c, c · (J t) of forward mode and (c J) · t of reverse mode are the same
/// number. It is asked for where a program has an operator whose rule for dual numbers is known to be wrong somewhere.
/// </summary>
internal static class CrossCheck
{
    /// <summary>
    /// Operators of LibTorch 2.10 whose first derivative in forward mode is wrong for some inputs: see docs/known-faults.md.
    /// </summary>
    private static readonly string[] s_doubtful = ["cholesky_inverse", "cholesky_solve", "scatter_reduce", "soft_margin_loss"];

    public static bool IsNeeded(OracleProgram program) => program.Nodes.Any(node => s_doubtful.Contains(node.Operator));

    public static void Forward(Func<Tensor[], Tensor[]> func, Tensor[] point, Tensor[] tangents, Tensor[] products)
    {
        Tensor[] cotangents = [.. products.Select(Cotangent)];
        Tensor[] gradients = Gradients(func, point, cotangents);
        (double forward, double size) = Product(cotangents, products);
        (double reverse, double otherSize) = Product(gradients, tangents);
        double tolerance = (products.Any(each => DTypes.FromTorch(each.dtype)?.IsNarrow() == true) ? 1e-3 : 1e-7) * Math.Max(size,
            otherSize);
        if (!forward.Equals(reverse) && !(Math.Abs(forward - reverse) <= tolerance))
            throw new OracleException(ErrorCode.UnreliableDerivative,
                $"forward and reverse mode of LibTorch give different values for the same product ({forward:R} and {reverse:R}); use grad or vjp");
    }

    /// <summary>By reverse mode. Where that has no derivative, nothing confirms what forward mode says.</summary>
    private static Tensor[] Gradients(Func<Tensor[], Tensor[]> func, Tensor[] point, Tensor[] cotangents)
    {
        try
        {
            return Autograd.Vjp(func, point, cotangents).Vjp;
        }
        catch (Exception e) when (Failure.Translate(e) is { } translated)
        {
            throw new OracleException(ErrorCode.UnreliableDerivative,
                $"LibTorch's forward mode is wrong for some inputs of this program, and reverse mode cannot confirm it: {translated.Message}", e);
        }
    }

    /// <summary>Numbers that are unlikely to cancel.</summary>
    private static Tensor Cotangent(Tensor product)
    {
        TensorValue shape = product.ToValue("a product");
        return shape.With([.. shape.Data.Select((_, i) => (i % 2 == 0 ? 1 : -1) * (0.5 + (i + 1) * 0.6180339887498949 % 1))]).ToTorch();
    }

    private static (double Sum, double Size) Product(Tensor[] a, Tensor[] b)
    {
        double[] terms = [.. a.Zip(b, (x, y) => x.ToValue("a factor").Data.Zip(y.ToValue("a factor").Data, (p, q) => p * q))
            .SelectMany(each => each)];
        return (terms.Sum(), terms.Sum(Math.Abs));
    }
}
