using TorchBridge.Native;

namespace TorchBridge.Engine.Distributed;

/// <summary>Which tensors can be sent. LibTorch itself would read past the end of some of the others.</summary>
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

    /// <summary>Checks that it can be written to as well.</summary>
    public static void CheckWritten(string api, Tensor tensor, string parameter, int index)
    {
        Check(api, tensor, parameter, index);
        if (tensor.requires_grad && !tensor.is_leaf && is_grad_enabled())
            throw ArgumentMessages.HasGraph(api, parameter, index, tensor);
        for (int i = 0; i < tensor.dim(); i++)
            if (tensor.stride(i) == 0 && tensor.size(i) > 1)
                throw ArgumentMessages.OverlappingElements(api, parameter, index, tensor);
    }

    /// <summary>Checks that it can be reduced in this way as well.</summary>
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
