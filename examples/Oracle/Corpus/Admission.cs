using TorchBridge.Oracle.Checking;
using TorchBridge.Oracle.Functions;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Corpus;

/// <summary>
/// Decides whether a case may stand in the corpus: its answer must follow from a Jacobian (or Hessian) on which three methods agree. Lint asks
/// the same again.
/// </summary>
internal static class Admission
{
    /// <summary>The verdict, and for a kink the bounds of what else is acceptable in the shape of the answer.</summary>
    public static (Verdict Verdict, (Fields Low, Fields High)? Accept) Judge(string function, Request request, Fields answer, Tolerance tolerance, bool mayBeKink)
    {
        if (answer.TryGet("error", out _))
            return (Evaluates(function, request, answer), null);
        if (function == "backward")
            return (StepModel.Verify(request, answer, tolerance), null);
        if (function is "hessian" or "hvp")
        {
            var curvature = new Curvature(request);
            Verdict second = curvature.Verify();
            return (second.Why is null ? Follows(answer, function, Second(function, request, curvature.Hessian), tolerance, second) : second, null);
        }
        Verdict verdict = Verifier.Verify(request, out double[][] jacobian, mayBeKink && function is "vjp" or "jvp" or "grad");
        if (verdict.Why is not null || function == "value")
            return (verdict, null);
        verdict = Follows(answer, function, First(function, request, jacobian), tolerance, verdict);
        if (!verdict.IsKink || verdict.Why is not null)
            return (verdict, null);
        (double[] low, double[] high) = Bounds(function, request, verdict.Low!, verdict.High!);
        var part = (Fields)answer[function]!;
        return (verdict, (new Fields { { function, Fill(part, low) } }, new Fields { { function, Fill(part, high) } }));
    }

    /// <summary>An expected error is verified by asking once more.</summary>
    private static Verdict Evaluates(string function, Request request, Fields answer)
    {
        try
        {
            Evaluator.Evaluate(function, request);
            return Verdict.Rejected("there is an answer where an error is expected");
        }
        catch (OracleException e)
        {
            return e.Code.Name() == ErrorCodes.CodeOf((string)answer["error"]!) ? new Verdict(null, ["evaluation"]) : Verdict.Rejected($"the error is {e.Error}");
        }
    }

    /// <summary>The numbers of the answer from the Jacobian alone, in their order.</summary>
    private static double[] First(string function, Request request, double[][] jacobian) => function switch
    {
        "vjp" or "grad" => [.. Enumerable.Range(0, Width(jacobian, request)).Select(i => Cotangent(request, jacobian.Length).Select((c, k) => Times(c, jacobian[k][i])).Sum())],
        "jvp" => [.. jacobian.Select(row => Tangent(request).Select((t, i) => Times(t, row[i])).Sum())],
        _ => Jacobian(request, jacobian),
    };

    /// <summary>0 times NaN is 0 here: a number that takes no part.</summary>
    private static double Times(double factor, double slope) => factor == 0 ? 0 : factor * slope;

    private static (double[] Low, double[] High) Bounds(string function, Request request, double[][] low, double[][] high)
    {
        double[] factors = function == "jvp" ? Tangent(request) : Cotangent(request, low.Length);
        int count = function == "jvp" ? low.Length : Width(low, request);
        double[] least = new double[count], most = new double[count];
        for (int n = 0; n < count; n++)
            for (int f = 0; f < factors.Length; f++)
            {
                (double a, double b) = function == "jvp" ? (low[n][f], high[n][f]) : (low[f][n], high[f][n]);
                least[n] += Math.Min(factors[f] * a, factors[f] * b);
                most[n] += Math.Max(factors[f] * a, factors[f] * b);
            }
        return (least, most);
    }

    private static int Width(double[][] jacobian, Request request) => jacobian.Length > 0 ? jacobian[0].Length : request.With.Sum(name => request.Tensors[name].Data.Length);

    private static double[] Cotangent(Request request, int count) => request.Cotangents.Count == 0
        ? [.. Enumerable.Repeat(1.0, count)]
        : [.. request.Program.Outputs.SelectMany(name => request.Cotangents[name].Data)];

    private static double[] Tangent(Request request) => [.. request.With.SelectMany(name => request.Tangents[name].Data)];

    private static double[] Second(string function, Request request, double[][] hessian)
    {
        if (function == "hvp")
            return [.. hessian.Select(row => Tangent(request).Select((t, i) => t * row[i]).Sum())];
        return Blocks(hessian, [.. request.With.Select(name => request.Tensors[name].Data.Length)], [.. request.With.Select(name => request.Tensors[name].Data.Length)]);
    }

    private static double[] Jacobian(Request request, double[][] jacobian)
    {
        int[] columns = [.. request.With.Select(name => request.Tensors[name].Data.Length)];
        var values = (Fields)Evaluator.Evaluate("value", Verifier.InDoubles(request))["values"]!;
        return Blocks(jacobian, [.. values.Select(pair => ((TensorValue)pair.Value!).Data.Length)], columns);
    }

    private static double[] Blocks(double[][] matrix, int[] heights, int[] widths)
    {
        var numbers = new List<double>();
        for (int b = 0, top = 0; b < heights.Length; top += heights[b++])
            for (int c = 0, left = 0; c < widths.Length; left += widths[c++])
                for (int k = 0; k < heights[b]; k++)
                    numbers.AddRange(matrix[top + k][left..(left + widths[c])]);
        return [.. numbers];
    }

    private static Verdict Follows(Fields answer, string function, double[] derived, Tolerance tolerance, Verdict verdict)
    {
        double[] given = [.. Flatten(answer[function])];
        if (given.Length != derived.Length)
            return Verdict.Rejected($"the answer has {given.Length} numbers, the derivative {derived.Length}");
        for (int i = 0; i < given.Length; i++)
            if (!new Tolerance(tolerance.Relative * 10, tolerance.Absolute * 10).Equal(derived[i], given[i]))
                return Verdict.Rejected($"number {i} of the answer is {given[i]:R}; from the derivative follows {derived[i]:R}");
        return verdict;
    }

    private static IEnumerable<double> Flatten(object? part) => part switch
    {
        TensorValue tensor => tensor.Data,
        Fields fields => fields.SelectMany(pair => Flatten(pair.Value)),
        _ => [],
    };

    private static Fields Fill(Fields shape, double[] numbers)
    {
        var filled = new Fields();
        int start = 0;
        foreach ((string name, object? value) in shape)
        {
            var tensor = (TensorValue)value!;
            filled.Add(name, tensor.With(numbers[start..(start + tensor.Data.Length)]));
            start += tensor.Data.Length;
        }
        return filled;
    }
}
