using TorchBridge.Native;

namespace TorchBridge;

/// <summary>Describes the native library under TorchSharp: whether it is loaded, which one it is, and what it can do.</summary>
public static class NativeRuntime
{
    /// <summary>
    /// Loads TorchSharp's native library if it is not loaded yet, and reports what was loaded. If it could not be loaded, the report has
    /// the operating system's reason and says what to do. The method does not throw.
    /// </summary>
    /// <returns>The report. Put its text into a bug report.</returns>
    /// <remarks>
    /// If the library loads, TorchSharp is started so that its capabilities can be tried. In a notebook or a script, call this method
    /// before the first use of TorchSharp: it corrects the library in memory. It may be called on any thread.
    /// </remarks>
    /// <example>
    /// <code>
    /// NativeRuntimeReport report = NativeRuntime.Diagnose();
    /// Console.WriteLine(report.IsLoaded);      // True
    /// if (!report.IsLoaded)
    ///     Console.WriteLine($"{report.Failure} {report.Remedy}");
    /// </code>
    /// </example>
    public static NativeRuntimeReport Diagnose() => NativeDiagnosis.Run();
}
