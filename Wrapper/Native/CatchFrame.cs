using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>
/// A stack frame that catches C++ exceptions, for exports that do not catch them themselves. Managed code cannot catch them, because a C++
/// exception that reaches a P/Invoke ends the process. This class writes what a C++ compiler would generate for <c>try {
/// function(arguments...); } catch (std::exception&amp;) { … } catch (...) { … }</c>: the instructions, the unwind table (.eh_frame) and
/// the exception table (.gcc_except_table). They are put into memory and registered with the unwinder. Only Linux on x64 is supported, and
/// only if memory may be executed.
/// </summary>
internal static unsafe class CatchFrame
{
    private const string Throw = "_Unwind_RaiseException";
    private const int StandardException = 1, Anything = 2;      // the numbers of the clauses in the table of types

    /// <summary>In the System V convention, the first six arguments of a call are in registers and the others are on the stack.</summary>
    private static ReadOnlySpan<byte> Code =>
    [
        0x55,                               // push rbp
        0x48, 0x89, 0xE5,                   // mov  rbp, rsp
        0x53,                               // push rbx
        0x48, 0x83, 0xEC, 0x28,             // sub  rsp, 40
        0x48, 0x89, 0xFB,                   // mov  rbx, rdi            the Call
        0x48, 0x8B, 0x43, 0x38,             // mov  rax, [rbx + 56]     its seventh argument
        0x48, 0x89, 0x04, 0x24,             // mov  [rsp], rax
        0x48, 0x8B, 0x43, 0x40,             // mov  rax, [rbx + 64]
        0x48, 0x89, 0x44, 0x24, 0x08,       // mov  [rsp + 8], rax
        0x48, 0x8B, 0x43, 0x48,             // mov  rax, [rbx + 72]
        0x48, 0x89, 0x44, 0x24, 0x10,       // mov  [rsp + 16], rax
        0x48, 0x8B, 0x43, 0x50,             // mov  rax, [rbx + 80]     its tenth
        0x48, 0x89, 0x44, 0x24, 0x18,       // mov  [rsp + 24], rax
        0x48, 0x8B, 0x7B, 0x08,             // mov  rdi, [rbx + 8]      its first
        0x48, 0x8B, 0x73, 0x10,             // mov  rsi, [rbx + 16]
        0x48, 0x8B, 0x53, 0x18,             // mov  rdx, [rbx + 24]
        0x48, 0x8B, 0x4B, 0x20,             // mov  rcx, [rbx + 32]
        0x4C, 0x8B, 0x43, 0x28,             // mov  r8, [rbx + 40]
        0x4C, 0x8B, 0x4B, 0x30,             // mov  r9, [rbx + 48]      its sixth
        0xFF, 0x13,                         // call [rbx]
        0x31, 0xC0,                         // xor  eax, eax            no exception
        0x89, 0x53, 0x58,                   // mov  [rbx + 88], edx     Landing: rax is the exception, edx the clause that catches it
        0x48, 0x8B, 0x5D, 0xF8,             // mov  rbx, [rbp - 8]
        0xC9,                               // leave
        0xC3,                               // ret
    ];

    private const byte Landing = 75;

    private static delegate* unmanaged<nint, nint> s_beginCatch;
    private static delegate* unmanaged<void> s_endCatch;
    private static readonly delegate* unmanaged<Call*, nint> s_frame = (delegate* unmanaged<Call*, nint>)Make();

    public static bool IsSupported => s_frame is not null;

    /// <summary>A call of a function with at most ten arguments, all integers or pointers. Its result is ignored.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Call
    {
        public nint Function;
        public fixed long Arguments[10];
        internal int Clause;      // the clause that caught the exception
    }

    /// <summary>Calls the function. Returns the message of the exception that it threw, or null.</summary>
    public static string? Run(Call* call)
    {
        nint thrown = s_frame(call);
        return thrown == 0 ? null : Catch(thrown, call->Clause);
    }

    /// <summary>The rest of a catch clause. It need not be part of the generated instructions.</summary>
    private static string Catch(nint thrown, int clause)
    {
        nint exception = s_beginCatch(thrown);
        string text = clause == StandardException ? What(exception) : "A C++ exception of an unknown type.";
        s_endCatch();
        return text;
    }

