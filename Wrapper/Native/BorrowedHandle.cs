using System.Runtime.CompilerServices;

namespace TorchBridge.Native;

/// <summary>
/// Replaces the handle inside a TorchSharp tensor object, so that an object that other code holds stands for another tensor for some time.
/// </summary>
internal static class BorrowedHandle
{
    /// <summary>
    /// Sets a new handle and returns the old one. The old handle must be set again before one of the tensors is disposed.
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
