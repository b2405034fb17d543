using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>Lists and strings on the stack of the stable interface. The reader owns them, so reading frees them.</summary>
internal static unsafe class StableValues
{
    private static readonly nint
        s_size = LibTorch.FindAny("torch_list_size"),
        s_item = LibTorch.FindAny("torch_list_get_item"),
        s_deleteList = LibTorch.FindAny("torch_delete_list"),
        s_text = LibTorch.FindAny("torch_string_c_str"),
        s_deleteText = LibTorch.FindAny("torch_delete_string");

    public static bool IsSupported => s_size != 0 && s_item != 0 && s_deleteList != 0 && s_text != 0 && s_deleteText != 0;

    public static long[] TakeInts(nint list)
    {
        nuint size = 0;
        Check(((delegate* unmanaged<nint, nuint*, int>)s_size)(list, &size));
        var values = new long[size];
        fixed (long* first = values)
            for (nuint i = 0; i < size; i++)
                Check(((delegate* unmanaged<nint, nuint, long*, int>)s_item)(list, i, first + i));
        Check(((delegate* unmanaged<nint, int>)s_deleteList)(list));
        return values;
    }

    public static string TakeText(nint handle)
    {
        byte* text = null;
        Check(((delegate* unmanaged<nint, byte**, int>)s_text)(handle, &text));
        string copy = Marshal.PtrToStringUTF8((nint)text)!;
        Check(((delegate* unmanaged<nint, int>)s_deleteText)(handle));
        return copy;
    }

    private static void Check(int code)
    {
        if (code != 0)
            throw new InvalidOperationException("LibTorch could not read an argument of an operator; it has printed why to stderr.");
    }
}
