using static TorchBridge.Tests.Programs.ProgramStep;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Programs;

/// <summary>The operations of the random programs by their names in the file. They do in C# what the recorded ones did in Python.</summary>
internal static partial class ProgramOperations
{
    public static readonly IReadOnlyDictionary<string, Func<Call, Tensor>> All =
        new[] { Unary, Binary, Reductions, Shapes, Indexing, Linear, Networks, InPlace }.SelectMany(table => table).ToDictionary();

    /// <summary>a + b.</summary>
    private static Tensor Sum(Tensor a, Tensor b) => a.add(b, Number(1));

    /// <summary>x + value.</summary>
    private static Tensor Plus(this Tensor x, double value) => x.add(Number(value));

    /// <summary>x × value.</summary>
    private static Tensor Times(this Tensor x, double value) => x.mul(Number(value));

    /// <summary>x² + 1, which is never near zero.</summary>
    private static Tensor Positive(Tensor x) => x.mul(x).Plus(1);

    /// <summary>A multiple of the unit matrix, as large as that dimension of x.</summary>
    private static Tensor Diagonal(Tensor x, int dim, double value) => eye(x.shape[x.dim() + dim], dtype: float64).Times(value);

    /// <summary>x xᵀ + 2, which is positive definite.</summary>
    private static Tensor Gram(Tensor x) => Sum(x.matmul(x.transpose(-1, -2)), Diagonal(x, -2, 2));
}
