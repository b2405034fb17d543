using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>The cases of backward.json in C#, one part for each group of categories.</summary>
internal static partial class BackwardCases
{
    private static Tensor Leaf(double value) => tensor(value, requires_grad: true);

    private static Tensor Leaf(double[] values) => tensor(values, requires_grad: true);

    private static Tensor Leaf(double[,] values) => tensor(values, requires_grad: true);

    private static Tensor Ones(params long[] shape) => ones(shape, dtype: float64);

    /// <summary>0, 1, 2, ... in the shape.</summary>
    private static Tensor Counting(params long[] shape) => arange(shape.Aggregate(1L, (a, b) => a * b), dtype: float64).reshape(shape);

    private static Tensor Complex(double[] real, double[] imaginary) => complex(tensor(real), tensor(imaginary));

    private static Tensor ComplexLeaf(double[] real, double[] imaginary) => Complex(real, imaginary).requires_grad_();

    /// <summary>Python's x * 2 wraps the number in a tensor, which is saved; C#'s saves nothing.</summary>
    private static Tensor Number(double value) => tensor(value);

    /// <summary>Python's <c>a is b</c>: a handle points to a pointer to the tensor itself.</summary>
    private static bool Same(Tensor a, Tensor b) => Marshal.ReadIntPtr(a.Handle) == Marshal.ReadIntPtr(b.Handle);

    private static unsafe nint Address(Tensor tensor)
    {
        using Tensor detached = tensor.detach();
        fixed (byte* first = detached.bytes)
            return (nint)first;
    }
}
