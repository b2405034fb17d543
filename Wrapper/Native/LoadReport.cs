using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace TorchBridge.Native;

/// <summary>Builds the report: the libraries that were loaded and their files, or the failure and its remedy.</summary>
internal static partial class LoadReport
{
    private const string Unknown = "Check that the output folder has the native files of TorchSharp and of one LibTorch bundle, "
        + "and that their versions belong together.";

    /// <summary>The report if the library is loaded.</summary>
    /// <param name="version">LibTorch's version.</param>
    /// <param name="correctedFile">The file whose corrected image was loaded; null when a file was loaded as it is.</param>
    /// <param name="capabilities">The capabilities of the library.</param>
    public static NativeRuntimeReport OfSuccess(string? version, string? correctedFile, NativeCapabilities capabilities) =>
        new(true, TorchSharpVersion(), version, LoadedLibraries(correctedFile), capabilities, null, null);

    /// <summary>The report if the library could not be loaded, with the message of the system's loader.</summary>
    public static NativeRuntimeReport OfFailure(string loadersReason)
    {
        string failure = OneParagraph(loadersReason);
        return new(false, TorchSharpVersion(), null, LoadedLibraries(null), NativeCapabilities.None, failure, Remedy(failure));
    }

    /// <summary>What to do if the message of the system's loader is <paramref name="failure"/>.</summary>
    internal static string Remedy(string failure)
    {
        if (RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal)
            || failure.Contains("ld-musl", StringComparison.Ordinal))
            return "LibTorch is built for glibc and does not run on musl (Alpine Linux). "
                + "Use an image with glibc, such as Debian 12 or Ubuntu 22.04.";
        if (NativeFiles.BrokenLinks().FirstOrDefault(file => IsOurs(file.Name)) is { } link)
            return $"The output of a build has links to the native files, and {link.FullName} points to {link.LinkTarget}, which does "
                + "not exist. Rebuild the program. To move a program, publish it (dotnet publish), which copies the files, "
                + "instead of copying its build output.";
        Match version = MissingSymbolVersion().Match(failure);
        if (version.Success)
            return version.Groups[1].Value == "GLIBCXX_3.4.32"
                ? "TorchSharp's library asks for a version of libstdc++ that it does not use. "
                    + "The build corrects this unless TorchBridgeFixNativeLoad is false: "
                    + "remove that property, or reference the TorchBridge package from the program itself, and rebuild."
                : $"This system's C and C++ libraries are older than LibTorch needs: {version.Groups[1].Value} is missing. "
                    + "Use Debian 12, Ubuntu 22.04 or newer.";
        Match file = MissingFile().Match(failure);
        if (file.Success && !IsOurs(file.Groups[1].Value))
            return $"LibTorch needs the system library {file.Groups[1].Value}, which is not installed here. "
                + "Install the package that has it.";
        if (OperatingSystem.IsMacOS() && failure.Contains("libomp", StringComparison.Ordinal))
            return "LibTorch needs the OpenMP runtime. Install it with: brew install libomp.";
        if (!IsSupportedPlatform())
            return $"TorchSharp has no native files for {RuntimeInformation.RuntimeIdentifier}. "
                + "Use linux-x64, win-x64, win-arm64 or osx-arm64.";
        return NativeFiles.Load("torch_cpu") != 0 ? Unknown : RemedyWithoutLibTorch(
            OperatingSystem.IsWindows() ? NativeFiles.Named("torch_cpu.dll").FirstOrDefault() : null,
            OperatingSystem.IsWindows() && RuntimeInformation.ProcessArchitecture == Architecture.Arm64);
    }

    /// <summary>What to do if LibTorch's main library is missing or does not load.</summary>
    /// <param name="file">The file that does not load; null if it is missing.</param>
    /// <param name="isWindowsOnArm">Whether this is Windows on arm64.</param>
    internal static string RemedyWithoutLibTorch(string? file, bool isWindowsOnArm)
    {
        if (file is not null)
            return $"{file} exists but does not load. It needs the Microsoft Visual C++ runtime 14.40 or newer: "
                + "install the latest Visual C++ Redistributable for this processor, or put its msvcp140.dll, "
                + "vcruntime140.dll and vcruntime140_1.dll beside the program.";
        if (isWindowsOnArm)
            return "LibTorch itself was not found. TorchSharp-cpu does not contain it for Windows on arm64. "
                + "Reference libtorch-cpu-win-arm64 2.10.0 from the program's project too.";
        return $"LibTorch itself was not found. Reference one bundle from the program's project: TorchSharp-cpu {TorchSharpVersion()}, "
            + "or TorchSharp-cuda-linux or TorchSharp-cuda-windows of the same version.";
    }

    private static bool IsSupportedPlatform() =>
        (OperatingSystem.IsLinux(), OperatingSystem.IsWindows(), OperatingSystem.IsMacOS(), RuntimeInformation.ProcessArchitecture) switch
        {
            (true, _, _, Architecture.X64) => true,
            (_, true, _, Architecture.X64 or Architecture.Arm64) => true,
            (_, _, true, Architecture.Arm64) => true,
            _ => false,
        };

    private static string TorchSharpVersion()
    {
        string version = NativeFiles.TorchSharp.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? NativeFiles.TorchSharp.GetName().Version!.ToString();
        return version.Split('+')[0];
    }

    private static NativeLibraryFile[] LoadedLibraries(string? correctedFile)
    {
        using var process = Process.GetCurrentProcess();
        return [.. process.Modules.Cast<ProcessModule>()
            .Select(module => module.FileName)
            .Where(path => IsOurs(path) || path.Contains("libstdc++", StringComparison.Ordinal)
                || path.Contains("msvcp140", StringComparison.OrdinalIgnoreCase))
            .Distinct()
            .Select(path => path.StartsWith("/memfd:", StringComparison.Ordinal)
                ? new NativeLibraryFile(Path.GetFileName(correctedFile!), $"{correctedFile} (corrected in memory)")
                : new NativeLibraryFile(Path.GetFileName(path), path))
            .OrderBy(library => library.Name, StringComparer.Ordinal)];
    }

    private static bool IsOurs(string path) => OurFile().IsMatch(Path.GetFileName(path));

    private static string OneParagraph(string text) => WhiteSpace().Replace(text, " ").Trim();

    [GeneratedRegex(@"version `(GLIBC(?:XX)?_[0-9.]+)' not found")]
    private static partial Regex MissingSymbolVersion();

    [GeneratedRegex(@"([\w.+-]+\.so[.\d]*): cannot open shared object file")]
    private static partial Regex MissingFile();

    [GeneratedRegex(@"^(memfd:)?(lib)?(LibTorchSharp|torch|torch_cpu|torch_cuda|c10|c10_cuda|gomp.*|omp|iomp5md)\.(so|dll|dylib)",
        RegexOptions.IgnoreCase)]
    private static partial Regex OurFile();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
