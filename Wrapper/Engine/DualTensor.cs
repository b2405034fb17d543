using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>Tensors with a tangent. A dual level must be open.</summary>
internal static class DualTensor
{
    /// <summary>A view of the primal that carries the tangent, of the same shape and type.</summary>
    public static Tensor Make(string api, Tensor primal, Tensor tangent)
    {
        if (LibTorch.IsInference(primal.Handle))      // LibTorch would forget the tangent without a word
            throw new AutogradException(AutogradError.NotImplemented, $"{api}: an inference tensor cannot carry a tangent. Give a copy of it that was made by clone() outside of inference_mode.");
        nint handle = DualTensorCalls.Make(primal.Handle, tangent.Handle);
        GC.KeepAlive(primal);
        GC.KeepAlive(tangent);
        if (handle == 0)
            EngineError.ThrowIfAny(api);
        return Tensor.UnsafeCreateTensor(handle);
    }

    /// <summary>
    /// Takes the tangent from a tensor object that <see cref="Make"/> gave: it stands for the primal from here on. A leaf, which gradients
    /// are kept at, stays what it is.
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

    /// <summary>Both parts, as views; no tangent where there is none.</summary>
    public static (Tensor Primal, Tensor? Tangent) Unpack(string api, Tensor dual)
    {
        (nint primal, nint tangent) = DualTensorCalls.Unpack(dual.Handle);
        GC.KeepAlive(dual);
        if (primal == 0)
            EngineError.ThrowIfAny(api);
        return (Tensor.UnsafeCreateTensor(primal), tangent == 0 ? null : Handles.Derivative(tangent));
    }
}
