using System.Globalization;
using System.Text.Json;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>
/// The <c>out</c> of a snippet: the results that a case records. Tensors are kept and read at the end, as for the golden files, so that a
/// later change is visible.
/// </summary>
internal sealed class Record
{
    private static readonly Tolerance s_tolerance = new(1e-12, 1e-14);
    private readonly Dictionary<string, object?> _values = [];

    public object? this[string name] { set => _values[name] = value; }

    /// <summary>
    /// Compares all that was recorded with the golden results, names included; <paramref name="without"/> is one that is not recorded.
    /// </summary>
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
                GoldenTensor.AssertClose(name, expected.GetDouble(), Convert.ToDouble(actual, CultureInfo.InvariantCulture), s_tolerance);
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
        Assert.AreEqual(expected.TryGetProperty("requires_grad", out JsonElement flag) && flag.GetBoolean(), actual.requires_grad,
            $"{name}: requires_grad");
        GoldenTensor.AssertEqual(name, expected, actual, s_tolerance);
    }
}
