using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>
/// Knows the platforms where calls of C++ functions and reads of C++ objects have been tested. Calling conventions and layouts differ
/// between platforms. On an untested platform a mistake may cause an access violation instead of an error.
/// </summary>
internal static class Platform
{
    /// <summary>Whether tests have run on this operating system with this processor.</summary>
    public static bool IsTried { get; } =
        RuntimeInformation.ProcessArchitecture == Architecture.X64 && (OperatingSystem.IsLinux() || OperatingSystem.IsWindows());

    /// <summary>
    /// Whether to use C++ functions and objects: the platform is tested, or the program sets <see cref="Switches.UntriedPlatform"/>.
    /// </summary>
    public static bool IsTriedOrWanted { get; } = IsTried || Switches.UntriedPlatform;
}
