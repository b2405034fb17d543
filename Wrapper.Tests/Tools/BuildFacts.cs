using System.Reflection;

namespace TorchBridge.Tests.Tools;

/// <summary>Facts of the build that tests need.</summary>
internal static class BuildFacts
{
    /// <summary>The folder of this checkout.</summary>
    public static string Repository => Metadata("Repository");

    /// <summary>TorchSharp's native library for Linux as NuGet has it, uncorrected.</summary>
    public static string PublishedLibrary =>
        Path.Combine(Metadata("TorchSharpPackage"), "runtimes", "linux-x64", "native", "libLibTorchSharp.so");

    private static string Metadata(string key) =>
        typeof(BuildFacts).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
