using System.Globalization;
using System.Numerics;
using System.Text.Json;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>The tolerance for numbers. Numbers of float32 may have another one.</summary>
internal readonly record struct Tolerance(double Relative, double Absolute, double? Single = null);

/// <summary>Reads and compares tensors in the form of the golden files.</summary>
internal static class GoldenTensor
{
    /// <summary>
    /// The tensor in memory that LibTorch allocated. The memory of an array is aligned to 8 bytes only, and some kernels fail with that.
    /// </summary>
    public static Tensor Read(JsonElement json)
    {
        ScalarType type = Type(json.GetProperty("dtype").GetString()!);
        JsonElement[] data = [.. json.GetProperty("data").EnumerateArray()];
        using var scope = NewDisposeScope();
        Tensor values = type is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64
            ? complex(tensor(data.Select(e => Number(e[0])).ToArray()), tensor(data.Select(e => Number(e[1])).ToArray()))
            : tensor(data.Select(Number).ToArray());
        return values.to_type(type).reshape(Shape(json)).clone().MoveToOuterDisposeScope();
    }

    /// <summary>The list of tensors; null where the file says null.</summary>
    public static Tensor?[] ReadList(JsonElement json) =>
        [.. json.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.Null ? null : Read(e))];

    /// <summary>A relative tolerance for float32, because compilers of other platforms round differently.</summary>
    private const double TwoLastPlaces = 2.4e-7;

    /// <summary>Compares a list of tensors. Null means no tensor, or a tensor of zeros if <paramref name="nullAsZero"/> is true.</summary>
    public static void AssertEqual(string name, JsonElement expected, IReadOnlyList<Tensor?> actual, Tolerance tolerance,
        bool nullAsZero = false)
    {
        Assert.HasCount(expected.GetArrayLength(), actual, name);
        for (int i = 0; i < actual.Count; i++)
        {
            if (expected[i].ValueKind != JsonValueKind.Null)
                AssertEqual($"{name}[{i}]", expected[i], actual[i]!, tolerance);
            else if (nullAsZero)
                Assert.IsTrue(actual[i]!.count_nonzero().item<long>() == 0, $"{name}[{i}] is not zero");
            else
                Assert.IsNull(actual[i], $"{name}[{i}]");
        }
    }

    /// <summary>
    /// Same type, same shape, and each number equal, both NaN, or within absolute + relative × |expected|, which
    /// <paramref name="tolerance"/> has.
    /// </summary>
    public static void AssertEqual(string name, JsonElement expected, Tensor actual, Tolerance tolerance)
    {
        Assert.AreEqual(expected.GetProperty("dtype").GetString(), TypeName(actual.dtype), $"{name}: dtype");
        CollectionAssert.AreEqual(Shape(expected), actual.shape, $"{name}: shape [{string.Join(", ", actual.shape)}]");
        Complex[] values = Values(actual);
        JsonElement data = expected.GetProperty("data");
        Tolerance near = actual.dtype != ScalarType.Float32 ? tolerance
            : tolerance.Single is { } single ? new(single, single)
            : tolerance with { Relative = Math.Max(tolerance.Relative, TwoLastPlaces) };
        Assert.HasCount(data.GetArrayLength(), values, name);
        for (int i = 0; i < values.Length; i++)
        {
            bool complex = data[i].ValueKind == JsonValueKind.Array;
            AssertClose($"{name}[{i}]", Number(complex ? data[i][0] : data[i]), values[i].Real, near);
            AssertClose($"{name}[{i}].imag", complex ? Number(data[i][1]) : 0, values[i].Imaginary, near);
        }
    }

    public static void AssertClose(string name, double expected, double actual, Tolerance tolerance) =>
        Assert.IsTrue(expected.Equals(actual)
            || Math.Abs(expected - actual) <= tolerance.Absolute + tolerance.Relative * Math.Abs(expected),
            $"{name}: expected {expected:R}, got {actual:R}");

    private static Complex[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        if (tensor.numel() == 0)
            return [];      // TorchSharp's accessor throws on some empty shapes
        return tensor.detach().to_type(ScalarType.ComplexFloat64).contiguous().data<Complex>().ToArray();
    }

    private static long[] Shape(JsonElement json) => [.. json.GetProperty("shape").EnumerateArray().Select(e => e.GetInt64())];

    private static double Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => double.Parse(value.GetString()!, CultureInfo.InvariantCulture),      // NaN, Infinity, -Infinity
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        _ => value.GetDouble(),
    };

    private static ScalarType Type(string name) => name switch
    {
        "complex128" => ScalarType.ComplexFloat64,
        "complex64" => ScalarType.ComplexFloat32,
        _ => Enum.Parse<ScalarType>(name, ignoreCase: true),
    };

    private static string TypeName(ScalarType type) => type switch
    {
        ScalarType.ComplexFloat64 => "complex128",
        ScalarType.ComplexFloat32 => "complex64",
        _ => type.ToString().ToLowerInvariant(),
    };
}
