using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>
/// Where the calls of C++ functions and the reading of C++ objects have been run. What returns a class by value, and where fields are, is
/// another matter on each platform; on one that nobody has tried a mistake may be an access violation instead of an error.
/// </summary>
internal static class Platform
{
    /// <summary>Whether tests have run on this operating system with this processor.</summary>
    public static bool IsTried { get; } =
        RuntimeInformation.ProcessArchitecture == Architecture.X64 && (OperatingSystem.IsLinux() || OperatingSystem.IsWindows());

    /// <summary>
    /// Whether to rely on what is known of C++ here: it has been run, or the program asks for it with
    /// <see cref="Switches.UntriedPlatform"/>.
    /// </summary>
    public static bool IsTriedOrWanted { get; } = IsTried || Switches.UntriedPlatform;
}
