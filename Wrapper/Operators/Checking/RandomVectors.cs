namespace TorchBridge.Operators.Checking;

/// <summary>
/// A random direction of length 1 in the space of a tensor's elements, for a complex tensor one along each axis; flat, real, and with no
/// component below 0.
/// </summary>
internal readonly record struct Direction(Tensor Real, Tensor? Imaginary)
{
    public static Direction In(Tensor tensor, Generator random)
    {
        ScalarType type = Describe.RealType(tensor.dtype);
        return new Direction(Unit(tensor, type, random), tensor.is_complex() ? Unit(tensor, type, random) : null);
    }

    private static Tensor Unit(Tensor tensor, ScalarType type, Generator random)
    {
        Tensor along = rand(tensor.numel(), float64, generator: random);
        return along.div(along.mul(along).sum().sqrt()).to(type, tensor.device);
    }
}

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
