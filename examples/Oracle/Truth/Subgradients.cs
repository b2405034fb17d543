using TorchBridge.Oracle.Cases;

namespace TorchBridge.Oracle.Truth;

/// <summary>
/// All that is right at a kink. Around it lie cells in which the map is smooth; every cell has a derivative, and what lies between those
/// derivatives is right too. They are found from values inside the cells alone, and told as <see cref="ChoiceSet"/>s, which must say
/// exactly that.
/// </summary>
internal sealed class Subgradients(RealMap map, Question[] questions, int count)
{
    private const int Cells = 96;
    private const double Same = 1e-8;

    private readonly RandomNumbers _random = new(1, "cells");
    private readonly int[] _live = [.. Enumerable.Range(0, map.Point.Length).Where(i => double.IsFinite(map.Point[i]))];

    /// <summary>
    /// A number for each place where nothing is to be chosen, NaN elsewhere; and the sets. Null where no sets of this form are exact.
    /// </summary>
    public (double[] Fixed, ChoiceSet[] Sets)? Find(Place[] places)
    {
        var corners = new List<double[]>();
        for (int cell = 0; cell < Cells; cell++)
        {
            if (Corner() is not { } corner)
                return Ball(places);
            if (!corners.Any(known => known.Zip(corner)
                .All(pair => Math.Abs(pair.First - pair.Second) <= Same * Math.Max(1, Math.Abs(pair.First)))))
                corners.Add(corner);
        }
        List<int> open = [.. Enumerable.Range(0, count).Where(n => corners.Any(corner => Math.Abs(corner[n] - corners[0][n]) > Same))];
        double[] settled = [.. corners[0].Select((number, n) => open.Contains(n) ? double.NaN : number)];
        var sets = new List<ChoiceSet>();
        int combinations = 1;
        while (open.Count > 0)
        {
            int[] group = Together(open, corners);
            double[][] shadows = [.. Distinct(corners.Select(corner => Array.ConvertAll(group, n => corner[n])))];
            if (!IsExact(shadows))
                return null;
            combinations *= shadows.Length;
            double[] low = [.. group.Select((_, i) => shadows.Min(shadow => shadow[i]))],
                high = [.. group.Select((_, i) => shadows.Max(shadow => shadow[i]))];
            sets.Add(new ChoiceSet(Array.ConvertAll(group, n => places[n]), low, high, group.Length == 1 ? null : Round(shadows[0].Sum()),
                null));
            open.RemoveAll(group.Contains);
        }
        return combinations == corners.Count ? (settled, [.. sets]) : null;      // else the groups are not independent of each other
    }

    /// <summary>The numbers of the answer in a cell, or null where the map is not smooth in it.</summary>
    private double[]? Corner()
    {
        double[] inside = Inside();
        DoubleDouble[] slope = Slope(inside);
        var numbers = new double[count];
        var gradient = new DoubleDouble[map.Point.Length][];
        foreach (int i in _live)
            gradient[i] = Change(inside, slope, i);
        for (int k = 0; k < slope.Length; k++)      // within a cell the derivative along a direction is linear in the direction
            if (double.IsFinite(slope[k].High)
                && Math.Abs((slope[k] - _live.Aggregate((DoubleDouble)0, (sum, i) => sum + gradient[i][k] * inside[i]))
                    .High) > Same * Math.Max(1, Math.Abs(slope[k].High)))
                return null;
        foreach (Question question in questions)
        {
            DoubleDouble[] found = new DoubleDouble[slope.Length];
            foreach (int i in _live.Where(i => question.Along[i] != 0))
                for (int k = 0; k < found.Length; k++)
                    found[k] += gradient[i][k] * question.Along[i];
            if (question.Weights is { } weights)
                found = [found.Select((each, k) => weights[k] == 0 ? 0 : each * weights[k])
                    .Aggregate((DoubleDouble)0, (sum, each) => sum + each)];
            for (int k = 0; k < question.Places.Length; k++)
                numbers[question.Places[k]] = Round((double)(found.Length == 1 ? found[0] : found[k]));
        }
        return numbers;
    }

