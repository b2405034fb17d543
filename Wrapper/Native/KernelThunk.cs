using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace TorchBridge.Native;

/// <summary>An operator's kernel. An exception that it throws becomes the operator's error.</summary>
internal delegate void Kernel(KernelCall call);

/// <summary>
/// The native side of a <see cref="Kernel"/>. The process ends if a managed exception enters C++, or if a C++ exception reaches a managed
/// frame. So each kernel gets a few instructions of its own. They call the kernel, which returns a message if it failed. They then free
/// their stack frame and jump to a function of LibTorch that throws. The C++ exception then looks as if LibTorch itself had called that
/// function: no managed frame and no thunk is between throw and catch. Only x64 is supported.
/// </summary>
internal static unsafe class KernelThunk
{
    private static readonly Lazy<bool> s_works = new(SelfTest);

    // Both functions throw their message argument (aoti_torch_check unless its condition holds). aoti_torch_check has five arguments, and
    // Windows would pass the fifth on the stack, in a place that belongs to the thunk's caller. torchCheckFail has four.
    private static readonly nint s_throw = OperatingSystem.IsWindows()
        ? LibTorch.FindAny("?torchCheckFail@detail@c10@@YAXPEBD0I0@Z")
        : LibTorch.FindAny("aoti_torch_check");

    // The place that the error names as its origin.
    private static readonly nint s_function = Marshal.StringToCoTaskMemUTF8("kernel"),
        s_file = Marshal.StringToCoTaskMemUTF8("TorchBridge");

    /// <summary>Keeps a message alive until C++ has copied it.</summary>
    [ThreadStatic]
    private static byte[]? t_message;

    /// <summary>Whether kernels can be made here. This needs executable memory.</summary>
    public static bool IsSupported => s_works.Value;

    /// <summary>
    /// One native function void(uint64_t* stack, uint64_t inputs, uint64_t outputs) for each kernel, kept for the life of the process. None
    /// if memory may not be executed.
    /// </summary>
    public static nint[] Make(Kernel[] kernels)
    {
        nint page = 0;
        int used = ExecutablePage.Size;
        var made = new List<nint>();
        foreach (Kernel kernel in kernels)
        {
            nint handle = GCHandle.ToIntPtr(GCHandle.Alloc(kernel));
            byte[] code = OperatingSystem.IsWindows() ? Microsoft(handle) : SystemV(handle);
            if (used + code.Length > ExecutablePage.Size)
            {
                if (page != 0 && !ExecutablePage.Seal(page) || (page = ExecutablePage.Make()) == 0)
                    return [];
                used = 0;
            }
            ExecutablePage.Write(page + used, code);
            made.Add(page + used);
            used += (code.Length + 15) & ~15;
        }
        return ExecutablePage.Seal(page) ? [.. made] : [];
    }

    /// <summary>The thunk for the System V convention: arguments are in rdi, rsi, rdx, rcx, r8.</summary>
    private static byte[] SystemV(nint kernel) =>
    [
        0x48, 0x83, 0xEC, 0x08,                                 // sub  rsp, 8            a call needs a stack aligned to 16 bytes
        0x48, 0xB9, .. Address(kernel),                         // mov  rcx, kernel       behind stack, inputs, outputs
        0x48, 0xB8, .. Address(Entry),                          // mov  rax, Enter
        0xFF, 0xD0,                                             // call rax
        0x48, 0x83, 0xC4, 0x08,                                 // add  rsp, 8
        0x48, 0x85, 0xC0,                                       // test rax, rax
        0x75, 0x01,                                             // jnz  failed
        0xC3,                                                   // ret
        0x49, 0x89, 0xC0,                                       // mov  r8, rax           failed: the message
        0x31, 0xFF,                                             // xor  edi, edi          the condition
        0x31, 0xC9,                                             // xor  ecx, ecx          the line
        0x48, 0xBE, .. Address(s_function),                     // mov  rsi, function
        0x48, 0xBA, .. Address(s_file),                         // mov  rdx, file
        0x48, 0xB8, .. Address(s_throw),                        // mov  rax, aoti_torch_check
        0xFF, 0xE0,                                             // jmp  rax
    ];

    /// <summary>
    /// The thunk for Microsoft's convention: arguments are in rcx, rdx, r8, r9. The 32 bytes above the return address belong to the callee.
    /// </summary>
    private static byte[] Microsoft(nint kernel) =>
    [
        0x48, 0x83, 0xEC, 0x28,                                 // sub  rsp, 40           those 32 bytes, and the stack is aligned
        0x49, 0xB9, .. Address(kernel),                         // mov  r9, kernel        behind stack, inputs, outputs
        0x48, 0xB8, .. Address(Entry),                          // mov  rax, Enter
        0xFF, 0xD0,                                             // call rax
        0x48, 0x83, 0xC4, 0x28,                                 // add  rsp, 40
        0x48, 0x85, 0xC0,                                       // test rax, rax
        0x75, 0x01,                                             // jnz  failed
        0xC3,                                                   // ret
        0x49, 0x89, 0xC1,                                       // mov  r9, rax           failed: the message
        0x45, 0x31, 0xC0,                                       // xor  r8d, r8d          the line
        0x48, 0xB9, .. Address(s_function),                     // mov  rcx, function
        0x48, 0xBA, .. Address(s_file),                         // mov  rdx, file
        0x48, 0xB8, .. Address(s_throw),                        // mov  rax, torchCheckFail
        0xFF, 0xE0,                                             // jmp  rax
    ];

    private static nint Entry => (nint)(delegate* unmanaged[Cdecl]<long*, ulong, ulong, nint, nint>)&Enter;

    /// <summary>Runs a kernel. Returns 0, or the message of the exception that it threw.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Enter(long* stack, ulong inputs, ulong outputs, nint kernel)
    {
        try
        {
            using DisposeScope scope = NewDisposeScope();      // holds the arguments and every temporary until the kernel is done
            ((Kernel)GCHandle.FromIntPtr(kernel).Target!)(new KernelCall(stack));
            return 0;
        }
        catch (Exception thrown)      // every exception, because none may leave this method
        {
            return Message(thrown.Message);
        }
    }

    private static nint Message(string text)
    {
        // The message of a native error ends with C++ frames, and LibTorch will append frames again.
        int frames = text.IndexOf("\nException raised from", StringComparison.Ordinal);
        string message = (frames < 0 ? text : text[..frames]) + '\0';
        t_message = GC.AllocateUninitializedArray<byte>(Encoding.UTF8.GetByteCount(message), pinned: true);
        Encoding.UTF8.GetBytes(message, t_message);
        return (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(t_message));
    }

    private static byte[] Address(nint value) => BitConverter.GetBytes((long)value);

    private static bool SelfTest()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64 || s_throw == 0)
            return false;
        nint[] code = Make([call => call.Return(call.Int(1) == 7)]);
        long* stack = stackalloc long[2] { 0, 7 };
        if (code.Length == 0)
            return false;
        ((delegate* unmanaged<long*, ulong, ulong, void>)code[0])(stack, 2, 1);
        return stack[0] == 1;
    }
}
