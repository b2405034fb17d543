using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>
/// The mutex in a random generator (at::GeneratorImpl). Every operation that draws holds it, but TorchSharp reads and writes a generator's
/// state without it. If another thread draws at the same time, TorchSharp reads a mix of two states, and writing that back ends the
/// process.
/// </summary>
internal static unsafe class GeneratorMutex
{
    private const int MutexAt = 16;      // after the vtable pointer and the reference count; the device follows the mutex
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
    /// Locks the mutex of a generator, given by its handle, until <see cref="Unlock"/>. Does nothing if the mutex is not supported.
    /// </summary>
    public static void Lock(nint generator)
    {
        if (s_isSupported)
            _ = ((delegate* unmanaged<nint, int>)s_lock)(*(nint*)generator + MutexAt);
    }

    /// <summary>Unlocks it. Call it on the thread that locked it.</summary>
    public static void Unlock(nint generator)
    {
        if (s_isSupported)
            _ = ((delegate* unmanaged<nint, int>)s_unlock)(*(nint*)generator + MutexAt);
    }

    /// <summary>Looks for the mutex in a new generator. No other thread uses it, so the mutex is free.</summary>
    private static bool SelfTest()
    {
        using var generator = new TorchSharp.torch.Generator();
        nint mutex = *(nint*)generator.Handle + MutexAt;
        int size = OperatingSystem.IsWindows() ? SizeOfFreeMicrosoftMutex(mutex) : SizeOfFreePosixMutex(mutex);
        bool asExpected = size > 0 && *(ushort*)(mutex + size) == CpuWithoutIndex;
        GC.KeepAlive(generator);
        return asExpected;
    }

    /// <summary>The size of a free pthread_mutex_t of glibc on x64, which is all zeros; 0 if it is something else.</summary>
    private static int SizeOfFreePosixMutex(nint mutex)
    {
        const int size = 40;
        return new ReadOnlySpan<byte>((void*)mutex, size).IndexOfAnyExcept((byte)0) < 0 ? size : 0;
    }

    /// <summary>The same for Microsoft's std::mutex: its kind, a system lock, the thread that holds it (-1: none), and a count.</summary>
    private static int SizeOfFreeMicrosoftMutex(nint mutex)
    {
        const int size = 80, kind = 2, threadAt = 72, countAt = 76;
        return *(int*)mutex == kind && *(int*)(mutex + threadAt) == -1 && *(int*)(mutex + countAt) == 0 ? size : 0;
    }
}
