using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>
/// Until Dispose, C++ code prints nothing to std::cout, because the stream is marked as bad. Otherwise Gloo would print a message about its
/// connections between the lines of the program. .NET's Console and C's stdio are not affected. The process has one such stream, and the
/// last Dispose restores it.
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
        nint stream = output + (*(nint**)output)[-3];      // the base class with the state, found by the Itanium ABI
        // { table, precision, width, flags, exceptions, state }. A stream in its initial state confirms this layout.
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
