using TorchBridge.Oracle.Functions;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Corpus;

/// <summary>
/// Compares the Jacobian of a program by reverse mode, by dual numbers and by differences. At a kink, where LibTorch chooses, its choice must
/// lie between the derivatives from the two sides.
/// </summary>
internal static class Verifier
{
    private const double ModesRelative = 1e-9, ModesAbsolute = 1e-11, DifferenceRelative = 2e-6, DifferenceAbsolute = 2e-7;

    /// <summary>In float64, or complex128, whatever the type of the request is.</summary>
    public static Verdict Verify(Request request, out double[][] jacobian, bool mayBeKink)
    {
        jacobian = [];
        var map = new Smooth(InDoubles(request));
        jacobian = map.ReverseJacobian();
        if (map.ForwardJacobian() is not { } forward)
            return Verdict.Rejected("an operator has no rule for dual numbers");
        if (Difference(map, jacobian, forward) is { } modes)
            return Verdict.Rejected($"reverse and forward mode differ: {modes}");
        if (jacobian.SelectMany(row => row).Any(double.IsInfinity))
            return Verdict.Rejected("the derivative is infinite");
        double[][] low = [.. jacobian.Select(row => (double[])row.Clone())], high = [.. jacobian.Select(row => (double[])row.Clone())];
        bool kink = false;
        for (int i = 0; i < map.Inputs; i++)
        {
            if (Agrees(map, jacobian, i))
                continue;
            if (!mayBeKink)
                return Verdict.Rejected($"central differences in number {i} differ from reverse mode");
            if (!Bracket(map, jacobian, i, low, high))
                return Verdict.Rejected($"the choice in number {i} is not between the derivatives from the two sides");
            kink = true;
        }
        return kink ? new Verdict(null, Verdict.KinkMethods, low, high) : new Verdict(null, Verdict.Methods);
    }

    public static Request InDoubles(Request request) => new()
    {
        Program = request.Program,
        With = request.With,
        Tensors = request.Tensors.ToDictionary(pair => pair.Key, pair => pair.Value.Type == DType.Float32 ? pair.Value.As(DType.Float64) : pair.Value),
    };

    /// <summary>One of several step sizes must do: what is right for 1000 is too coarse for 1e-8.</summary>
    private static bool Agrees(Smooth map, double[][] jacobian, int i)
    {
        double at = Math.Abs(map.Point[i]);
        if (double.IsNaN(at))
            return true;
        double[] steps = [1e-3 * Math.Max(at, 0.3), 1e-4 * Math.Max(at, 0.3), 1e-3 * at, 3e-3 * Math.Max(at, 1), 1e-5 * Math.Max(at, 0.3)];
        foreach (double step in steps.Where(step => step > 0))
        {
            double[] column = map.CentralDifference(i, step);
            bool all = true;
            for (int k = 0; k < column.Length; k++)
                all &= double.IsNaN(map.Values[k]) || Near(jacobian[k][i], column[k]);
            if (all)
                return true;
        }
        return false;
    }

    private static bool Bracket(Smooth map, double[][] jacobian, int i, double[][] low, double[][] high)
    {
        double[] left = map.OneSidedDifference(i, -1e-3), right = map.OneSidedDifference(i, 1e-3);
        for (int k = 0; k < left.Length; k++)
        {
            double chosen = jacobian[k][i], a = Round(left[k]), b = Round(right[k]);
            if (!(chosen >= Math.Min(a, b) - DifferenceAbsolute - DifferenceRelative * Math.Abs(chosen) && chosen <= Math.Max(a, b) + DifferenceAbsolute + DifferenceRelative * Math.Abs(chosen)))
                return false;
            if (Near(a, b))
                continue;
            low[k][i] = Math.Min(chosen, Math.Min(a, b));
            high[k][i] = Math.Max(chosen, Math.Max(a, b));
        }
        return true;
    }

    // Differences are good to some eight digits; more of them would only be noise in the corpus.
    private static double Round(double value) => Math.Round(value, 6);

    private static bool Near(double exact, double difference) => Math.Abs(exact - difference) <= DifferenceAbsolute + DifferenceRelative * Math.Max(Math.Abs(exact), 1);

    /// <summary>Where a NaN went in or came out, zeros of one method meet it and those of the other do not: such entries say nothing.</summary>
    private static string? Difference(Smooth map, double[][] reverse, double[][] forward)
    {
        for (int k = 0; k < reverse.Length; k++)
            for (int i = 0; i < reverse[k].Length; i++)
                if (!double.IsNaN(map.Values[k]) && !double.IsNaN(map.Point[i]) && !reverse[k][i].Equals(forward[k][i]) && !(Math.Abs(reverse[k][i] - forward[k][i]) <= ModesAbsolute + ModesRelative * Math.Max(1, Math.Abs(reverse[k][i]))))
                    return $"entry [{k}, {i}] is {reverse[k][i]:R} and {forward[k][i]:R}";
        return null;
    }
}
