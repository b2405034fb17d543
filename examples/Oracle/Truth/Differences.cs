namespace TorchBridge.Oracle.Truth;

/// <summary>
/// Derivatives of a map from its values alone, by formulas of eighth order: their error falls with the eighth power of the step.
/// </summary>
internal static class Differences
{
    private static readonly DoubleDouble[] s_first = [Ratio(4, 5), Ratio(-1, 5), Ratio(4, 105), Ratio(-1, 280)];

    private static readonly DoubleDouble[] s_second = [Ratio(8, 5), Ratio(-1, 5), Ratio(8, 315), Ratio(-1, 560)];

    private static readonly DoubleDouble[] s_oneSided = [Ratio(-761, 280), 8, -14, Ratio(56, 3), Ratio(-35, 2), Ratio(56, 5), Ratio(-14, 3),
        Ratio(8, 7), Ratio(-1, 8)];

    /// <summary>The derivative along a direction.</summary>
    public static DoubleDouble[] First(RealMap map, double[] direction, double step)
    {
        DoubleDouble[]? sum = null;
        for (int k = 1; k <= s_first.Length; k++)
        {
            Add(ref sum, s_first[k - 1] / step, Shifted(map, direction, k * step));
            Add(ref sum, -s_first[k - 1] / step, Shifted(map, direction, -k * step));
        }
        return sum!;
    }

    /// <summary>The second derivative along a direction.</summary>
    public static DoubleDouble[] Second(RealMap map, double[] direction, double step)
    {
        DoubleDouble[]? sum = null;
        DoubleDouble scale = (DoubleDouble)step * step;
        Add(ref sum, Ratio(-205, 72) / scale, map.AtPoint());
        for (int k = 1; k <= s_second.Length; k++)
        {
            Add(ref sum, s_second[k - 1] / scale, Shifted(map, direction, k * step));
            Add(ref sum, s_second[k - 1] / scale, Shifted(map, direction, -k * step));
        }
        return sum!;
    }

    /// <summary>The second derivative along two directions: a quarter of that along their sum less that along their difference.</summary>
    public static DoubleDouble[] Mixed(RealMap map, double[] u, double[] v, double step)
    {
        if (ReferenceEquals(u, v))
            return Second(map, u, step);
        DoubleDouble[] sum = Second(map, [.. u.Zip(v, (a, b) => a + b)], step),
            difference = Second(map, [.. u.Zip(v, (a, b) => a - b)], step);
        return [.. sum.Zip(difference, (a, b) => (a - b) * 0.25)];
    }

    /// <summary>The derivative along a direction from values on that side only.</summary>
    public static DoubleDouble[] OneSided(RealMap map, double[] direction, double step)
    {
        DoubleDouble[]? sum = null;
        for (int k = 0; k < s_oneSided.Length; k++)
            Add(ref sum, s_oneSided[k] / step, Shifted(map, direction, k * step));
        return sum!;
    }

    private static DoubleDouble[] Shifted(RealMap map, double[] direction, double step) =>
        map.At([.. map.Point.Select((number, i) => direction[i] == 0 ? number : number + (DoubleDouble)direction[i] * step)]);

    private static void Add(ref DoubleDouble[]? sum, DoubleDouble weight, DoubleDouble[] values)
    {
        sum ??= new DoubleDouble[values.Length];
        for (int k = 0; k < sum.Length; k++)
            sum[k] += weight * values[k];
    }

    private static DoubleDouble Ratio(double over, double under) => (DoubleDouble)over / under;
}
