using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>The cases of func.json in C#, one part for each group of categories. Python's nested arguments are an array here.</summary>
internal static partial class FuncCases
{
    private static Tensor A => Counting(2, 3);

    private static Tensor B => tensor(new[,] { { 1.0, -1, 2 }, { 0.5, 3, -2 } });

    private static Tensor X3 => tensor([0.5, -1, 2]);

    private static Tensor X22 => tensor(new[,] { { 1.0, 2 }, { 3, 4 } });

    /// <summary>0, 1, 2, ... in the shape.</summary>
    private static Tensor Counting(params long[] shape) => arange(shape.Aggregate(1L, (a, b) => a * b), dtype: float64).reshape(shape);

    private static Tensor Complex2 => complex(tensor([1.0, -0.5]), tensor([2.0, 1.0]));
}
