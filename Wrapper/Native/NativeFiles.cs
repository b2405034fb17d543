using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>Finds this program's native files.</summary>
internal static class NativeFiles
{
    /// <summary>The assembly that the native files belong to.</summary>
    public static Assembly TorchSharp { get; } = typeof(torch).Assembly;

    /// <summary>Loads one of TorchSharp's native libraries. 0 if that fails.</summary>
    public static nint Load(string name) => NativeLibrary.TryLoad(name, TorchSharp, null, out nint library) ? library : 0;

    /// <summary>Native files of this program that are links to missing files.</summary>
    public static IEnumerable<FileInfo> BrokenLinks() => Folders()
        .Where(Directory.Exists)
        .SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles("*.so*"))
        .Where(file => file.LinkTarget is not null && !LeadsToAFile(file));

    private static bool LeadsToAFile(FileInfo link)
    {
        try
        {
            return link.ResolveLinkTarget(returnFinalTarget: true) is { Exists: true };
        }
        catch (IOException)      // a cycle of links
        {
            return false;
        }
    }

    /// <summary>The native files of this program with this name.</summary>
    public static IEnumerable<string> Named(string name) => Folders().Select(folder => Path.Combine(folder, name)).Where(File.Exists);

    /// <summary>This program's folders, then the NuGet cache if TorchSharp.dll itself was loaded from it.</summary>
    private static IEnumerable<string> Folders()
    {
        string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        string rid = $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        string beside = Path.GetDirectoryName(TorchSharpFile()) is { Length: > 0 } folder ? folder : AppContext.BaseDirectory;
        string search = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        string[] own = [AppContext.BaseDirectory, beside, .. search.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)];
        return own
            .Concat(own.Select(folder => Path.Combine(folder, "runtimes", rid, "native")))
            .Append(Path.Combine(beside, "..", "..", "runtimes", rid, "native"))
            .Select(folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))
            .Distinct();
    }

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "Where it is empty, the program's folder is searched.")]
    private static string TorchSharpFile() => TorchSharp.Location;
}
