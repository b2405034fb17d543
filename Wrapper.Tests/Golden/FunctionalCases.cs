using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>The cases of functional.json in C#, one part for each group of categories.</summary>
internal static partial class FunctionalCases
{
    /// <summary>The x that most snippets begin with.</summary>
    private static Tensor X => Vector(0.5, -1, 2);

    /// <summary>A copy in memory that LibTorch allocates, which is aligned. The memory of an array is not.</summary>
    private static Tensor Vector(params double[] values) => tensor(values).clone();

    private static Tensor Leaf(params double[] values) => Vector(values).requires_grad_();

    private static Tensor Ones(params long[] shape) => ones(shape, float64);

    private static Tensor Complex(double[] real, double[] imaginary) => complex(tensor(real), tensor(imaginary));

    private static Tensor Z => Complex([1, -0.5], [2, 1]);
}
