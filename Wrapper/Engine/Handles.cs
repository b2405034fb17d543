using TorchBridge.Native;
using static TorchSharp.torch;

namespace TorchBridge.Engine;

/// <summary>Objects for tensors that exist.</summary>
internal static class Handles
{
    /// <summary>Another object for the same tensor, with its graph: each may be disposed without the other.</summary>
    public static Tensor Another(Tensor tensor)
    {
        nint handle = LibTorch.Copy(tensor.Handle);
        GC.KeepAlive(tensor);
        return Tensor.UnsafeCreateTensor(handle);
    }
}
