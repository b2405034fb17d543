using static TorchSharp.torch;

namespace TorchBridge.Oracle.Protocol;

/// <summary>The element types of the protocol. The first four can be differentiated.</summary>
internal enum DType
{
    Float64,
    Float32,
    Complex128,
    Complex64,
    Int64,
    Bool,
}

internal static class DTypes
{
    public static string Name(this DType type) => type switch
    {
        DType.Float64 => "float64",
        DType.Float32 => "float32",
        DType.Complex128 => "complex128",
        DType.Complex64 => "complex64",
        DType.Int64 => "int64",
        _ => "bool",
    };

    public static DType? Parse(string? name) => name switch
    {
        "float64" => DType.Float64,
        "float32" => DType.Float32,
        "complex128" => DType.Complex128,
        "complex64" => DType.Complex64,
        "int64" => DType.Int64,
        "bool" => DType.Bool,
        _ => null,
    };

    public static bool IsDifferentiable(this DType type) => type is DType.Float64 or DType.Float32 or DType.Complex128 or DType.Complex64;

    public static bool IsComplex(this DType type) => type is DType.Complex128 or DType.Complex64;

    public static bool IsSingle(this DType type) => type is DType.Float32 or DType.Complex64;

    /// <summary>The type of the same kind in double precision.</summary>
    public static DType Double(this DType type) => type switch { DType.Float32 => DType.Float64, DType.Complex64 => DType.Complex128, _ => type };

    /// <summary>The type of the same kind in single precision.</summary>
    public static DType Single(this DType type) => type switch { DType.Float64 => DType.Float32, DType.Complex128 => DType.Complex64, _ => type };

    public static ScalarType ToTorch(this DType type) => type switch
    {
        DType.Float64 => ScalarType.Float64,
        DType.Float32 => ScalarType.Float32,
        DType.Complex128 => ScalarType.ComplexFloat64,
        DType.Complex64 => ScalarType.ComplexFloat32,
        DType.Int64 => ScalarType.Int64,
        _ => ScalarType.Bool,
    };

    public static DType? FromTorch(ScalarType type) => type switch
    {
        ScalarType.Float64 => DType.Float64,
        ScalarType.Float32 => DType.Float32,
        ScalarType.ComplexFloat64 => DType.Complex128,
        ScalarType.ComplexFloat32 => DType.Complex64,
        ScalarType.Int64 => DType.Int64,
        ScalarType.Bool => DType.Bool,
        _ => null,
    };
}