    /// <summary>A direction into a cell, whose parts differ in size by at least 1 from each other and from 0.</summary>
    private double[] Inside()
    {
        double[] sizes = [.. Enumerable.Range(1, _live.Length).Select(size => (double)size)];
        for (int i = sizes.Length - 1; i > 0; i--)
        {
            int other = Math.Min(i, (int)_random.Next(0, i + 1));
            (sizes[i], sizes[other]) = (sizes[other], sizes[i]);
        }
        var inside = new double[map.Point.Length];
        for (int i = 0; i < _live.Length; i++)
            inside[_live[i]] = _random.Coin() ? sizes[i] : -sizes[i];
        return inside;
    }

    private DoubleDouble[] Change(double[] inside, DoubleDouble[] slope, int i)
    {
        double[] turned = [.. inside];
        turned[i] += 0.5;
        return [.. Slope(turned).Zip(slope, (a, b) => (a - b) * 2)];
    }

    private DoubleDouble[] Slope(double[] direction) =>
        Differences.OneSided(map, direction, Math.ScaleB(1, (map.Precision > 1e-20 ? -10 : -16) - Math.ILogB(_live.Length) - 1));

    /// <summary>
    /// For a length of all numbers, at 0: no cells, the same slope in every direction, and every vector up to that length is right.
    /// </summary>
    private (double[] Fixed, ChoiceSet[] Sets)? Ball(Place[] places)
    {
        double[] slopes = [.. Enumerable.Range(0, 8).Select(_ =>
        {
            double[] direction = Inside();
            DoubleDouble[] slope = Slope(direction);
            double length = Math.Sqrt(direction.Sum(each => each * each));
            return slope.Select((each, k) => each.High * (questions[0].Weights?[k] ?? 1)).Sum() / length;
        })];
        if (slopes.Any(slope => !(Math.Abs(slope - slopes[0]) <= Same)))
            return null;
        double radius = Round(Math.Abs(slopes[0]));
        double[] nowhere = [.. Enumerable.Repeat(double.NaN, count)];
        if (questions[0].Weights is not null)
            return (nowhere, [new ChoiceSet(places, [.. places.Select(_ => -radius)], [.. places.Select(_ => radius)], null, radius)]);
        double most = Round(radius * Math.Sqrt(questions[0].Along.Sum(each => each * each)));
        return count == 1 ? (nowhere, [new ChoiceSet(places, [-most], [most], null, null)]) : null;
    }

    /// <summary>The fewest open places whose sum is the same in every corner; one alone where there are none.</summary>
    private static int[] Together(List<int> open, List<double[]> corners)
    {
        for (int size = 2; size <= open.Count; size++)
            foreach (int[] group in Subsets(open, size).Where(group => group[0] == open[0]))
                if (corners.All(corner => Math.Abs(group.Sum(n => corner[n] - corners[0][n])) <= Same))
                    return group;
        return [open[0]];
    }

    private static IEnumerable<int[]> Subsets(IEnumerable<int> items, int size) => size == 0 ? [[]]
        : items.SelectMany((first, i) => Subsets(items.Skip(i + 1), size - 1).Select(rest => (int[])[first, .. rest]));

    private static List<double[]> Distinct(IEnumerable<double[]> vectors)
    {
        var distinct = new List<double[]>();
        foreach (double[] vector in vectors)
            if (!distinct.Any(known => known.Zip(vector).All(pair => Math.Abs(pair.First - pair.Second) <= Same)))
                distinct.Add(vector);
        return distinct;
    }

    /// <summary>Bounds and sum say all of one number, of two, and of more where each corner gives all to one of them.</summary>
    private static bool IsExact(double[][] corners)
    {
        int size = corners[0].Length;
        if (size <= 2)
            return true;
        double[] others = [.. Enumerable.Range(0, size)
            .Select(i => corners.Select(corner => corner[i]).GroupBy(number => number).MaxBy(same => same.Count())!.Key)];
        return corners.Length == size && corners.All(corner => corner.Where((number, i) => Math.Abs(number - others[i]) > Same)
            .Count() == 1);
    }

    /// <summary>Differences in float64 are good for some eleven digits; more would only be noise in the corpus.</summary>
    private double Round(double value)
    {
        if (map.Precision < 1e-20 || value == 0)
            return value;
        if (Math.Abs(value) < 1e-9)
            return 0;
        double scale = Math.Pow(10, 9 - Math.Floor(Math.Log10(Math.Abs(value))));
        return Math.Round(value * scale) / scale;
    }
}
