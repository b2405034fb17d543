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
