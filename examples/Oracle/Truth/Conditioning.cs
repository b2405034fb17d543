using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Functions;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Truth;

/// <summary>
/// How exact an answer in a narrow type can be asked for: where half a unit in the last place of an input moves the right answer by more
/// than the tolerance, no engine could be as exact, and the tolerance is widened to twice that move.
/// </summary>
internal static class Conditioning
{
    /// <param name="tolerance">That of the type.</param>
    /// <param name="type">The narrow type.</param>
    /// <param name="function">What is asked.</param>
    /// <param name="inDoubles">The request in float64.</param>
    /// <param name="answer">LibTorch's answer to it.</param>
    public static Tolerance Widened(Tolerance tolerance, DType type, string function, Request inDoubles, Fields answer)
    {
        double[] moved = new double[Numbers(function, answer).Length], wanted = Numbers(function, answer);
        foreach (string name in inDoubles.With)
            for (int i = 0; i < inDoubles.Tensors[name].Data.Length; i++)
                if (double.IsFinite(inDoubles.Tensors[name].Data[i]))
                    Add(moved, wanted, Numbers(function, Evaluator.Evaluate(function, Nudged(inDoubles, type, name, i))));
        double factor = 1;
        for (int k = 0; k < moved.Length; k++)
            factor = Math.Max(factor, 2 * moved[k] / (tolerance.Absolute + tolerance.Relative * Math.Abs(double.IsFinite(wanted[k])
                ? wanted[k] : 0)));
        return factor <= 1 ? tolerance : Times(tolerance, OneDigit(factor));
    }

    private static double[] Numbers(string function, Fields answer) =>
        [.. Question.Numbers(answer["values"]), .. function == "value" ? [] : Question.Numbers(answer[function])];

    private static void Add(double[] moved, double[] wanted, double[] found)
    {
        for (int k = 0; k < moved.Length; k++)
            moved[k] += double.IsFinite(found[k]) && double.IsFinite(wanted[k]) ? Math.Abs(found[k] - wanted[k]) : 0;
    }

    private static Request Nudged(Request request, DType type, string name, int i)
    {
        double[] data = [.. request.Tensors[name].Data];
        data[i] += type.Spacing(data[i]) / 2;
        return new Request
        {
            Program = request.Program,
            With = request.With,
            Cotangents = request.Cotangents,
            Tangents = request.Tangents,
            Tensors = request.Tensors.ToDictionary(pair => pair.Key, pair => pair.Key == name ? pair.Value.With(data) : pair.Value),
        };
    }

    private static double OneDigit(double factor)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(factor)));
        return Math.Ceiling(factor / unit) * unit;
    }

    /// <summary>With decimals that stay short.</summary>
    private static Tolerance Times(Tolerance tolerance, double factor) =>
        new((double)((decimal)tolerance.Relative * (decimal)factor), (double)((decimal)tolerance.Absolute * (decimal)factor));
}
