namespace TorchBridge.Operators.Checking;

/// <summary>
/// Gradients of outputs for a check that was given none. Their numbers are the same each time, and the program's own random numbers stay
/// what they are.
/// </summary>
internal static class RandomGradients
{
    private const ulong Seed = 20240229;

    public static Generator NewGenerator() => new(Seed);

    /// <summary>In the type of the tensor (of integers: float64), uniform between -1 and 1, for complex types in both parts.</summary>
    public static Tensor Like(Tensor tensor, long[] shape, Generator random)
    {
        ScalarType type = Describe.RealType(tensor.dtype);
        return tensor.is_complex() ? complex(Uniform(), Uniform()) : Uniform();

        Tensor Uniform()
        {
            using Scalar two = 2.ToScalar();
            return rand(shape, float64, generator: random).mul(two).sub(Scalars.One).to(type, tensor.device);
        }
    }
}
