using System.Globalization;
using System.Numerics;
using System.Text.Json;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>
/// The <c>out</c> of a snippet: what a case records. Tensors are kept as they are and read at the end, as the golden files do it, so that a
/// later change shows.
/// </summary>
internal sealed class Record
{
    private const double Relative = 1e-12, Absolute = 1e-14;
    private readonly Dictionary<string, object?> _values = [];

    public object? this[string name] { set => _values[name] = value; }

    /// <summary>Compares all that was recorded with the golden results, names included; <paramref name="without"/> is one that is not recorded.</summary>
    public void AssertEqual(JsonElement results, string? without)
    {
        JsonProperty[] golden = [.. results.EnumerateObject().Where(p => p.Name != without)];
        CollectionAssert.AreEquivalent(golden.Select(p => p.Name).ToList(), _values.Keys.ToList(), "names of results");
        foreach (JsonProperty expected in golden)
            AssertEqual(expected.Name, expected.Value, _values[expected.Name]);
    }

    private static void AssertEqual(string name, JsonElement expected, object? actual)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Null:
                Assert.IsNull(actual, name);
                break;
            case JsonValueKind.True or JsonValueKind.False:
                Assert.AreEqual(expected.GetBoolean(), actual, name);
                break;
            case JsonValueKind.Number:
                AssertClose(name, expected.GetDouble(), Convert.ToDouble(actual, CultureInfo.InvariantCulture));
                break;
            case JsonValueKind.String:
                Assert.AreEqual(expected.GetString(), actual, name);
                break;
            case JsonValueKind.Array:
                object?[] items = [.. ((System.Collections.IEnumerable)actual!).Cast<object?>()];
                Assert.HasCount(expected.GetArrayLength(), items, name);
                for (int i = 0; i < items.Length; i++)
                    AssertEqual($"{name}[{i}]", expected[i], items[i]);
                break;
            case JsonValueKind.Object:
                AssertTensor(name, expected, (Tensor)actual!);
                break;
            default:
                Assert.Fail($"{name}: no comparison for {expected.ValueKind}");
                break;
        }
    }

    private static void AssertTensor(string name, JsonElement expected, Tensor actual)
    {
        Assert.AreEqual(expected.GetProperty("dtype").GetString(), TypeName(actual.dtype), $"{name}: dtype");
        CollectionAssert.AreEqual(expected.GetProperty("shape").EnumerateArray().Select(e => e.GetInt64()).ToArray(), actual.shape, $"{name}: shape");
        Assert.AreEqual(expected.TryGetProperty("requires_grad", out JsonElement flag) && flag.GetBoolean(), actual.requires_grad, $"{name}: requires_grad");
        Complex[] values = Values(actual);
        JsonElement data = expected.GetProperty("data");
        Assert.HasCount(data.GetArrayLength(), values, name);
        for (int i = 0; i < values.Length; i++)
        {
            bool complex = data[i].ValueKind == JsonValueKind.Array;
            AssertClose($"{name}[{i}]", Number(complex ? data[i][0] : data[i]), values[i].Real);
            AssertClose($"{name}[{i}].imag", complex ? Number(data[i][1]) : 0, values[i].Imaginary);
        }
    }

    private static Complex[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        if (tensor.numel() == 0)
            return [];      // TorchSharp's accessor throws on some empty shapes
        return tensor.detach().to_type(ScalarType.ComplexFloat64).contiguous().data<Complex>().ToArray();
    }

    private static double Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => double.Parse(value.GetString()!, CultureInfo.InvariantCulture),      // NaN, Infinity, -Infinity
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        _ => value.GetDouble(),
    };

    private static void AssertClose(string name, double expected, double actual) =>
        Assert.IsTrue(expected.Equals(actual) || Math.Abs(expected - actual) <= Absolute + Relative * Math.Abs(expected),
            $"{name}: expected {expected:R}, got {actual:R}");

    private static string TypeName(ScalarType type) => type switch
    {
        ScalarType.ComplexFloat64 => "complex128",
        ScalarType.ComplexFloat32 => "complex64",
        _ => type.ToString().ToLowerInvariant(),
    };
}
