namespace TorchBridge.Support;

/// <summary>
/// Arithmetic with numbers. TorchSharp's operators create a Scalar that nothing holds, so its finalizer may run while native code reads it.
/// </summary>
internal static class TensorMath
{
    public static Tensor Times(this Tensor tensor, double factor)
    {
        using Scalar scalar = factor.ToScalar();
        return tensor.mul(scalar);
    }

    /// <summary>Whether each element is this number.</summary>
    public static Tensor Is(this Tensor tensor, long number)
    {
        using Scalar scalar = number.ToScalar();
        return tensor.eq(scalar);
    }

    /// <summary>Whether each element is this number or more.</summary>
    public static Tensor IsAtLeast(this Tensor tensor, double number)
    {
        using Scalar scalar = number.ToScalar();
        return tensor.ge(scalar);
    }
}
