using TorchBridge.Oracle.Cases;

namespace TorchBridge.Oracle.Truth;

/// <summary>
/// No differences can be computed if an input or a result is infinite. Instead two points near the limit are used, the second nearer than
/// the first.
/// </summary>
internal static class Limits
{
    /// <summary>Powers of two that stand for infinity, and that stand for 0.</summary>
    private static readonly int[] s_far = [20, 22], s_near = [-80, -120];

    private static readonly Tolerance s_reached = new(1e-9, 1e-11);

    /// <summary>
    /// Null if values and derivatives tend to what is given: finite numbers are reached, infinite ones are approached from their side.
    /// </summary>
    public static string? Contradiction(RealMap map, Question[] questions, double[] values, double[] given)
    {
        bool exact = map.Precision < 1e-20;
        if (!map.Point.Any(double.IsInfinity) && !exact)
            return "an infinite derivative at finite numbers is confirmed only for operators with a closed form";
        string? why = null;
        foreach (double side in new[] { 1.0, -1 })
        {
            (double[] Values, double[] Slopes)?[] way = [At(0), At(1)];
            why = way is [{ } first, { } second] ? Tends("value", first.Values, second.Values, values)
                ?? Tends("number", first.Slopes, second.Slopes, given) : "there is no derivative near the point";
            if (why is null || !given.Any(double.IsInfinity))
                return why;

            (double[], double[])? At(int which)
            {
                RealMap near = map.Moved([.. map.Point.Select((number, i) => double.IsInfinity(number)
                    ? Math.Sign(number) * Math.ScaleB(1, s_far[which] - (exact ? 0 : 10))
                    : number == 0 && given.Any(double.IsInfinity) ? side * Math.ScaleB(1, s_near[which]) : number)]);
                var derivation = new Derivation(near, questions);
                double[]? slopes = exact ? derivation.Numbers(given.Length) : derivation.Contradiction(given, s_reached) is null ? given
                    : null;
                return slopes is null ? null : (Array.ConvertAll(near.AtPoint(), number => (double)number), slopes);
            }
        }
        return why;
    }

    private static string? Tends(string what, double[] first, double[] second, double[] given)
    {
        for (int k = 0; k < given.Length; k++)
        {
            bool tends = double.IsInfinity(given[k])
                ? given[k] > 0 == second[k] > 0 && !double.IsNaN(second[k])
                    && (Math.Abs(second[k]) > Math.Abs(first[k]) || double.IsInfinity(second[k]))
                : s_reached.Equal(given[k], second[k]);
            if (!tends)
                return $"{what} {k} is {given[k]:R}, but {second[k]:R} is near it";
        }
        return null;
    }
}
