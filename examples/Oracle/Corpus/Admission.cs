using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Functions;
using TorchBridge.Oracle.Protocol;
using TorchBridge.Oracle.Truth;

namespace TorchBridge.Oracle.Corpus;

/// <summary>
/// Decides which answers are true. An answer of LibTorch is in the corpus only if a method that uses none of LibTorch's derivative formulas
/// gives the same numbers, within the tolerance for engines. If the closed form gives other numbers, those are the true ones.
/// </summary>
internal static class Admission
{
    /// <param name="function">What is asked.</param>
    /// <param name="request">In any type; the truth is found in float64 and rounded.</param>
    public static Verdict Judge(string function, Request request)
    {
        Request exact = request.InDoubles();
        Fields answer = Evaluator.Evaluate(function, exact);
        Verdict verdict = function == "backward" ? StepModel.Verify(exact, answer, slopes => Judge("jacobian", slopes))
            : Judge(function, exact, answer);
        var tolerance = Tolerance.For(request.Precision(), Tolerance.IsSecondOrder(function));
        if (request.Precision() != DType.Float32 || verdict.Why is not null)
            return verdict with { Tolerance = tolerance };
        Fields native = Evaluator.Evaluate(function, request);
        if (Overflows(verdict.Answer, native))
            return Verdict.Rejected("something on the way is too large for float32");
        bool isSmooth = verdict.Choices.Length == 0 && function != "value" && Question.Numbers(answer[function])
            .Zip(Question.Numbers(verdict.Answer[function])).All(pair => tolerance.Equal(pair.First, pair.Second));
        return verdict with
        {
            Answer = Rounded.Like(native, verdict.Answer),
            Tolerance = isSmooth
            ? Conditioning.Widened(tolerance, DType.Float32, function, exact, answer) : tolerance
        };
    }

    /// <summary>An expected error is verified by asking once more.</summary>
    public static Verdict JudgeError(string function, Request request, string code)
    {
        var answer = new Fields { { "error", code } };
        try
        {
            Evaluator.Evaluate(function, request);
            return Verdict.Rejected("there is an answer where an error is expected");
        }
        catch (OracleException e)
        {
            return e.Code.Name() == code ? new Verdict(answer, [],
                [Method.Evaluation])
            { Tolerance = Tolerance.For(DType.Float64, Tolerance.IsSecondOrder(function)) }
                    : Verdict.Rejected($"the error is {e.Error}");
        }
    }

    /// <summary>A value that is finite in double precision and not in single precision.</summary>
    private static bool Overflows(Fields exact, Fields native) =>
        Question.Numbers(exact["values"]).Zip(Question.Numbers(native["values"]))
            .Any(pair => double.IsFinite(pair.First) && !double.IsFinite(pair.Second));

    private static Verdict Judge(string function, Request request, Fields answer)
    {
        var tolerance = Tolerance.For(DType.Float64, Tolerance.IsSecondOrder(function));
        RealMap map = new LibTorchMap(request);
        RealMap? closed = ClosedFormMap.Of(request);
        if (function == "value")
            return closed is null ? new Verdict(answer, [], [Method.Evaluation])
                : new Verdict(new Fields { { "values", Filled(answer["values"], Values(closed)) } }, [], [Method.ClosedForm]);
        double[] values = Question.Numbers(answer["values"]), given = Question.Numbers(answer[function]);
        Question[] questions = Question.All(function, request,
            [.. ((Fields)answer["values"]!).Select(pair => ((TensorValue)pair.Value!).Data.Length)]);
        if (map.Point.Concat(values).Concat(given).Any(double.IsInfinity))
            return Limits.Contradiction(closed ?? map, questions, values, given) is { } why ? Verdict.Rejected(why)
                : new Verdict(answer, [], [Method.Limit]);
        if (Smoothness.IsKink(closed ?? map))
            return AtKink(function, closed ?? map, questions, answer, given, tolerance);
        double[]? exact = closed is null ? null : new Derivation(closed, questions).Numbers(given.Length);
        string? contradiction = new Derivation(map, questions).Contradiction(exact ?? given, tolerance);
        if (contradiction is not null)
            return Verdict.Rejected(contradiction);
        if (exact is null)
            return new Verdict(answer, [], [Method.Differences]);
        if (exact.Zip(given).Any(pair => double.IsNaN(pair.First) != double.IsNaN(pair.Second)))
            return Verdict.Rejected("the value is NaN, and whether the derivative is depends on the way that it is computed");
        var truth = new Fields { { "values", Filled(answer["values"], Values(closed!)) }, { function, Filled(answer[function], exact) } };
        return new Verdict(truth, [], [Method.Differences, Method.ClosedForm]);
    }

    private static Verdict AtKink(string function, RealMap map, Question[] questions, Fields answer, double[] given, Tolerance tolerance)
    {
        if (function is not ("vjp" or "grad" or "jvp"))
            return Verdict.Rejected("the point is a kink");
        if (new Subgradients(map, questions, given.Length).Find([.. Places([function], answer[function])]) is not { } found)
            return Verdict.Rejected("what is right at this kink cannot be told as sets");
        if (map is ClosedFormMap)
            answer = new Fields { { "values", Filled(answer["values"], Values(map)) },
                { function, Filled(answer[function],
                    [.. found.Fixed.Zip(given, (settled, chosen) => double.IsNaN(settled) ? chosen : settled)]) } };
        for (int n = 0; n < given.Length && map is not ClosedFormMap; n++)
            if (!double.IsNaN(found.Fixed[n]) && !tolerance.Equal(found.Fixed[n], given[n]))
                return Verdict.Rejected($"number {n} is {given[n]:R}; from the values on all sides follows {found.Fixed[n]:R}");
        if (found.Sets.Select(set => set.Check(answer, tolerance)).FirstOrDefault(wrong => wrong is not null) is { } outside)
            return Verdict.Rejected($"LibTorch's choice is none: {outside}");
        return new Verdict(answer, found.Sets, map is ClosedFormMap ? [Method.OneSided, Method.ClosedForm] : [Method.OneSided]);
    }

    private static double[] Values(RealMap map) => Array.ConvertAll(map.AtPoint(), number => (double)number);

    private static IEnumerable<Place> Places(string[] names, object? part) => part switch
    {
        TensorValue tensor => tensor.Data.Select((_, n) => new Place(names, n)),
        Fields fields => fields.SelectMany(pair => Places([.. names, pair.Key], pair.Value)),
        _ => [],
    };

    /// <summary>The same tensors with other numbers.</summary>
    private static object? Filled(object? shape, double[] numbers)
    {
        int start = 0;
        return Fill(shape);

        object? Fill(object? part)
        {
            switch (part)
            {
                case TensorValue tensor:
                    start += tensor.Data.Length;
                    return tensor.With(numbers[(start - tensor.Data.Length)..start]);
                case Fields fields:
                    var filled = new Fields();
                    foreach ((string name, object? value) in fields)
                        filled.Add(name, Fill(value));
                    return filled;
                default:
                    return part;
            }
        }
    }
}
