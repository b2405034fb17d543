using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>Makes and unpacks tensors with a tangent. A dual level must be open.</summary>
internal static class DualTensor
{
    /// <summary>A view of the primal that carries the tangent, of the same shape and type.</summary>
    public static Tensor Make(string api, Tensor primal, Tensor tangent)
    {
        if (LibTorch.IsInference(primal.Handle))      // LibTorch would drop the tangent silently
            throw TransformMessages.InferencePrimal(api);
        nint handle = DualTensorCalls.Make(primal.Handle, tangent.Handle);
        GC.KeepAlive(primal);
        GC.KeepAlive(tangent);
        if (handle == 0)
            EngineError.ThrowIfAny(api);
        return Tensor.UnsafeCreateTensor(handle);
    }

    /// <summary>
    /// Removes the tangent from a tensor object that <see cref="Make"/> returned: from now on the object is the primal. A leaf that
    /// requires grad is not changed, because gradients are kept at it.
    /// </summary>
    public static void Forget(Tensor dual)
    {
        if (dual.is_leaf && dual.requires_grad)
            return;
        (nint primal, nint tangent) = DualTensorCalls.Unpack(dual.Handle);
        if (tangent != 0)
            LibTorchSharp.THSTensor_dispose(tangent);
        if (primal == 0)
            NativeError.Take();
        else
            Tensor.UnsafeCreateTensor(BorrowedHandle.Exchange(dual, primal)).Dispose();
    }

    /// <summary>The primal and the tangent, as views. The tangent is null if there is none.</summary>
    public static (Tensor Primal, Tensor? Tangent) Unpack(string api, Tensor dual)
    {
        (nint primal, nint tangent) = DualTensorCalls.Unpack(dual.Handle);
        GC.KeepAlive(dual);
        if (primal == 0)
            EngineError.ThrowIfAny(api);
        return (Tensor.UnsafeCreateTensor(primal), tangent == 0 ? null : Handles.Derivative(tangent));
    }
}
