using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>
/// The mutex in a random generator (at::GeneratorImpl), which every operation that draws holds. TorchSharp reads and writes a generator's state
/// without it, and beside a thread that draws gets half of one state and half of another: writing that back ends the process.
/// </summary>
internal static unsafe partial class GeneratorMutex
{
    private const int MutexAt = 16, MutexSize = 40, DeviceAt = MutexAt + MutexSize;      // behind the vtable pointer and the count of references; a pthread_mutex_t; then the device
    private const ushort CpuWithoutIndex = 0xFF00;

    private static readonly bool s_isSupported = SelfTest();

    /// <summary>Takes the mutex of a generator that is given by its handle, until <see cref="Unlock"/>. Where the mutex can't be found it does nothing.</summary>
    public static void Lock(nint generator)
    {
        if (s_isSupported)
            _ = pthread_mutex_lock(*(nint*)generator + MutexAt);
    }

    /// <summary>On the thread that locked it.</summary>
    public static void Unlock(nint generator)
    {
        if (s_isSupported)
            _ = pthread_mutex_unlock(*(nint*)generator + MutexAt);
    }

    /// <summary>A mutex that nobody holds is all zeros with glibc on x64. Nobody but us knows the generator that is looked at.</summary>
    private static bool SelfTest()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return false;
        using var generator = new TorchSharp.torch.Generator();
        nint at = *(nint*)generator.Handle;
        bool asExpected = !new ReadOnlySpan<byte>((void*)(at + MutexAt), MutexSize).ContainsAnyExcept((byte)0) && *(ushort*)(at + DeviceAt) == CpuWithoutIndex;
        GC.KeepAlive(generator);
        return asExpected;
    }

    [LibraryImport("libc")]
    private static partial int pthread_mutex_lock(nint mutex);

    [LibraryImport("libc")]
    private static partial int pthread_mutex_unlock(nint mutex);
}
