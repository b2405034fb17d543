namespace TorchBridge.Operators.Checking;

/// <summary>A real-valued part of an output: a gradient check takes a complex one for two.</summary>
internal sealed record OutputPart(string? Name, Func<Tensor, Tensor> Of)
{
    private static readonly OutputPart s_whole = new(null, output => output), s_real = new("real", real), s_imaginary = new("imaginary", imag);

    public static OutputPart[] All(Tensor output) => output.is_complex() ? [s_imaginary, s_real] : [s_whole];
}