    /// <summary>Calls std::exception::what, which is the third virtual function, after two destructors.</summary>
    private static string What(nint exception) =>
        Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)(*(nint**)exception)[2])(exception))!;

    /// <summary>Writes the frame. Returns the address of the instructions, or 0 if the frame is not supported.</summary>
    private static nint Make()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64
            || !NativeLibrary.TryLoad("libstdc++.so.6", out nint standard) || !NativeLibrary.TryLoad("libgcc_s.so.1", out nint unwinder)
            || !NativeLibrary.TryGetExport(standard, "__gxx_personality_v0", out nint personality)
            || !NativeLibrary.TryGetExport(standard, "_ZTISt9exception", out nint exceptionType)
            || !NativeLibrary.TryGetExport(standard, "__cxa_begin_catch", out nint beginCatch)
            || !NativeLibrary.TryGetExport(standard, "__cxa_end_catch", out nint endCatch)
            || !NativeLibrary.TryGetExport(unwinder, "__register_frame", out nint register)
            || !NativeLibrary.TryGetExport(unwinder, "_Unwind_Find_FDE", out nint find))
            return 0;
        if (IsReplaced(unwinder))
            return 0;
        nint page = ExecutablePage.Make();
        if (page == 0)
            return 0;
        byte[] exceptions = ExceptionTable(exceptionType);
        nint exceptionsAt = page + Code.Length, unwindingAt = (exceptionsAt + exceptions.Length + 7) & ~7;
        byte[] common = CommonEntry(personality), unwinding = [.. common, .. FunctionEntry(common.Length, page, exceptionsAt), 0, 0, 0, 0];
        ExecutablePage.Write(page, Code);
        ExecutablePage.Write(exceptionsAt, exceptions);
        ExecutablePage.Write(unwindingAt, unwinding);
        if (!ExecutablePage.Seal(page))
            return 0;
        ((delegate* unmanaged<nint, void>)register)(unwindingAt);
        nint* bases = stackalloc nint[3];
        // A throw finds the frame with this function, so the call checks the registration.
        if (((delegate* unmanaged<nint, nint*, nint>)find)(page + Landing, bases) != unwindingAt + common.Length)
            return 0;
        s_beginCatch = (delegate* unmanaged<nint, nint>)beginCatch;
        s_endCatch = (delegate* unmanaged<void>)endCatch;
        return page;
    }

    /// <summary>
    /// Whether another unwinder throws exceptions than the one where the frame is registered, for example a preloaded libunwind. It would
    /// not find the frame.
    /// </summary>
    internal static bool IsReplaced(nint unwinder) => NativeLibrary.TryGetExport(unwinder, Throw, out nint expected)
        && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), Throw, out nint used) && used != expected;

    /// <summary>One region, which covers all of the code, with one landing pad and two clauses.</summary>
    private static byte[] ExceptionTable(nint exceptionType)
    {
        byte[] clauses =
        [
            0x01, 4,                                        // numbers are ULEB128; the region takes four bytes:
            0, (byte)Code.Length, Landing, 1,               // start, length, landing, first clause
            StandardException, 1, Anything, 0,              // each clause's type, then the distance to the next clause
        ];
        byte[] types = [.. Address(0), .. Address(exceptionType)];      // indexed from the end; address 0 matches any exception
        // 0xFF: landings count from the function's start. 0x00: types are addresses; the length tells where they end.
        return [0xFF, 0x00, (byte)(clauses.Length + types.Length), .. clauses, .. types];
    }

    /// <summary>
    /// The common information entry (CIE): alignment factors 1 and -8, register 16 for the return address, and the personality function,
    /// which reads the exception table.
    /// </summary>
    private static byte[] CommonEntry(nint personality) => WithLength(
    [
        0, 0, 0, 0, 1, (byte)'z', (byte)'P', (byte)'L', 0, 1, 0x78, 16,      // version 1, with personality (P) and exception table (L)
        10, 0x00, .. Address(personality), 0x00,                             // both as addresses
        0x0C, 7, 8, 0x90, 1,                                                 // on entry: frame ends at rsp + 8, return address below
    ]);

    /// <summary>The frame description entry (FDE) of the function.</summary>
    private static byte[] FunctionEntry(int distance, nint code, nint exceptions) => WithLength(
    [
        (byte)(distance + 4), 0, 0, 0, .. Address(code), .. Address(Code.Length), 8, .. Address(exceptions),
        0x41, 0x0E, 16, 0x86, 2,      // after push rbp: 16 bytes, rbp is the second word
        0x43, 0x0D, 6,                // after mov rbp, rsp: counted from rbp
        0x41, 0x83, 3,                // after push rbx: it is the third word
    ]);

    private static byte[] WithLength(byte[] entry) => [.. BitConverter.GetBytes(entry.Length), .. entry];

    private static byte[] Address(nint value) => BitConverter.GetBytes((long)value);
}
