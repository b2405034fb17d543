using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>
/// While one is not disposed, C++ code prints nothing to std::cout: the stream is marked as bad. Gloo says there that it is connected, amid
/// what the program prints. .NET's Console and C's stdio have no part in it. The stream is one for the whole process: the last one out puts
/// it back.
/// </summary>
internal readonly unsafe ref struct QuietOutput : IDisposable
{
    private const int Bad = 1;

    private static readonly Lock s_lock = new();
    private static readonly nint s_stream, s_clear;
    private static int s_open, s_before;

    static QuietOutput()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libstdc++.so.6", out nint library)
            || !NativeLibrary.TryGetExport(library, "_ZSt4cout", out nint output)
            || !NativeLibrary.TryGetExport(library, "_ZNSt9basic_iosIcSt11char_traitsIcEE5clearESt12_Ios_Iostate", out s_clear))
            return;
        nint stream = output + (*(nint**)output)[-3];      // where the base class is that has the state, by the Itanium ABI
        // { table, precision, width, flags, exceptions, state }. A stream that is as after its start shows that this is so.
        bool isAsExpected = *(long*)(stream + 8) == 6 && *(long*)(stream + 16) == 0 && *(int*)(stream + 28) == 0;
        s_stream = isAsExpected ? stream : 0;
    }

    public static QuietOutput Begin()
    {
        if (s_stream != 0)
            lock (s_lock)
                if (s_open++ == 0)
                {
                    s_before = *(int*)(s_stream + 32);
                    Set(s_before | Bad);
                }
        return default;
    }

    public void Dispose()
    {
        if (s_stream != 0)
            lock (s_lock)
                if (--s_open == 0)
                    Set(s_before);
    }

    /// <summary>std::ios::clear, which sets the state. It throws only if the stream asks for exceptions, which was checked.</summary>
    private static void Set(int state) => ((delegate* unmanaged<nint, int, void>)s_clear)(s_stream, state);
}
