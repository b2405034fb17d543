using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>The environment variables that native code sees. On Linux, .NET uses a copy of them.</summary>
internal static partial class ProcessEnvironment
{
    /// <summary>
    /// Passes a variable to native code that the program has set by <see cref="Environment.SetEnvironmentVariable(string, string)"/>.
    /// </summary>
    public static void Pass(string name)
    {
        if (!OperatingSystem.IsLinux())
            return;
        string? value = Environment.GetEnvironmentVariable(name);
        if (value == Marshal.PtrToStringUTF8(getenv(name)))
            return;
        if (value is null)
            unsetenv(name);
        else
            setenv(name, value, overwrite: 1);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint getenv(string name);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int unsetenv(string name);
}
