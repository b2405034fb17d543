using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>C functions of TorchSharp's native library. Every handle is an <c>at::Tensor*</c>.</summary>
internal static unsafe partial class LibTorchSharp
{
    public const string Name = "LibTorchSharp";

    /// <summary>torch::autograd::backward; sets the last error instead of throwing.</summary>
    [LibraryImport(Name)]
    public static partial void THSAutograd_backward(nint* tensors, long tensorCount, nint* gradTensors, long gradTensorCount,
        [MarshalAs(UnmanagedType.U1)] bool retainGraph, [MarshalAs(UnmanagedType.U1)] bool createGraph, nint* inputs, long inputCount);

    /// <summary>Compiles TorchScript functions to a compilation unit. 0 after an error.</summary>
    [LibraryImport(Name)]
    public static partial nint THSJIT_compile(byte* script);

    /// <summary>
    /// Runs a function of a unit. <paramref name="allocator"/> returns memory for a result of the given number of values, with new handles.
    /// </summary>
    [LibraryImport(Name)]
    public static partial void THSJIT_CompilationUnit_Invoke(nint unit, byte* function, ScriptValue* arguments, int count,
        delegate* unmanaged[Cdecl]<int, nuint, ScriptValue*> allocator, sbyte* resultCode, int index);

    /// <summary>
    /// A graph node. Its apply is <paramref name="apply"/>(at::Tensor** gradients, int count), which owns the handles that it gets. The
    /// handles that it returns are copied at once. <paramref name="deleted"/> is called when the graph drops the node.
    /// </summary>
    [LibraryImport(Name)]
    public static partial NodePointer THSAutograd_CSharpNode_ctor(nint apply, nint deleted);

    [LibraryImport(Name)]
    public static partial void THSAutograd_CSharpNode_disposeSharedPtr(NodePointer node);

    [LibraryImport(Name)]
    public static partial void THSAutograd_CSharpNode_disposeWeakPtr(NodePointer node);

    /// <summary>Sets the node's next edges to those of the inputs.</summary>
    [LibraryImport(Name)]
    public static partial void THSAutograd_CSharpNode_setNextEdges(NodePointer node, TensorArray inputs,
        [MarshalAs(UnmanagedType.U1)] bool isExecutable);

    /// <summary>
    /// torch::autograd::_wrap_outputs: makes the node the outputs' grad_fn. New handles are written to the memory that
    /// <paramref name="allocator"/> returns.
    /// </summary>
    [LibraryImport(Name)]
    public static partial void THSAutograd_Function_wrapOutputs(TensorArray inputs, TensorArray nonDifferentiable,
        TensorArray dirty, TensorArray outputs, NodePointer node, delegate* unmanaged[Cdecl]<nuint, nint*> allocator);

    /// <summary>torch::autograd::SavedVariable: a saved tensor. Its version is checked when it is unpacked.</summary>
    [LibraryImport(Name)]
    public static partial nint THSAutograd_SavedVariable_ctor(nint tensor, NodePointer node,
        [MarshalAs(UnmanagedType.U1)] bool isInplaceOnView);

    [LibraryImport(Name)]
    public static partial nint THSAutograd_SavedVariable_unpack(nint saved, NodePointer savedFor);

    [LibraryImport(Name)]
    public static partial void THSAutograd_SavedVariable_dispose(nint saved);

    /// <summary>
    /// The address of a tensor's first element; 0 if it has no elements or no memory. For some kinds of tensors it is 0 and the last error
    /// is set.
    /// </summary>
    [LibraryImport(Name)]
    public static partial nint THSTensor_data(nint tensor);

    [LibraryImport(Name)]
    public static partial void THSTensor_dispose(nint tensor);

    /// <summary>at::equal: one answer for both tensors. (TorchSharp's own <c>equal</c> is <c>eq</c>.)</summary>
    [LibraryImport(Name)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool THSTensor_equal(nint left, nint right);

    /// <summary>The text of this thread's last error, or 0. It is allocated by strdup.</summary>
    [LibraryImport(Name)]
    public static partial nint THSTorch_get_and_reset_last_err();

    /// <summary>An array of handles that the callee only reads.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct TensorArray
    {
        public nint* Handles;
        public long Length;
    }

    /// <summary>A node: a shared_ptr that keeps it alive, and a weak_ptr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct NodePointer
    {
        public nint Shared;
        public nint Weak;
    }

    /// <summary>An argument or result of a TorchScript function.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ScriptValue
    {
        public const int TensorListCode = 5;
        private const int TensorCode = 0, BoolCode = 2, IntCode = 3, NoneCode = 8;

        public long Code;
        public long Length;
        public nint Handle;

        public static ScriptValue Tensor(nint handle) => new() { Code = TensorCode, Handle = handle };

        public static ScriptValue None => new() { Code = NoneCode };

        /// <summary>TorchSharp passes 32 bits.</summary>
        public static ScriptValue Int(long value) => new() { Code = IntCode, Handle = checked((int)value) };

        public static ScriptValue Bool(bool value) => new() { Code = BoolCode, Handle = value ? 1 : 0 };
    }
}
