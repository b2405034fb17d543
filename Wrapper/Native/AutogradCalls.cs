using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>
/// TorchSharp's functions for the autograd engine, with spans of handles instead of pointers. The caller keeps the tensors alive until the
/// call returns, and then reads the error.
/// </summary>
internal static unsafe class AutogradCalls
{
    [ThreadStatic]
    private static nint* t_results;

    /// <summary>
    /// torch::autograd::backward. Without gradients, each output has one element and its gradient is 1. Without inputs, all leaves get
    /// gradients.
    /// </summary>
    public static void Backward(ReadOnlySpan<nint> outputs, ReadOnlySpan<nint> gradients, bool retainGraph, bool createGraph,
        ReadOnlySpan<nint> inputs)
    {
        fixed (nint* o = outputs, g = gradients, i = inputs)
            LibTorchSharp.THSAutograd_backward(o, outputs.Length, g, gradients.Length, retainGraph, createGraph, i, inputs.Length);
    }

    /// <summary>
    /// A graph node whose backward is <paramref name="apply"/>. <paramref name="deleted"/> is called when the graph drops the node.
    /// </summary>
    public static LibTorchSharp.NodePointer NewNode(ApplyNode apply, Action deleted) => LibTorchSharp.THSAutograd_CSharpNode_ctor(
        Marshal.GetFunctionPointerForDelegate(apply), Marshal.GetFunctionPointerForDelegate(deleted));

    /// <summary>Connects a node to the inputs: its edges lead to them.</summary>
    public static void SetNextEdges(LibTorchSharp.NodePointer node, ReadOnlySpan<nint> inputs)
    {
        fixed (nint* i = inputs)
            LibTorchSharp.THSAutograd_CSharpNode_setNextEdges(node, Array(i, inputs.Length), true);
    }

    /// <summary>
    /// The outputs as new handles whose grad_fn is the node. Without a node they have no history. All are 0 after an error.
    /// </summary>
    public static nint[] WrapOutputs(LibTorchSharp.NodePointer node, ReadOnlySpan<nint> inputs, ReadOnlySpan<nint> nonDifferentiable,
        ReadOnlySpan<nint> dirty, ReadOnlySpan<nint> outputs)
    {
        var results = new nint[outputs.Length];
        fixed (nint* i = inputs, n = nonDifferentiable, d = dirty, o = outputs, r = results)
        {
            t_results = r;
            LibTorchSharp.THSAutograd_Function_wrapOutputs(Array(i, inputs.Length), Array(n, nonDifferentiable.Length),
                Array(d, dirty.Length), Array(o, outputs.Length), node, &Allocate);
        }
        return results;
    }

    /// <summary>The handles that the engine passes to a node.</summary>
    public static ReadOnlySpan<nint> HandlesAt(nint first, int count) => new((void*)first, count);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate LibTorchSharp.TensorArray ApplyNode(nint gradients, int count);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint* Allocate(nuint length) => t_results;

    private static LibTorchSharp.TensorArray Array(nint* first, int length) => new() { Handles = first, Length = length };
}
