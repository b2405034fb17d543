using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>Settings of the engine that belong to a thread.</summary>
internal static class ThreadSettings
{
    /// <summary>Whether the settings can be read and changed.</summary>
    public static bool IsSupported => ThreadModes.IsSupported;

    /// <summary>Whether a pass that this thread starts may use other threads for devices.</summary>
    public static bool IsMultithreadingEnabled
    {
        get => ThreadModes.IsMultithreadingEnabled;
        set => ThreadModes.IsMultithreadingEnabled = value;
    }
}
