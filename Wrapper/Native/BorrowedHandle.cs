using System.Runtime.CompilerServices;

namespace TorchBridge.Native;

/// <summary>
/// The handle inside TorchSharp's tensor object, so that an object which others hold can stand for another tensor for a while.
/// </summary>
internal static class BorrowedHandle
{
    /// <summary>
    /// Puts a handle in and returns the one that was there. Whoever puts the old one back must do so before either tensor is disposed.
    /// </summary>
    public static nint Exchange(Tensor tensor, nint handle)
    {
        ref nint field = ref Field(tensor);
        nint old = field;
        field = handle;
        return old;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "handle")]
    private static extern ref nint Field(Tensor tensor);
}
