namespace TorchBridge.Operators.Checking;

/// <summary>A real-valued part of an output. A gradient check treats a complex output as two real ones.</summary>
internal sealed record OutputPart(string? Name, Func<Tensor, Tensor> Of)
{
    private static readonly OutputPart s_whole = new(null, output => output), s_real = new("real", real),
        s_imaginary = new("imaginary", imag);

    public static OutputPart[] All(Tensor output) => output.is_complex() ? [s_imaginary, s_real] : [s_whole];
}

/// <summary>A real axis of an input. Forward mode moves along one axis at a time, and a complex input has two.</summary>
internal sealed record InputAxis(string? Name, bool IsImaginary)
{
    private static readonly InputAxis s_only = new(null, false), s_real = new("real", false), s_imaginary = new("imaginary", true);

    public static InputAxis[] All(Tensor input) => input.is_complex() ? [s_imaginary, s_real] : [s_only];

    public Tensor Of(Differences?[] differences, int output) => IsImaginary
        ? differences[output]!.Value.Imaginary!
        : differences[output]!.Value.Real;

    public Tensor Of(Direction direction) => IsImaginary ? direction.Imaginary! : direction.Real;
}

/// <summary>
/// The change of one output with one input, by central differences in the output's type. Each step has a row, and each element of the
/// output has a column. For a complex input, <paramref name="Imaginary"/> has the steps along the imaginary axis.
/// </summary>
internal readonly record struct Differences(Tensor Real, Tensor? Imaginary)
{
    /// <summary>The gradients of a real part of the output, as the engine defines them: d/dx, or d/dx + i d/dy in x + iy.</summary>
    public Tensor Gradient(OutputPart part) => Imaginary is null
        ? part.Of(Real)
        : complex(part.Of(Real).contiguous(), part.Of(Imaginary).contiguous());
}
