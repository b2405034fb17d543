using TorchBridge.Native;

namespace TorchBridge;

/// <summary>The native library under TorchSharp: is it there, which one is it, what can it do.</summary>
public static class NativeRuntime
{
    /// <summary>
    /// Loads TorchSharp's native library if that has not been done yet, and tells what was loaded from where or, when it could not be, the
    /// system's own reason and the way out. Does not throw. Where the library loads, TorchSharp is started to try what it can do.
    /// </summary>
    /// <remarks>
    /// In a notebook or a script this is also what to call before the first use of TorchSharp: it corrects the library in memory.
    /// </remarks>
    /// <example><code>Console.WriteLine(NativeRuntime.Diagnose());</code></example>
    public static NativeRuntimeReport Diagnose() => NativeDiagnosis.Run();
}
