namespace TorchBridge.Support;

/// <summary>
/// Arithmetic with numbers. TorchSharp's own operators make a Scalar for them that nothing holds, so that its finalizer may run while
/// native code reads it.
/// </summary>
internal static class TensorMath
{
    public static Tensor Times(this Tensor tensor, double factor)
    {
        using Scalar scalar = factor.ToScalar();
        return tensor.mul(scalar);
    }

    /// <summary>Element by element: whether it is this number.</summary>
    public static Tensor Is(this Tensor tensor, long number)
    {
        using Scalar scalar = number.ToScalar();
        return tensor.eq(scalar);
    }

    /// <summary>Element by element: whether it is this number or more.</summary>
    public static Tensor IsAtLeast(this Tensor tensor, double number)
    {
        using Scalar scalar = number.ToScalar();
        return tensor.ge(scalar);
    }
}
