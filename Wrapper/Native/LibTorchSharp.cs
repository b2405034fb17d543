using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>The C functions of TorchSharp's native library that the facade calls itself. Every handle is an <c>at::Tensor*</c>.</summary>
internal static unsafe partial class LibTorchSharp
{
    public const string Name = "LibTorchSharp";

    /// <summary>torch::autograd::backward; sets the last error instead of throwing.</summary>
    [LibraryImport(Name)]
    public static partial void THSAutograd_backward(nint* tensors, long tensorCount, nint* gradTensors, long gradTensorCount,
        [MarshalAs(UnmanagedType.U1)] bool retainGraph, [MarshalAs(UnmanagedType.U1)] bool createGraph, nint* inputs, long inputCount);

    /// <summary>A compilation unit of TorchScript functions, or 0 and the last error.</summary>
    [LibraryImport(Name)]
    public static partial nint THSJIT_compile(byte* script);

    /// <summary>
    /// Runs a function of a unit. <paramref name="allocator"/> gives the room for a result of so many values; their handles are new.
    /// </summary>
    [LibraryImport(Name)]
    public static partial void THSJIT_CompilationUnit_Invoke(nint unit, byte* function, Script.Value* arguments, int count,
        delegate* unmanaged[Cdecl]<int, nuint, Script.Value*> allocator, sbyte* resultCode, int index);

    /// <summary>The text of this thread's last error, allocated by strdup, or 0.</summary>
    [LibraryImport(Name)]
    public static partial nint THSTorch_get_and_reset_last_err();
}
