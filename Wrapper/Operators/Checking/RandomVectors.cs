namespace TorchBridge.Operators.Checking;

/// <summary>
/// A random direction of length 1 in the space of a tensor's elements, as a flat real vector without negative components. A complex tensor
/// has one direction for each axis.
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
/// Gradients of outputs for a check without given gradients. They are the same each time, and they do not change the program's own random
/// numbers.
/// </summary>
internal static class RandomGradients
{
    private const ulong Seed = 20240229;

    public static Generator NewGenerator() => new(Seed);

    /// <summary>
    /// Uniform numbers between -1 and 1 in the type of the tensor (float64 for integers). For complex types both parts are random.
    /// </summary>
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
