using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>Whether tensors share memory, and whether they were written to.</summary>
internal static class Memory
{
    /// <summary>Whether a write to the tensor may change one of the others. Two sparse tensors are assumed to share memory.</summary>
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
    /// The version counter: every in-place operation on the tensor or on a view of it increases it. Not for inference tensors.
    /// </summary>
    public static long Version(Tensor tensor)
    {
        long version = LibTorch.WriteCount(tensor.Handle);
        GC.KeepAlive(tensor);
        return version;
    }

    /// <summary>
    /// Increases the version counter by an in-place operation on no elements. Unlike <see cref="CountWrite"/> this also reaches the tensors
    /// inside a batch or wrapper of a level, and it works in every build of LibTorch.
    /// </summary>
    public static void MarkAsWritten(Tensor tensor)
    {
        using var mode = no_grad();
        using Tensor row = tensor.unsqueeze(0);
        using Tensor nothing = row.narrow(0, 0, 0);
        nothing.fill_(Scalars.Zero).Dispose();
    }

    /// <summary>Whether <see cref="CountWrite"/> works.</summary>
    public static bool CountsWrites => VariableCalls.IsSupported;

    /// <summary>Increases the version counter of an ordinary tensor directly, without an operation. Not for inference tensors.</summary>
    public static void CountWrite(Tensor tensor)
    {
        VariableCalls.CountWrite(tensor.Handle);
        GC.KeepAlive(tensor);
    }

    /// <summary>Where the memory that all views share begins; 0 if there is none.</summary>
    private static nint Start(Tensor tensor)
    {
        nint first = LibTorchSharp.THSTensor_data(tensor.Handle);
        if (first == 0)
            NativeError.Take();      // such a tensor has no memory to share
        return first == 0 ? 0 : first - (nint)(tensor.storage_offset() * tensor.element_size());
    }
}
