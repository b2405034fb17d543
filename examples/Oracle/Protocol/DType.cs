using static TorchSharp.torch;

namespace TorchBridge.Oracle.Protocol;

/// <summary>The element types of the protocol. All but the last two can be differentiated.</summary>
internal enum DType
{
    Float64,
    Float32,
    Complex128,
    Complex64,
    BFloat16,
    Int64,
    Bool,
}

internal static class DTypes
{
    /// <summary>So many numbers of float32 are one of bfloat16.</summary>
    private const uint FloatsInBFloat16 = 1 << 16;

    public static string Name(this DType type) => type switch
    {
        DType.Float64 => "float64",
        DType.Float32 => "float32",
        DType.Complex128 => "complex128",
        DType.Complex64 => "complex64",
        DType.BFloat16 => "bfloat16",
        DType.Int64 => "int64",
        _ => "bool",
    };

    public static DType? Parse(string? name) => name switch
    {
        "float64" => DType.Float64,
        "float32" => DType.Float32,
        "complex128" => DType.Complex128,
        "complex64" => DType.Complex64,
        "bfloat16" => DType.BFloat16,
        "int64" => DType.Int64,
        "bool" => DType.Bool,
        _ => null,
    };

    public static bool IsDifferentiable(this DType type) => type is not (DType.Int64 or DType.Bool);

    public static bool IsComplex(this DType type) => type is DType.Complex128 or DType.Complex64;

    /// <summary>Whether its numbers are numbers of float32.</summary>
    public static bool IsNarrow(this DType type) => type is DType.Float32 or DType.Complex64 or DType.BFloat16;

    /// <summary>The type of the same kind in double precision.</summary>
    public static DType Double(this DType type) =>
        type switch { DType.Float32 or DType.BFloat16 => DType.Float64, DType.Complex64 => DType.Complex128, _ => type };

    /// <summary>The nearest number that the type holds; of a complex type, for each of its two numbers.</summary>
    public static double Round(this DType type, double number) => type switch
    {
        DType.Float32 or DType.Complex64 => (float)number,
        DType.BFloat16 => RoundToBFloat16((float)number),
        _ => number,
    };

    /// <summary>How far the next larger number of the type is from a number of it.</summary>
    public static double Spacing(this DType type, double number) => type switch
    {
        DType.Float32 or DType.Complex64 => MathF.BitIncrement(MathF.Abs((float)number)) - MathF.Abs((float)number),
        DType.BFloat16 => (MathF.BitIncrement(MathF.Abs((float)number)) - MathF.Abs((float)number)) * FloatsInBFloat16,
        _ => Math.BitIncrement(Math.Abs(number)) - Math.Abs(number),
    };

    /// <summary>The upper half of a float32, to the nearest, and to the even one in the middle.</summary>
    private static float RoundToBFloat16(float number)
    {
        if (!float.IsFinite(number))
            return number;
        uint bits = BitConverter.SingleToUInt32Bits(number);
        return BitConverter.UInt32BitsToSingle((bits + (FloatsInBFloat16 / 2 - 1) + ((bits / FloatsInBFloat16) & 1)) / FloatsInBFloat16 * FloatsInBFloat16);
    }

    public static ScalarType ToTorch(this DType type) => type switch
    {
        DType.Float64 => ScalarType.Float64,
        DType.Float32 => ScalarType.Float32,
        DType.Complex128 => ScalarType.ComplexFloat64,
        DType.Complex64 => ScalarType.ComplexFloat32,
        DType.BFloat16 => ScalarType.BFloat16,
        DType.Int64 => ScalarType.Int64,
        _ => ScalarType.Bool,
    };

    public static DType? FromTorch(ScalarType type) => type switch
    {
        ScalarType.Float64 => DType.Float64,
        ScalarType.Float32 => DType.Float32,
        ScalarType.ComplexFloat64 => DType.Complex128,
        ScalarType.ComplexFloat32 => DType.Complex64,
        ScalarType.BFloat16 => DType.BFloat16,
        ScalarType.Int64 => DType.Int64,
        ScalarType.Bool => DType.Bool,
        _ => null,
    };
}
