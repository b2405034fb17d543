using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>
/// The mutex in a random generator (at::GeneratorImpl), which every operation that draws holds. TorchSharp reads and writes a generator's
/// state without it, and beside a thread that draws gets half of one state and half of another: writing that back ends the process.
/// </summary>
internal static unsafe class GeneratorMutex
{
    private const int MutexAt = 16;      // behind the vtable pointer and the count of references; the device follows
    private const ushort CpuWithoutIndex = 0xFF00;

    private static readonly nint s_lock, s_unlock;
    private static readonly bool s_isSupported;

    static GeneratorMutex()
    {
        if (!Platform.IsTried)
            return;
        (string file, string take, string give) = OperatingSystem.IsWindows()
            ? ("msvcp140", "_Mtx_lock", "_Mtx_unlock")
            : ("libc", "pthread_mutex_lock", "pthread_mutex_unlock");
        s_isSupported = NativeLibrary.TryLoad(file, typeof(GeneratorMutex).Assembly, null, out nint library)
            && NativeLibrary.TryGetExport(library, take, out s_lock) && NativeLibrary.TryGetExport(library, give, out s_unlock)
            && SelfTest();
    }

    /// <summary>Whether the mutex was found.</summary>
    public static bool IsSupported => s_isSupported;

    /// <summary>
    /// Takes the mutex of a generator that is given by its handle, until <see cref="Unlock"/>. Where the mutex can't be found it does
    /// nothing.
    /// </summary>
    public static void Lock(nint generator)
    {
        if (s_isSupported)
            _ = ((delegate* unmanaged<nint, int>)s_lock)(*(nint*)generator + MutexAt);
    }

    /// <summary>On the thread that locked it.</summary>
    public static void Unlock(nint generator)
    {
        if (s_isSupported)
            _ = ((delegate* unmanaged<nint, int>)s_unlock)(*(nint*)generator + MutexAt);
    }

    /// <summary>Nobody but us knows the generator that is looked at, so nobody holds its mutex.</summary>
    private static bool SelfTest()
    {
        using var generator = new TorchSharp.torch.Generator();
        nint mutex = *(nint*)generator.Handle + MutexAt;
        int size = OperatingSystem.IsWindows() ? SizeOfFreeMicrosoftMutex(mutex) : SizeOfFreePosixMutex(mutex);
        bool asExpected = size > 0 && *(ushort*)(mutex + size) == CpuWithoutIndex;
        GC.KeepAlive(generator);
        return asExpected;
    }

    /// <summary>A pthread_mutex_t of glibc on x64, all zeros; 0 where it is something else.</summary>
    private static int SizeOfFreePosixMutex(nint mutex)
    {
        const int size = 40;
        return new ReadOnlySpan<byte>((void*)mutex, size).IndexOfAnyExcept((byte)0) < 0 ? size : 0;
    }

    /// <summary>A std::mutex of Microsoft's library: its kind, a lock of the system, the thread that holds it (-1), how often.</summary>
    private static int SizeOfFreeMicrosoftMutex(nint mutex)
    {
        const int size = 80, kind = 2, threadAt = 72, countAt = 76;
        return *(int*)mutex == kind && *(int*)(mutex + threadAt) == -1 && *(int*)(mutex + countAt) == 0 ? size : 0;
    }
}
