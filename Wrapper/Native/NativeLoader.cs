using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>
/// Loads TorchSharp's native library. This also works if the build output lacks the correction that TorchBridge.targets makes: in
/// notebooks, in scripts, and if the correction is switched off.
/// </summary>
/// <remarks>
/// It runs before any other code of TorchBridge. TorchSharp then finds the library already loaded, because its own search ends with the
/// bare file name, which the dynamic linker resolves by SONAME. A failure is kept for <see cref="LoadReport"/>. Nothing is thrown here: the
/// program may not need the library, and an exception in a module initializer would hide its reason.
/// </remarks>
internal static class NativeLoader
{
    private static readonly Lock s_loading = new();
    private static nint s_libTorchSharp;

    /// <summary>Why the system could not load TorchSharp's native library. Null if it is loaded or was not tried.</summary>
    public static string? Failure { get; private set; }

    /// <summary>The file whose corrected image was loaded; null if a file was loaded unchanged.</summary>
    public static string? CorrectedFile { get; private set; }

    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255",
        Justification = "The library must be loaded before TorchSharp first asks for it.")]
    internal static void Initialize()
    {
        NativeLibrary.SetDllImportResolver(typeof(NativeLoader).Assembly, Resolve);
        if (OperatingSystem.IsLinux())      // other systems need no correction, and TorchSharp loads its library on first use
            EnsureLoaded();
        else if (OperatingSystem.IsMacOS())
            // LibTorch needs Homebrew's OpenMP. The bundled library has the same install name, so it is used instead. This was not tested.
            NativeFiles.Load("omp");
    }

    /// <summary>Loads TorchSharp's native library if it is not loaded. False if that fails; <see cref="Failure"/> then says why.</summary>
    public static bool EnsureLoaded()
    {
        lock (s_loading)
        {
            if (s_libTorchSharp == 0)
                s_libTorchSharp = Load();
            return s_libTorchSharp != 0;
        }
    }

    /// <summary>Throws the whole report if TorchSharp's native library cannot be loaded.</summary>
    public static void Require()
    {
        if (!EnsureLoaded())
            throw new DllNotFoundException(LoadReport.OfFailure(Failure!).ToString());
    }

    /// <summary>The address of a function of TorchSharp's native library; 0 if it has no such function.</summary>
    public static nint FindInLibTorchSharp(string function) =>
        EnsureLoaded() && NativeLibrary.TryGetExport(s_libTorchSharp, function, out nint address) ? address : 0;

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != LibTorchSharp.Name)
            return 0;
        Require();
        return s_libTorchSharp;
    }

    private static nint Load()
    {
        // These are loaded first, as TorchSharp does, because not every system looks for the dependencies of a library in its folder.
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

    /// <summary>The file's content with the correction. Null if there is nothing to correct or the file cannot be read.</summary>
    private static byte[]? Corrected(string file)
    {
        try
        {
            byte[] image = File.ReadAllBytes(file);
            return ElfVersionNeeds.RelaxUnused(image).Count > 0 ? image : null;
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or BadImageFormatException
            or ArgumentException or OverflowException)
        {
            Failure = $"{Failure} {file}: {unusable.Message}";      // a broken link or a truncated library
            return null;
        }
    }
}
