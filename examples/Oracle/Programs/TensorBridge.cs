using System.Runtime.InteropServices;
using TorchBridge.Oracle.Protocol;
using static TorchSharp.torch;

namespace TorchBridge.Oracle.Programs;

/// <summary>Tensors of the protocol to LibTorch's and back. Memory is LibTorch's own, so that it is aligned as its kernels want it.</summary>
internal static class TensorBridge
{
    private static readonly Tensor s_true = tensor(true).DetachFromDisposeScope();

    public static Tensor ToTorch(this TensorValue value)
    {
        if (value.Type == DType.BFloat16)
            return value.As(DType.Float32).ToTorch().to_type(ScalarType.BFloat16);
        Tensor tensor = empty(value.Shape, dtype: value.Type.ToTorch());
        if (value.Data.Length == 0)
            return tensor;
        Span<byte> bytes = value.Type switch
        {
            DType.Float32 or DType.Complex64 => MemoryMarshal.AsBytes(Array.ConvertAll(value.Data, x => (float)x).AsSpan()),
            DType.Int64 => MemoryMarshal.AsBytes(Array.ConvertAll(value.Data, x => (long)x).AsSpan()),
            DType.Bool => Array.ConvertAll(value.Data, x => (byte)x),
            _ => MemoryMarshal.AsBytes(value.Data.AsSpan()),
        };
        tensor.bytes = bytes;
        return tensor;
    }

    public static TensorValue ToValue(this Tensor tensor, string where)
    {
        DType type = DTypes.FromTorch(tensor.dtype)
            ?? throw new OracleException(ErrorCode.InvalidTensor, $"{where} is of type {tensor.dtype}, which the protocol does not have");
        long[] shape = tensor.shape;
        if (tensor.numel() > TensorJson.MaxElements)
            throw SizeLimit.TooLarge($"{where} has {tensor.numel()} elements", TensorJson.MaxElements);
        if (tensor.numel() == 0)
            return new TensorValue(type, shape, []);
        if (type == DType.BFloat16)
            return tensor.to_type(ScalarType.Float32).ToValue(where).As(type);
        using Tensor flat = Plain(tensor, type);
        Span<byte> bytes = flat.bytes;
        double[] data = type switch
        {
            DType.Float32 or DType.Complex64 => Array.ConvertAll(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), x => (double)x),
            DType.Int64 => Array.ConvertAll(MemoryMarshal.Cast<byte, long>(bytes).ToArray(), x => (double)x),
            DType.Bool => Array.ConvertAll(bytes.ToArray(), x => (double)x),
            _ => MemoryMarshal.Cast<byte, double>(bytes).ToArray(),
        };
        return new TensorValue(type, shape, data);
    }

    public static Tensor Number(double value)
    {
        Tensor tensor = empty([], dtype: ScalarType.Float64);
        tensor.bytes = MemoryMarshal.AsBytes(new Span<double>(ref value));
        return tensor;
    }

    public static Tensor Numbers(long[] values)
    {
        Tensor tensor = empty([values.Length], dtype: ScalarType.Int64);
        if (values.Length > 0)
            tensor.bytes = MemoryMarshal.AsBytes(values.AsSpan());
        return tensor;
    }

    /// <summary>The tensor in row-major memory, without the lazy bits for conjugation and sign that only LibTorch knows how to read.</summary>
    private static Tensor Plain(Tensor tensor, DType type)
    {
        Tensor plain = tensor.detach();
        if (type.IsComplex())
            plain = plain.resolve_conj();
        plain = plain.resolve_neg();
        // A derivative can be a zero tensor that has no memory at all (that of abs, twice). What is selected from it has.
        return (type.IsDifferentiable() ? where(s_true, plain, plain) : plain).contiguous();
    }
}
