using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>Memory for machine code on Linux and Windows. It is written first, and afterwards only read and executed.</summary>
internal static unsafe partial class ExecutablePage
{
    public const int Size = 4096;

    /// <summary>A new writable page, or 0 if the system gives none. It is kept for the life of the process.</summary>
    public static nint Make()
    {
        if (OperatingSystem.IsWindows())
            return VirtualAlloc(0, Size, CommitAndReserve, PageReadWrite);
        nint page = OperatingSystem.IsLinux() ? mmap(0, Size, ReadWrite, PrivateAnonymous, -1, 0) : 0;
        return page == -1 ? 0 : page;
    }

    /// <summary>Makes the page executable. False if the system forbids that.</summary>
    public static bool Seal(nint page) => OperatingSystem.IsWindows()
        ? VirtualProtect(page, Size, PageExecuteRead, out _) != 0 && FlushInstructionCache(-1, page, Size) != 0
        : mprotect(page, Size, ReadExecute) == 0;

    /// <summary>Copies bytes to an address in the page.</summary>
    public static void Write(nint address, ReadOnlySpan<byte> bytes) => bytes.CopyTo(new Span<byte>((void*)address, bytes.Length));

    private const int ReadWrite = 3, ReadExecute = 5, PrivateAnonymous = 0x22;      // mmap's constants on Linux

    [LibraryImport("libc")]
    private static partial nint mmap(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc")]
    private static partial int mprotect(nint address, nuint length, int protection);

    private const uint CommitAndReserve = 0x3000, PageReadWrite = 0x04, PageExecuteRead = 0x20;

    [LibraryImport("kernel32")]
    private static partial nint VirtualAlloc(nint address, nuint size, uint type, uint protection);

    [LibraryImport("kernel32")]
    private static partial int VirtualProtect(nint address, nuint size, uint protection, out uint before);

    /// <param name="process">-1 is this one.</param>
    /// <param name="address">Where the instructions begin.</param>
    /// <param name="size">How many bytes.</param>
    [LibraryImport("kernel32")]
    private static partial int FlushInstructionCache(nint process, nint address, nuint size);
}
