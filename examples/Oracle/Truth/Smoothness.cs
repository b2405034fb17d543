namespace TorchBridge.Oracle.Truth;

/// <summary>
/// Whether the derivative of a map jumps at its point: then the derivatives from two opposite sides along a direction that favours nothing
/// differ.
/// </summary>
internal static class Smoothness
{
    private static readonly int[] s_powers = [8, 10, 6, 12, 16, 4];

    public static bool IsKink(RealMap map)
    {
        double[] direction = Generic(map), back = [.. direction.Select(each => -each)];
        return direction.Any(each => each != 0) && !s_powers.Any(power =>
        {
            DoubleDouble[] right = Differences.OneSided(map, direction, Math.ScaleB(1, -power)),
                left = Differences.OneSided(map, back, Math.ScaleB(1, -power));
            return right.Zip(left).All(pair => Opposite(pair.First.High, pair.Second.High));
        });
    }

    /// <summary>No two parts are equal; in proportion to the numbers, where they are not 0.</summary>
    private static double[] Generic(RealMap map) => [.. map.Point.Select((number, i) =>
    {
        double part = 0.5 + (i + 1) * 0.6180339887498949 % 1 * 0.5;
        double size = number == 0 ? 0.25 : Math.Min(Math.Abs(number), 1);
        return double.IsFinite(number) ? (i % 3 == 1 ? -part : part) * size : 0;
    })];

    /// <summary>Numbers that are not finite say nothing.</summary>
    private static bool Opposite(double right, double left) => !double.IsFinite(right) || !double.IsFinite(left)
        || Math.Abs(right + left) <= 1e-6 * Math.Max(1, Math.Abs(right));
}
