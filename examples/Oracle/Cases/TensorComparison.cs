using System.Globalization;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Cases;

internal static class TensorComparison
{
    /// <summary>A larger difference in units of the last place is not due to rounding.</summary>
    private const double MostUnits = 1e6;

    /// <summary>Null if the tensors are equal within the tolerance; numbers that may be chosen are not compared.</summary>
    public static Mismatch? Mismatch(TensorValue expected, TensorValue actual, Tolerance tolerance, string path = "",
        Func<string, int, bool>? isFree = null)
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
            return new Mismatch(path, expected.PlaceText(i), expected.NumberText(i), actual.NumberText(i),
                Distance(wanted, found, expected.Type));
        }
        return null;
    }

    /// <summary>
    /// In units of the last place where those are few; else as part of the expected number; nothing where neither says anything.
    /// </summary>
    private static string? Distance(double expected, double actual, DType type)
    {
        double off = Math.Abs(actual - expected), units = Math.Round(off / type.Spacing(expected)), relative = off / Math.Abs(expected);
        return units <= MostUnits ? string.Create(CultureInfo.InvariantCulture, $"{units:0} ULP")
            : double.IsFinite(relative) ? string.Create(CultureInfo.InvariantCulture, $"relative error {relative:0.##e+0}")
            : null;
    }
}
