using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>An operator's kernel. An exception that it throws becomes the operator's error.</summary>
internal delegate void Kernel(KernelCall call);

/// <summary>The native side of a <see cref="Kernel"/>: each kernel has its own <see cref="NativeThunk"/>.</summary>
internal static unsafe class KernelThunk
{
    private static readonly Lazy<bool> s_works = new(SelfTest);

    /// <summary>Whether kernels can be made here. This needs executable memory.</summary>
    public static bool IsSupported => s_works.Value;

    /// <summary>
    /// One native function void(uint64_t* stack, uint64_t inputs, uint64_t outputs) for each kernel, kept for the life of the process.
    /// Empty if memory may not be executed.
    /// </summary>
    public static nint[] Make(Kernel[] kernels) =>
        NativeThunk.Make(Array.ConvertAll(kernels, kernel => (Entry, GCHandle.ToIntPtr(GCHandle.Alloc(kernel)))));

    private static nint Entry => (nint)(delegate* unmanaged[Cdecl]<long*, ulong, ulong, nint, nint>)&Enter;

    /// <summary>Runs a kernel. Returns 0, or the message of the exception that it threw.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Enter(long* stack, ulong inputs, ulong outputs, nint kernel)
    {
        try
        {
            using DisposeScope scope = NewDisposeScope();      // disposes the arguments and all temporaries when the kernel has ended
            ((Kernel)GCHandle.FromIntPtr(kernel).Target!)(new KernelCall(stack));
            return 0;
        }
        catch (Exception thrown)      // catches every exception, because none may leave this method
        {
            return NativeThunk.Message(thrown.Message);
        }
    }

    private static bool SelfTest()
    {
        if (!NativeThunk.IsSupported)
            return false;
        nint[] code = Make([call => call.Return(call.Int(1) == 7)]);
        long* stack = stackalloc long[2] { 0, 7 };
        if (code.Length == 0)
            return false;
        ((delegate* unmanaged<long*, ulong, ulong, void>)code[0])(stack, 2, 1);
        return stack[0] == 1;
    }
}
