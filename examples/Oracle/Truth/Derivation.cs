using TorchBridge.Oracle.Cases;

namespace TorchBridge.Oracle.Truth;

/// <summary>The numbers of an answer, derived from the values of a map by differences.</summary>
internal sealed class Derivation(RealMap map, Question[] questions)
{
    /// <summary>Steps as parts of the size of the numbers: the powers of two that mostly serve come first.</summary>
    private static readonly int[] s_firstSteps = [6, 8, 4, 10, 2, 12, 14, 1], s_secondSteps = [5, 3, 6, 4, 7, 2, 8];

    /// <summary>A number so near 0 is there to see what happens at 0: a step over it would miss that.</summary>
    private const double Tiny = 1e-12;

    private readonly DoubleDouble[] _values = map.AtPoint();
    private readonly bool _hasNaN = map.Point.Any(double.IsNaN);

    /// <summary>Null if differences with some step confirm every number of the answer; else the first that none confirms.</summary>
    public string? Contradiction(double[] given, Tolerance tolerance)
    {
        foreach (Question question in questions)
        {
            double[] found = [];
            if (!Steps(question).Any(step => Confirms(found = At(question, step), question, given, tolerance)))
            {
                int wrong = question.Places.Select((place, k) => (place, k))
                    .First(each => !tolerance.Equal(given[each.place], Of(found, each.k))).place;
                return $"number {wrong} is {given[wrong]:R}, which differences do not confirm";
            }
        }
        return null;
    }

    /// <summary>
    /// The numbers without anything to compare with: two steps must agree in far more digits than a double has. Null where none do.
    /// </summary>
    public double[]? Numbers(int count)
    {
        var numbers = new double[count];
        foreach (Question question in questions)
        {
            DoubleDouble[]? sum = null;
            foreach (Question part in question.Parts())
            {
                if (Settled(part) is not { } exact)
                    return null;
                sum = sum is null ? exact : [.. sum.Zip(exact, (a, b) => a + b)];
            }
            for (int k = 0; k < question.Places.Length; k++)
                numbers[question.Places[k]] = (double)(sum!.Length == 1 ? sum[0] : sum[k]);
        }
        return numbers;
    }

    /// <summary>From the first steps that agree.</summary>
    private DoubleDouble[]? Settled(Question question)
    {
        foreach (double step in Steps(question).Select(step => step / 256))
        {
            DoubleDouble[] one = Exact(question, step), other = Exact(question, step / 2);
            if (one.Zip(other).All(pair => Close(pair.First, pair.Second) || (_hasNaN && pair.First.IsNaN && pair.Second.IsNaN)))
                return other;
        }
        return null;
    }

    private double[] At(Question question, double step) => Array.ConvertAll(Exact(question, step), number => (double)number);

    private DoubleDouble[] Exact(Question question, double step)
    {
        DoubleDouble[] slopes = WithNaN(question, step, question.Second is null ? Differences.First(map, question.Along, step)
            : Differences.Mixed(map, question.Along, question.Second, step));
        if (question.Weights is null)
            return slopes;
        DoubleDouble sum = 0;
        for (int k = 0; k < slopes.Length; k++)
            if (question.Weights[k] != 0)
                sum += question.Weights[k] * slopes[k];
        return [sum];
    }

    /// <summary>
    /// An output that is NaN differs by NaN from itself. Its slope is NaN where it depends on the direction at all, as it does at numbers
    /// without NaN, and 0 else.
    /// </summary>
    private DoubleDouble[] WithNaN(Question question, double step, DoubleDouble[] slopes)
    {
        if (!_hasNaN)
            return slopes;
        RealMap plain = map.Moved([.. map.Point.Select(number => double.IsNaN(number) ? 0.7 : number)]);
        DoubleDouble[] dependence = Differences.First(plain, question.Along, step);
        return [.. slopes.Select((slope, k) => !_values[k].IsNaN ? slope : dependence[k].High == 0 ? 0 : double.NaN)];
    }

    /// <summary>A NaN confirms nothing, unless one went in: else it tells that the step left the domain.</summary>
    private bool Confirms(double[] found, Question question, double[] given, Tolerance tolerance)
    {
        for (int k = 0; k < question.Places.Length; k++)
            if (!tolerance.Equal(given[question.Places[k]], Of(found, k)) || (double.IsNaN(Of(found, k)) && !_hasNaN))
                return false;
        return true;
    }

    private static double Of(double[] found, int k) => found.Length == 1 ? found[0] : found[k];

    private static bool Close(DoubleDouble a, DoubleDouble b) => (a.High == b.High && a.Low == b.Low)
        || Math.Abs((a - b).High) <= 1e-19 + 1e-17 * Math.Abs(a.High);

    /// <summary>First as for numbers of about 1, where they are smaller; then in proportion to the numbers themselves.</summary>
    private IEnumerable<double> Steps(Question question)
    {
        int[] powers = question.Second is null ? s_firstSteps : s_secondSteps;
        double usual = Size(question, 0.25), own = Size(question, 0);
        double[] sizes = own == usual ? [usual] : own < Tiny ? [own, usual] : [usual, own];
        return sizes.SelectMany(size => powers.Select(power => size * Math.ScaleB(1, -power)));
    }

    private double Size(Question question, double least)
    {
        double size = double.PositiveInfinity;
        for (int i = 0; i < map.Point.Length; i++)
        {
            double along = Math.Max(Math.Abs(question.Along[i]), Math.Abs(question.Second?[i] ?? 0)),
                at = Math.Max(Math.Abs(map.Point[i]), least);
            if (along > 0 && at > 0 && double.IsFinite(at))
                size = Math.Min(size, Math.Min(at, 1024) / along);
        }
        return Math.ScaleB(1, double.IsFinite(size) ? Math.ILogB(size) : 0);
    }
}
