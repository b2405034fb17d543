using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>The error text of a native call.</summary>
internal static unsafe class NativeError
{
    /// <summary>Takes this thread's last native error; null if the call succeeded.</summary>
    public static string? Take()
    {
        nint text = LibTorchSharp.THSTorch_get_and_reset_last_err();
        return text == 0 ? null : TakeText(text);
    }

    private static string TakeText(nint text)
    {
        string message = Marshal.PtrToStringUTF8(text)!;
        // TorchSharp does not free the text, so it is freed here. Also on Windows strdup and free belong to the same C runtime.
        NativeMemory.Free((void*)text);
        return message;
    }
}
