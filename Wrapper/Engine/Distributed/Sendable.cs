using TorchBridge.Native;

namespace TorchBridge.Engine.Distributed;

/// <summary>Checks whether tensors can be sent. LibTorch does not check this and would read past the end of some tensors.</summary>
internal static class Sendable
{
    /// <summary>Checks that a tensor's elements can be read one after the other.</summary>
    public static void Check(string api, Tensor tensor, string parameter, int index)
    {
        Admission.Usable(api, tensor, parameter, index);
        if (tensor.device_type != DeviceType.CPU)
            throw ArgumentMessages.NotOnCpu(api, parameter, index, tensor);
        if (!TensorClass.IsPlain(tensor.Handle) || LibTorch.IsZeroTensor(tensor.Handle))
            throw ArgumentMessages.NotSendable(api, parameter, index, tensor);
        GC.KeepAlive(tensor);
    }

    /// <summary>The same for a tensor that is also written to.</summary>
    public static void CheckWritten(string api, Tensor tensor, string parameter, int index)
    {
        Check(api, tensor, parameter, index);
        if (tensor.requires_grad && !tensor.is_leaf && is_grad_enabled())
            throw ArgumentMessages.HasGraph(api, parameter, index, tensor);
        for (int i = 0; i < tensor.dim(); i++)
            if (tensor.stride(i) == 0 && tensor.size(i) > 1)
                throw ArgumentMessages.OverlappingElements(api, parameter, index, tensor);
    }

    /// <summary>The same for a tensor that is also reduced with this operation.</summary>
    public static void CheckReduced(string api, Tensor tensor, ReduceOp op, string parameter, int index)
    {
        if (!Enum.IsDefined(op))
            throw ArgumentMessages.UnknownReduceOp(api, nameof(op), (int)op);
        CheckWritten(api, tensor, parameter, index);
        bool isComplex = is_complex(tensor);
        if (op == ReduceOp.Avg && !isComplex && !is_floating_point(tensor))
            throw ArgumentMessages.NoAverageOfIntegers(api, parameter, index, tensor);
        if (isComplex && op is not (ReduceOp.Sum or ReduceOp.Avg))
            throw ArgumentMessages.NotOfComplex(api, parameter, index, tensor, op);
    }
}
