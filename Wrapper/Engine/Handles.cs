using TorchBridge.Native;
using static TorchSharp.torch;

namespace TorchBridge.Engine;

/// <summary>Objects for tensors that exist.</summary>
internal static class Handles
{
    /// <summary>
    /// An object for a new handle of a derivative. Some of LibTorch's are zeros without memory, which neither C# can read nor every operation
    /// takes: these get some.
    /// </summary>
    public static Tensor Derivative(nint handle)
    {
        var tensor = Tensor.UnsafeCreateTensor(handle);
        if (!LibTorch.IsZeroTensor(handle))
            return tensor;
        using (tensor)
            return tensor.clone();
    }

    /// <summary>Another object for the same tensor, with its graph: each may be disposed without the other.</summary>
    public static Tensor Another(Tensor tensor)
    {
        nint handle = LibTorch.Copy(tensor.Handle);
        GC.KeepAlive(tensor);
        return Tensor.UnsafeCreateTensor(handle);
    }
}
