using System.Runtime.InteropServices;
using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>Objects for tensors that exist.</summary>
internal static class Handles
{
    /// <summary>
    /// An object for a new handle of a derivative. Some of LibTorch's are zeros without memory, which neither C# can read nor every
    /// operation takes: these get some.
    /// </summary>
    public static Tensor Derivative(nint handle)
    {
        var tensor = Tensor.UnsafeCreateTensor(handle);
        if (!LibTorch.IsZeroTensor(handle))
            return tensor;
        using (tensor)
            return tensor.clone();
    }

    /// <summary>The tensor, or a dense one in place of one that is sparse.</summary>
    public static Tensor Dense(Tensor tensor)
    {
        if (TensorClass.IsPlain(tensor.Handle) || LibTorch.Layout(tensor.Handle) == 0)
            return tensor;
        using (tensor)
            return tensor.to_dense();
    }

    /// <summary>A leaf with the values of a tensor, cut off from its graph.</summary>
    public static Tensor Leaf(string api, Tensor tensor)
    {
        Tensor leaf = tensor.detach();
        try
        {
            leaf.requires_grad = true;
        }
        catch (ExternalException native)      // an inference tensor
        {
            leaf.Dispose();
            throw EngineError.Translate(api, native.Message);
        }
        return leaf;
    }

    /// <summary>Another object for the same tensor, with its graph: each may be disposed without the other.</summary>
    public static Tensor Another(Tensor tensor)
    {
        nint handle = LibTorch.Copy(tensor.Handle);
        GC.KeepAlive(tensor);
        return Tensor.UnsafeCreateTensor(handle);
    }
}
