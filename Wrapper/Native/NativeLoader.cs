using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>
/// Loads TorchSharp's native library, also where the build output lacks the correction that TorchBridge.targets makes: in notebooks,
/// in scripts, and where the correction is switched off.
/// </summary>
/// <remarks>
/// It runs before any other code of TorchBridge. TorchSharp then finds the library already loaded: its own probing ends with the bare
/// file name, which the dynamic linker resolves by SONAME. A failure is kept for <see cref="LoadReport"/> and nothing is thrown
/// here: the program may not need the library, and an exception in a module initializer would hide its reason.
/// </remarks>
internal static class NativeLoader
{
    private static readonly Lock s_loading = new();
    private static nint s_libTorchSharp;

    /// <summary>What the system said when TorchSharp's native library could not be loaded; null when it could, or was not tried.</summary>
    public static string? Failure { get; private set; }

    /// <summary>The file whose corrected image was loaded; null when a file was loaded as it is.</summary>
    public static string? CorrectedFile { get; private set; }

    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255", Justification = "The library must be loaded before TorchSharp first asks for it.")]
    internal static void Initialize()
    {
        NativeLibrary.SetDllImportResolver(typeof(NativeLoader).Assembly, Resolve);
        if (OperatingSystem.IsLinux())      // elsewhere nothing needs correcting, and TorchSharp loads its library when it is first used
            EnsureLoaded();
        else if (OperatingSystem.IsMacOS())
            NativeFiles.Load("omp");      // LibTorch asks for Homebrew's, whose name inside is the same as that of the one that is bundled. Not tried
    }

    /// <summary>
    /// Loads TorchSharp's native library if that has not been done. False when it cannot be; <see cref="Failure"/> then says why.
    /// </summary>
    public static bool EnsureLoaded()
    {
        lock (s_loading)
        {
            if (s_libTorchSharp == 0)
                s_libTorchSharp = Load();
            return s_libTorchSharp != 0;
        }
    }

    /// <summary>Throws the whole report where TorchSharp's native library cannot be loaded.</summary>
    public static void Require()
    {
        if (!EnsureLoaded())
            throw new DllNotFoundException(LoadReport.OfFailure(Failure!).ToString());
    }

    /// <summary>The address of a function of TorchSharp's native library, 0 where it has none of that name.</summary>
    public static nint FindInLibTorchSharp(string function) => EnsureLoaded() && NativeLibrary.TryGetExport(s_libTorchSharp, function, out nint address) ? address : 0;

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != LibTorchSharp.Name)
            return 0;
        Require();
        return s_libTorchSharp;
    }

    private static nint Load()
    {
        // First these, as TorchSharp does: not every system looks for a library's needs beside it.
        NativeFiles.Load("torch_cpu");
        NativeFiles.Load("torch");
        try
        {
            nint library = NativeLibrary.Load(LibTorchSharp.Name, NativeFiles.TorchSharp, null);
            Failure = null;
            return library;
        }
        catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
        {
            Failure = failure.Message;
        }
        return OperatingSystem.IsLinux() ? LoadCorrected() : 0;
    }

    private static nint LoadCorrected()
    {
        foreach (string file in NativeFiles.Named("libLibTorchSharp.so"))
        {
            if (Corrected(file) is not { } image)
                continue;
            if (MemoryImage.TryLoad(image, out nint library, out string? failure))
            {
                CorrectedFile = file;
                Failure = null;
                return library;
            }
            Failure = failure;
        }
        return 0;
    }

    /// <summary>The file's content with the correction, null where there is nothing to correct or the file cannot be read.</summary>
    private static byte[]? Corrected(string file)
    {
        try
        {
            byte[] image = File.ReadAllBytes(file);
            return ElfVersionNeeds.RelaxUnused(image).Count > 0 ? image : null;
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or BadImageFormatException or ArgumentException or OverflowException)
        {
            Failure = $"{Failure} {file}: {unusable.Message}";      // a link that leads nowhere, or what is left of a library
            return null;
        }
    }
}
