using System.Runtime.InteropServices;
using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>New tensor objects for existing native tensors.</summary>
internal static class Handles
{
    /// <summary>
    /// An object for a new handle of a derivative. LibTorch returns some zeros without memory, which C# cannot read and some operations
    /// refuse. They are copied into memory.
    /// </summary>
    public static Tensor Derivative(nint handle)
    {
        var tensor = Tensor.UnsafeCreateTensor(handle);
        if (!LibTorch.IsZeroTensor(handle))
            return tensor;
        using (tensor)
            return tensor.clone();
    }

    /// <summary>The tensor. A sparse one is converted to dense and disposed.</summary>
    public static Tensor Dense(Tensor tensor)
    {
        if (TensorClass.IsPlain(tensor.Handle) || LibTorch.Layout(tensor.Handle) == 0)
            return tensor;
        using (tensor)
            return tensor.to_dense();
    }

    /// <summary>A new leaf with the values of a tensor, detached from its graph.</summary>
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

    /// <summary>Another object for the same tensor, graph included. Each object is disposed on its own.</summary>
    public static Tensor Another(Tensor tensor)
    {
        nint handle = LibTorch.Copy(tensor.Handle);
        GC.KeepAlive(tensor);
        return Tensor.UnsafeCreateTensor(handle);
    }
}
