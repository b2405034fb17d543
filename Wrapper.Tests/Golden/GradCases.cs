using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>The cases of grad.json in C#, one part for each group of categories.</summary>
internal static partial class GradCases
{
    private static Tensor Leaf(double value) => tensor(value, requires_grad: true);

    private static Tensor Leaf(double[] values) => tensor(values, requires_grad: true);

    private static Tensor Leaf(double[,] values) => tensor(values, requires_grad: true);

    private static Tensor Ones(params long[] shape) => ones(shape, dtype: float64);

    private static Tensor SumOfCubes(Tensor x) => x.pow(3).sum();

    /// <summary>Python's <c>a is b</c>: a handle points to a pointer to the tensor itself.</summary>
    private static bool Same(Tensor a, Tensor b) => Marshal.ReadIntPtr(a.Handle) == Marshal.ReadIntPtr(b.Handle);

    private static unsafe nint Address(Tensor tensor)
    {
        fixed (byte* first = tensor.bytes)
            return (nint)first;
    }
}
