using System.Globalization;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Checking;

/// <summary>The first place where an answer is not what was expected.</summary>
/// <param name="Path">Which part of the answer: <c>vjp.x</c>.</param>
/// <param name="Index">Which element of it: <c>[1, 0]</c>; empty when the whole part is wrong.</param>
/// <param name="Expected">What should be there.</param>
/// <param name="Got">What is there.</param>
/// <param name="Ulps">How many representable numbers lie between the two; null where that says nothing.</param>
internal sealed record Mismatch(string Path, string Index, string Expected, string Got, double? Ulps)
{
    public override string ToString() =>
        $"{Path}{Index}: expected {Expected}, got {Got}{(Ulps is { } ulps ? string.Create(CultureInfo.InvariantCulture, $" ({ulps:0.###e+0} ULP)") : "")}";
}

internal static class TensorComparison
{
    /// <summary>Null if the tensors are equal within the tolerance; numbers that may be chosen are not compared.</summary>
    public static Mismatch? Mismatch(TensorValue expected, TensorValue actual, Tolerance tolerance, string path = "", Func<string, int, bool>? isFree = null)
    {
        if (expected.Type != actual.Type)
            return new Mismatch(path, "", $"dtype {expected.Type.Name()}", $"dtype {actual.Type.Name()}", null);
        if (!expected.Shape.AsSpan().SequenceEqual(actual.Shape))
            return new Mismatch(path, "", $"shape {expected.ShapeText}", $"shape {actual.ShapeText}", null);
        for (int i = 0; i < expected.Data.Length; i++)
        {
            double wanted = expected.Data[i], found = actual.Data[i];
            if (tolerance.Equal(wanted, found) || isFree?.Invoke(path, i) == true)
                continue;
            return new Mismatch(path, expected.PlaceText(i), expected.NumberText(i), actual.NumberText(i), Ulps(wanted, found, expected.Type));
        }
        return null;
    }

    private static double? Ulps(double expected, double actual, DType type)
    {
        if (!double.IsFinite(expected) || !double.IsFinite(actual))
            return null;
        double spacing = type.IsSingle() ? MathF.BitIncrement(MathF.Abs((float)expected)) - MathF.Abs((float)expected) : Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected);
        return Math.Round(Math.Abs(actual - expected) / spacing);
    }
}
