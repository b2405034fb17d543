using static TorchSharp.torch;

namespace TorchBridge.Tests.Tools;

/// <summary>Comparisons of whole tensors: shape, element type and values.</summary>
internal static class Same
{
    public static void Values(Tensor expected, Tensor? actual, double tolerance = 1e-12, string name = "")
    {
        Assert.IsNotNull(actual, name);
        CollectionAssert.AreEqual(expected.shape, actual.shape, $"{name}: shape");
        Assert.AreEqual(expected.dtype, actual.dtype, name);
        if (expected.numel() == 0)
            return;      // TorchSharp's accessor throws on some empty shapes
        double[] e = Numeric.Values(expected), a = Numeric.Values(actual);
        for (int i = 0; i < e.Length; i++)
            Assert.IsTrue(e[i].Equals(a[i]) || Math.Abs(e[i] - a[i]) <= tolerance * Math.Max(1, Math.Abs(e[i])),
                $"{name}[{i}] of {e.Length}: expected {e[i]:R}, got {a[i]:R}");
    }

    public static void Values(IReadOnlyList<Tensor> expected, IReadOnlyList<Tensor> actual, double tolerance = 1e-12, string name = "")
    {
        Assert.HasCount(expected.Count, actual, name);
        for (int i = 0; i < expected.Count; i++)
            Values(expected[i], actual[i], tolerance, $"{name}[{i}]");
    }

    /// <summary>The rows of a batch are all the same, or all different.</summary>
    public static bool Rows(Tensor batch)
    {
        using var scope = NewDisposeScope();
        bool[] equal = [.. Enumerable.Range(1, (int)batch.shape[0] - 1).Select(i => batch[i].eq(batch[0]).all().item<bool>())];
        Assert.IsTrue(Array.TrueForAll(equal, same => same) || Array.TrueForAll(equal, same => !same),
            "some rows are the same and some are not");
        return equal[0];
    }
}
