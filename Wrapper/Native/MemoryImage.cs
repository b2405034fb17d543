using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TorchBridge.Native;

/// <summary>Loads a shared library from memory on Linux. If memory may not be executed, a temporary file is used and deleted.</summary>
internal static partial class MemoryImage
{
    private const uint CloseOnExec = 1;

    public static bool TryLoad(byte[] image, out nint library, [NotNullWhen(false)] out string? failure) =>
        TryLoadFromMemory(image, out library, out failure) || TryLoadFromFile(image, out library, out failure);

    private static bool TryLoadFromMemory(byte[] image, out nint library, [NotNullWhen(false)] out string? failure)
    {
        library = 0;
        int descriptor = memfd_create("libLibTorchSharp.so", CloseOnExec);
        if (descriptor < 0)
        {
            failure = $"memfd_create: {Marshal.GetLastPInvokeErrorMessage()}";
            return false;
        }
        // The descriptor stays open. The dynamic linker identifies the library by the path below, so no other file may get that path.
        using var file = new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write);
        file.Write(image);
        file.Flush();
        return TryLoad($"/proc/self/fd/{descriptor}", out library, out failure);
    }

    private static bool TryLoadFromFile(byte[] image, out nint library, [NotNullWhen(false)] out string? failure)
    {
        string path = Path.Combine(Path.GetTempPath(), $"torchbridge-{Guid.NewGuid():N}.so");
        try
        {
            File.WriteAllBytes(path, image);
            return TryLoad(path, out library, out failure);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            library = 0;
            failure = unwritable.Message;
            return false;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static bool TryLoad(string path, out nint library, [NotNullWhen(false)] out string? failure)
    {
        try
        {
            library = NativeLibrary.Load(path);
            failure = null;
            return true;
        }
        catch (Exception refused) when (refused is DllNotFoundException or BadImageFormatException)
        {
            library = 0;
            failure = refused.Message;
            return false;
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int memfd_create(string name, uint flags);
}
