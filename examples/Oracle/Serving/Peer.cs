using System.Runtime.InteropServices;

namespace TorchBridge.Oracle.Serving;

/// <summary>Whether anybody still reads what this program writes. A write would not tell: .NET's console swallows the error of a closed pipe.</summary>
internal static class Peer
{
    private const short Error = 8, HangUp = 16, Invalid = 32;
    private const int StandardOutput = 1;

    /// <summary>On Linux and macOS; elsewhere nobody knows, and it is false.</summary>
    public static bool HasGone()
    {
        if (OperatingSystem.IsWindows())
            return false;
        var asked = new Poll { Descriptor = StandardOutput };
        return poll(ref asked, 1, 0) > 0 && (asked.Found & (Error | HangUp | Invalid)) != 0;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Poll
    {
        public int Descriptor;
        public short Events;
        public short Found;
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int poll(ref Poll asked, nuint count, int milliseconds);
}
