using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Functions;
using TorchBridge.Oracle.Protocol;
using TorchBridge.Oracle.Truth;

namespace TorchBridge.Oracle.Checking;

/// <summary>
/// The cases of double precision in a narrow type: float64 as float32 or as bfloat16, complex128 as complex64. Inputs and expected numbers
/// are rounded; the tolerance is the type's, widened where rounding the inputs moves the answer. If rounding changes the nature of a case,
/// the case is skipped.
/// </summary>
internal static class Retyped
{
    public static readonly DType[] Types = [DType.Float32, DType.BFloat16, DType.Complex64];

    /// <summary>The ids of such cases end so: <c>unary/tanh/vjp/f64/201@float32</c>.</summary>
    private const char Mark = '@';

    /// <summary>The id of the case itself, and the type that it is asked in, if it is another.</summary>
    public static (string Id, DType? Type) Split(string id) =>
        id.LastIndexOf(Mark) is var at and > 0 && DTypes.Parse(id[(at + 1)..]) is { } type ? (id[..at], type) : (id, null);

    /// <summary>The case in another type, or as skipped, with the reason.</summary>
    public static (Case? Case, Outcome? Skipped) As(Case each, DType type)
    {
        DType from = type == DType.Complex64 ? DType.Complex128 : DType.Float64;
        DType[] given = [.. each.Request.Tensors.Values.Select(tensor => tensor.Type).Where(known => known.IsDifferentiable()).Distinct()];
        if (given.Contains(type) && given.All(known => known == type || known == Narrow(DType.Float64)))
            return (each, null);
        if (!given.Contains(from) || given.Any(known => known != from && known != DType.Float64))
            return Skip(each, $"a case in {string.Join(" and ", given.Select(known => known.Name()))} is not asked in {type.Name()}");
        Case narrow = each with
        {
            Id = $"{each.Id}{Mark}{type.Name()}",
            Request = each.Request.In(Narrow),
            Expect = (Fields)Tree.Map(each.Expect, Narrow)!,
            Tolerance = Tolerance.For(type, Tolerance.IsSecondOrder(each.Function)),
        };
        if (each.Result == "error")
            return (narrow, null);
        if (!Numbers(each.Expect).Concat(Numbers(each.Request)).Zip(Numbers(narrow.Expect).Concat(Numbers(narrow.Request)))
            .All(pair => double.IsFinite(pair.First) == double.IsFinite(pair.Second)))
            return Skip(each, $"a number of it is too large for {type.Name()}");
        return Judged(each, narrow, type);

        DType Narrow(DType known) => known == from ? type : known == DType.Float64 ? DType.Float32 : known;
    }

    /// <summary>With its tolerance; unless LibTorch, which is right in double precision, is not in the narrow type.</summary>
    private static (Case?, Outcome?) Judged(Case each, Case narrow, DType type)
    {
        try
        {
            Fields answer = Evaluator.Evaluate(each.Function, each.Request);
            if (each.Function is not ("backward" or "value") && each.Choices.Count == 0)
                narrow = narrow with { Tolerance = Conditioning.Widened(narrow.Tolerance, type, each.Function, each.Request, answer) };
            if (!Passes(each, answer))
                return (narrow, null);      // LibTorch gives no information here
            Fields rounded = Rounded(narrow.Expect, Evaluator.Evaluate(each.Function, narrow.Request.In(DTypes.Double)));
            return !Passes(narrow, rounded) ? Skip(each, $"rounding its numbers to {type.Name()} makes it another case")
                : !Passes(narrow, Evaluator.Evaluate(each.Function, narrow.Request))
                    ? Skip(each, $"LibTorch's own answer in {type.Name()} is not as exact as would be asked")
                : (narrow, null);
        }
        catch (OracleException)
        {
            return Skip(each, $"LibTorch does not do it in {type.Name()}");
        }
    }

    private static bool Passes(Case each, Fields answer) => Judge.CompareOutput(each, answer, strict: false).Status == Status.Passed;

    private static (Case?, Outcome?) Skip(Case each, string why) => (null, new Outcome(each, Status.Skipped, why));

    /// <summary>An answer in the types of another one.</summary>
    private static Fields Rounded(Fields types, Fields answer)
    {
        var like = new Queue<TensorValue>(Tree.Tensors(types));
        return (Fields)Tree.Map(answer, tensor => like.TryDequeue(out TensorValue? type) ? tensor.As(type.Type) : tensor)!;
    }

    private static IEnumerable<double> Numbers(Fields answer) => Tree.Tensors(answer).SelectMany(tensor => tensor.Data);

    private static IEnumerable<double> Numbers(Request request) =>
        request.Tensors.Values.Concat(request.Cotangents.Values).Concat(request.Tangents.Values).SelectMany(tensor => tensor.Data);
}
