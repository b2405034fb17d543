using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>
/// Memory for machine code: written first, then only read and executed. Linux alone so far; Windows would use VirtualAlloc and
/// VirtualProtect.
/// </summary>
internal static unsafe partial class ExecutablePage
{
    public const int Size = 4096;

    private const int ReadWrite = 3, ReadExecute = 5, PrivateAnonymous = 0x22;      // mmap's, as Linux numbers them

    /// <summary>A new page that can be written to; 0 where the system gives none. It is kept for the life of the process.</summary>
    public static nint Make()
    {
        nint page = OperatingSystem.IsLinux() ? mmap(0, Size, ReadWrite, PrivateAnonymous, -1, 0) : 0;
        return page == -1 ? 0 : page;
    }

    /// <summary>Makes the page executable. False where the system forbids that.</summary>
    public static bool Seal(nint page) => mprotect(page, Size, ReadExecute) == 0;

    /// <summary>Copies bytes to an address in the page.</summary>
    public static void Write(nint address, ReadOnlySpan<byte> bytes) => bytes.CopyTo(new Span<byte>((void*)address, bytes.Length));

    [LibraryImport("libc")]
    private static partial nint mmap(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc")]
    private static partial int mprotect(nint address, nuint length, int protection);
}
