namespace TorchBridge.Operators.Checking;

/// <summary>A real axis of an input: forward mode moves along one at a time, and a complex input has two.</summary>
internal sealed record InputAxis(string? Name, bool IsImaginary)
{
    private static readonly InputAxis s_only = new(null, false), s_real = new("real", false), s_imaginary = new("imaginary", true);

    public static InputAxis[] All(Tensor input) => input.is_complex() ? [s_imaginary, s_real] : [s_only];

    public Tensor Of(Differences?[] differences, int output) => IsImaginary ? differences[output]!.Value.Imaginary! : differences[output]!.Value.Real;

    public Tensor Of(Direction direction) => IsImaginary ? direction.Imaginary! : direction.Real;
}
