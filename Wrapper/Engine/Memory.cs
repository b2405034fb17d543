using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>Where tensors keep their elements, and whether somebody wrote to them.</summary>
internal static class Memory
{
    /// <summary>Whether a write to the tensor may show in one of the others. Of two sparse tensors it is taken for granted.</summary>
    public static bool IsShared(Tensor tensor, ReadOnlySpan<Tensor> others)
    {
        bool isSparse = tensor.is_sparse;
        nint start = isSparse ? 0 : Start(tensor);
        foreach (Tensor other in others)
            if (isSparse ? other.is_sparse : start != 0 && !other.is_sparse && start == Start(other))
                return true;
        return false;
    }

    /// <summary>Whether the tensor was made in inference mode.</summary>
    public static bool IsInference(Tensor tensor)
    {
        bool isInference = LibTorch.IsInference(tensor.Handle);
        GC.KeepAlive(tensor);
        return isInference;
    }

    /// <summary>
    /// A number that every in-place operation on the tensor or on a view of it increases. The tensor is no inference tensor.
    /// </summary>
    public static long Version(Tensor tensor)
    {
        long version = LibTorch.WriteCount(tensor.Handle);
        GC.KeepAlive(tensor);
        return version;
    }

    /// <summary>Where the memory begins that all views of it have in common, 0 where there is none.</summary>
    private static nint Start(Tensor tensor)
    {
        nint first = LibTorchSharp.THSTensor_data(tensor.Handle);
        if (first == 0)
            NativeError.Take();      // a tensor without such memory: not shared
        return first == 0 ? 0 : first - (nint)(tensor.storage_offset() * tensor.element_size());
    }
}
