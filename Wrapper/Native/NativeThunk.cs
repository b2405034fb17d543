using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace TorchBridge.Native;

/// <summary>
/// Native functions that call managed functions and throw the errors that these report. The process ends if a managed exception enters C++,
/// or if a C++ exception reaches a managed frame. Therefore the managed function returns a message if it fails. A few instructions of
/// machine code then free their stack frame and jump to a function of LibTorch that throws. For C++ it looks as if LibTorch itself had
/// called that function, because no managed frame and no thunk is between throw and catch. Only x64 is supported.
/// </summary>
internal static unsafe class NativeThunk
{
    // Both functions throw their message argument (aoti_torch_check unless its condition holds). aoti_torch_check has five arguments, and
    // Windows would pass the fifth on the stack, in a place that belongs to the thunk's caller. torchCheckFail has four.
    private static readonly nint s_throw = OperatingSystem.IsWindows()
        ? LibTorch.FindAny("?torchCheckFail@detail@c10@@YAXPEBD0I0@Z")
        : LibTorch.FindAny("aoti_torch_check");

    // The names of the function and the file that the error gives as its origin.
    private static readonly nint s_function = Marshal.StringToCoTaskMemUTF8("kernel"),
        s_file = Marshal.StringToCoTaskMemUTF8("TorchBridge");

    /// <summary>Keeps a message alive until C++ has copied it.</summary>
    [ThreadStatic]
    private static byte[]? t_message;

    /// <summary>Whether thunks can be made for this processor. They also need memory that may be executed.</summary>
    public static bool IsSupported => RuntimeInformation.ProcessArchitecture == Architecture.X64 && s_throw != 0;

    /// <summary>
    /// One native function for each managed one, kept for the life of the process. Empty if memory may not be executed. A native function
    /// passes its first three arguments on, and the context as the fourth. The managed function returns 0 or a <see cref="Message"/>. The
    /// native function then returns the address that C++ expects from a function whose result is an object in the caller's memory: its
    /// first argument on Linux, and its second one on Windows, as in a member function.
    /// </summary>
    public static nint[] Make(params ReadOnlySpan<(nint Entry, nint Context)> functions)
    {
        nint page = 0;
        int used = ExecutablePage.Size;
        var made = new List<nint>();
        foreach ((nint entry, nint context) in functions)
        {
            byte[] code = OperatingSystem.IsWindows() ? Microsoft(entry, context) : SystemV(entry, context);
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

    /// <summary>The message for C++ to throw. It is valid until this thread makes the next one.</summary>
    public static nint Message(string text)
    {
        // The message of a native error ends with C++ frames, and LibTorch will append frames again.
        int frames = text.IndexOf("\nException raised from", StringComparison.Ordinal);
        string message = (frames < 0 ? text : text[..frames]) + '\0';
        t_message = GC.AllocateUninitializedArray<byte>(Encoding.UTF8.GetByteCount(message), pinned: true);
        Encoding.UTF8.GetBytes(message, t_message);
        return (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(t_message));
    }

    /// <summary>The thunk for the System V convention: arguments are in rdi, rsi, rdx, rcx, r8.</summary>
    private static byte[] SystemV(nint entry, nint context) =>
    [
        0x48, 0x83, 0xEC, 0x08,                                 // sub  rsp, 8            a call needs a stack aligned to 16 bytes
        0x48, 0x89, 0x3C, 0x24,                                 // mov  [rsp], rdi
        0x48, 0xB9, .. Address(context),                        // mov  rcx, context
        0x48, 0xB8, .. Address(entry),                          // mov  rax, entry
        0xFF, 0xD0,                                             // call rax
        0x48, 0x8B, 0x3C, 0x24,                                 // mov  rdi, [rsp]
        0x48, 0x83, 0xC4, 0x08,                                 // add  rsp, 8
        0x48, 0x85, 0xC0,                                       // test rax, rax
        0x75, 0x04,                                             // jnz  failed
        0x48, 0x89, 0xF8,                                       // mov  rax, rdi
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
    private static byte[] Microsoft(nint entry, nint context) =>
    [
        0x48, 0x83, 0xEC, 0x28,                                 // sub  rsp, 40           those 32 bytes, and the stack is aligned
        0x48, 0x89, 0x54, 0x24, 0x20,                           // mov  [rsp + 32], rdx
        0x49, 0xB9, .. Address(context),                        // mov  r9, context
        0x48, 0xB8, .. Address(entry),                          // mov  rax, entry
        0xFF, 0xD0,                                             // call rax
        0x48, 0x8B, 0x54, 0x24, 0x20,                           // mov  rdx, [rsp + 32]
        0x48, 0x83, 0xC4, 0x28,                                 // add  rsp, 40
        0x48, 0x85, 0xC0,                                       // test rax, rax
        0x75, 0x04,                                             // jnz  failed
        0x48, 0x89, 0xD0,                                       // mov  rax, rdx
        0xC3,                                                   // ret
        0x49, 0x89, 0xC1,                                       // mov  r9, rax           failed: the message
        0x45, 0x31, 0xC0,                                       // xor  r8d, r8d          the line
        0x48, 0xB9, .. Address(s_function),                     // mov  rcx, function
        0x48, 0xBA, .. Address(s_file),                         // mov  rdx, file
        0x48, 0xB8, .. Address(s_throw),                        // mov  rax, torchCheckFail
        0xFF, 0xE0,                                             // jmp  rax
    ];

    private static byte[] Address(nint value) => BitConverter.GetBytes((long)value);
}
