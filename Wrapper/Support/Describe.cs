using System.Runtime.InteropServices;

namespace TorchBridge.Support;

/// <summary>Tensors in the words of PyTorch's messages.</summary>
internal static class Describe
{
    /// <summary>For example <c>float64 of shape [2, 3]</c>.</summary>
    public static string Tensor(Tensor tensor) => $"{Type(tensor.dtype)} of shape {Shape(tensor)}";

    /// <summary>For example <c>[2, 3]</c>. Dimensions before <paramref name="from"/> are left out.</summary>
    public static string Shape(Tensor tensor, int from = 0)
    {
        try
        {
            return $"[{string.Join(", ", Shapes.Of(tensor).Skip(from))}]";
        }
        catch (ExternalException)      // a nested tensor has no single shape; the message is more important
        {
            return "[nested]";
        }
    }

    /// <summary>PyTorch's name of an element type: <c>float64</c>, not TorchSharp's <c>Float64</c>.</summary>
    public static string Type(ScalarType type) => type switch
    {
        ScalarType.Byte => "uint8",
        ScalarType.ComplexFloat32 => "complex64",
        ScalarType.ComplexFloat64 => "complex128",
        _ => type.ToString().ToLowerInvariant(),
    };

    /// <summary>A parameter, or an element of one: <c>inputs[2]</c>. A negative index means the parameter itself.</summary>
    public static string Element(string parameter, int index) => index < 0 ? parameter : $"{parameter}[{index}]";

    /// <summary>The type of the real and imaginary parts of a complex type. A real type is returned as it is.</summary>
    public static ScalarType RealType(ScalarType type) => type switch
    {
        ScalarType.ComplexFloat32 => ScalarType.Float32,
        ScalarType.ComplexFloat64 => ScalarType.Float64,
        _ => type,
    };
}
