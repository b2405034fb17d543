using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>The cases of backward.json in C#, one part for each group of categories.</summary>
internal static partial class BackwardCases
{
    private const string PythonOnly = "asks the node object of Python's grad_fn, which has no counterpart in C#";
    private const string OtherHooks = "a hook on nodes, on saved tensors or after accumulation, which the library does not offer";

    private const string TorchSharpsSetter = "the error is made by Python's setter; TorchSharp's sets what it is given";

    /// <summary>Cases without a translation, each with the reason.</summary>
    public static readonly Dictionary<string, string> LeftOut = new()
    {
        ["saved_result_after_free"] = PythonOnly,
        ["version_counter"] = "reads _version, which TorchSharp does not offer",
        ["requires_grad_false_nonleaf"] = TorchSharpsSetter,
        ["assign_wrong_shape"] = TorchSharpsSetter,
        ["assign_wrong_dtype"] = TorchSharpsSetter,
        ["assign_self"] = TorchSharpsSetter,
        ["hook_remove"] = "a hook stays: the tensor before it has none",
        ["post_accumulate_grad_hook"] = OtherHooks,
        ["post_accumulate_on_nonleaf"] = OtherHooks,
        ["node_hook"] = OtherHooks,
        ["node_prehook"] = OtherHooks,
        ["saved_tensors_hooks"] = OtherHooks,
        ["custom_once_differentiable"] = "once_differentiable is a decorator of Python's",
    };

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
