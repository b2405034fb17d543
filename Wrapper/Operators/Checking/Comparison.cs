namespace TorchBridge.Operators.Checking;

/// <summary>torch.allclose as gradient checks use it: it accepts tensors of different types and devices.</summary>
internal static class Comparison
{
    /// <summary>Whether |actual - expected| ≤ atol + rtol |expected| everywhere. NaN is not close to any number.</summary>
    public static bool Close(Tensor actual, Tensor expected, double rtol, double atol)
    {
        ScalarType type = promote_types(actual.dtype, expected.dtype);
        return allclose(actual.to(type), expected.to(type, actual.device), rtol, atol);
    }

    /// <summary>Whether every element is 0. NaN is not 0.</summary>
    public static bool IsZero(Tensor tensor) => tensor.numel() == 0 || tensor.count_nonzero().cpu().item<long>() == 0;
}
