using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using TorchSharp;

namespace TorchBridge.Native;

/// <summary>Finds out what was loaded, and turns a loader's message into what is wrong and what to do.</summary>
internal static partial class NativeDiagnosis
{
    private const string Unknown = "Check that the output folder has the native files of TorchSharp and of one LibTorch bundle, both of the versions that belong together.";

    public static NativeRuntimeReport Run()
    {
        bool loaded = NativeLoader.EnsureLoaded();
        string? failure = loaded ? null : OneParagraph(NativeLoader.Failure!);
        return new NativeRuntimeReport(
            loaded,
            TorchSharpVersion(),
            loaded ? LibTorch.Version : null,
            LoadedLibraries(),
            loaded
                ? new(Functorch.IsSupported, ForwardAd.IsSupported, GraphNode.IsSupported,
                    KernelLibrary.IsSupported && JitDecomposition.IsSupported, GuardedGrad.IsSupported)
                : new(false, false, false, false, false),
            failure,
            failure is null ? null : Remedy(failure));
    }

    /// <summary>What to do when the system's loader said <paramref name="failure"/>.</summary>
    internal static string Remedy(string failure)
    {
        if (RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) || failure.Contains("ld-musl", StringComparison.Ordinal))
            return "LibTorch is built for glibc and does not run on musl (Alpine Linux). Use an image with glibc, such as Debian 12 or Ubuntu 22.04.";
        if (NativeLoader.BrokenLinks().FirstOrDefault(file => IsOurs(file.Name)) is { } link)
            return $"A build's output holds links to the native files, and {link.FullName} leads to {link.LinkTarget}, which is not there. Rebuild the program. To move one, publish it (dotnet publish), "
                + "which copies the files, instead of copying its build output.";
        Match version = MissingSymbolVersion().Match(failure);
        if (version.Success)
            return version.Groups[1].Value == "GLIBCXX_3.4.32"
                ? "TorchSharp's library names a version of libstdc++ that nothing in it uses. The build corrects that unless TorchBridgeFixNativeLoad is false: "
                    + "remove that property, or reference the TorchBridge package from the program itself, and rebuild."
                : $"This system's C and C++ libraries are older than LibTorch needs: {version.Groups[1].Value} is missing. Use Debian 12, Ubuntu 22.04 or newer.";
        Match file = MissingFile().Match(failure);
        if (file.Success && !IsOurs(file.Groups[1].Value))
            return $"LibTorch needs the system library {file.Groups[1].Value}, which is not installed here; install the package that has it.";
        if (OperatingSystem.IsMacOS() && failure.Contains("libomp", StringComparison.Ordinal))
            return "LibTorch needs the OpenMP runtime: brew install libomp.";
        if (!IsSupportedPlatform())
            return $"TorchSharp has no native files for {RuntimeInformation.RuntimeIdentifier}; it has them for linux-x64, win-x64, win-arm64 and osx-arm64.";
        return NativeLoader.Find("torch_cpu") == 0
            ? $"LibTorch itself was not found. Reference one bundle from the program's project: TorchSharp-cpu {TorchSharpVersion()}, or TorchSharp-cuda-linux or TorchSharp-cuda-windows of the same version."
            : Unknown;
    }

    private static bool IsSupportedPlatform() => (OperatingSystem.IsLinux(), OperatingSystem.IsWindows(), OperatingSystem.IsMacOS(), RuntimeInformation.ProcessArchitecture) switch
    {
        (true, _, _, Architecture.X64) => true,
        (_, true, _, Architecture.X64 or Architecture.Arm64) => true,
        (_, _, true, Architecture.Arm64) => true,
        _ => false,
    };

    private static string TorchSharpVersion()
    {
        string version = typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? typeof(torch).Assembly.GetName().Version!.ToString();
        return version.Split('+')[0];
    }

    private static NativeLibraryFile[] LoadedLibraries()
    {
        using var process = Process.GetCurrentProcess();
        return [.. process.Modules.Cast<ProcessModule>()
            .Select(module => module.FileName)
            .Where(path => IsOurs(path) || path.Contains("libstdc++", StringComparison.Ordinal))
            .Distinct()
            .Select(path => path.StartsWith("/memfd:", StringComparison.Ordinal)
                ? new NativeLibraryFile(Path.GetFileName(NativeLoader.CorrectedFile!), $"{NativeLoader.CorrectedFile} (corrected in memory)")
                : new NativeLibraryFile(Path.GetFileName(path), path))
            .OrderBy(library => library.Name, StringComparer.Ordinal)];
    }

    private static bool IsOurs(string path) => OurFile().IsMatch(Path.GetFileName(path));

    private static string OneParagraph(string text) => WhiteSpace().Replace(text, " ").Trim();

    [GeneratedRegex(@"version `(GLIBC(?:XX)?_[0-9.]+)' not found")]
    private static partial Regex MissingSymbolVersion();

    [GeneratedRegex(@"([\w.+-]+\.so[.\d]*): cannot open shared object file")]
    private static partial Regex MissingFile();

    [GeneratedRegex(@"^(memfd:)?(lib)?(LibTorchSharp|torch|torch_cpu|torch_cuda|c10|c10_cuda|gomp.*|omp|iomp5md)\.(so|dll|dylib)", RegexOptions.IgnoreCase)]
    private static partial Regex OurFile();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
