using System.Runtime.InteropServices;

namespace TorchBridge.Oracle.Serving;

/// <summary>Checks the other ends of stdin and stdout.</summary>
internal static class Peer
{
    private const string Descriptors = "/proc/self/fd", DescriptorFacts = "/proc/self/fdinfo", Flags = "flags:";

    private const short Error = 8, HangUp = 16, Invalid = 32;
    private const int StandardOutput = 1;

    /// <summary>
    /// False where this program was started with stdin closed: .NET then has taken its number for a pipe to itself, whose other end is here
    /// too, and from which nothing for us would ever come. On Linux; elsewhere it is true.
    /// </summary>
    public static bool HasInput()
    {
        if (!Directory.Exists(Descriptors))
            return true;
        string own = Path.Combine(Descriptors, "0");
        string? input = Target(own);
        bool isOurs = input?.StartsWith("pipe:", StringComparison.Ordinal) == true
            && Directory.EnumerateFileSystemEntries(Descriptors).Any(other => other != own && Target(other) == input && IsWritten(other));
        return input is not null && !isOurs;
    }

    /// <summary>
    /// Whether the reader of this program's output has ended. A write does not show this, because .NET's console ignores the error of a
    /// closed pipe. On Linux and macOS; elsewhere it is false.
    /// </summary>
    public static bool HasGone()
    {
        if (OperatingSystem.IsWindows())
            return false;
        var asked = new Poll { Descriptor = StandardOutput };
        return poll(ref asked, 1, 0) > 0 && (asked.Found & (Error | HangUp | Invalid)) != 0;
    }

    private static string? Target(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget;
        }
        catch (IOException)
        {
            return null;      // closed in the meantime
        }
    }

    /// <summary>
    /// Whether a descriptor is open for writing, as the end of a pipe that we fill is. The console has copies of the other end.
    /// </summary>
    private static bool IsWritten(string descriptor)
    {
        try
        {
            string flags = File.ReadLines(Path.Combine(DescriptorFacts, Path.GetFileName(descriptor)))
                .First(line => line.StartsWith(Flags, StringComparison.Ordinal));
            return (flags[^1] - '0') % 4 != 0;      // octal; the last two bits are 0 for reading only
        }
        catch (IOException)
        {
            return false;      // closed meanwhile
        }
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
