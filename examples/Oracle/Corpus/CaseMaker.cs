using TorchBridge.Oracle.Checking;
using TorchBridge.Oracle.Functions;
using TorchBridge.Oracle.Programs;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Corpus;

/// <summary>Makes cases from specs: draws numbers, asks the oracle, and admits what three methods agree on.</summary>
internal sealed class CaseMaker(ulong seed)
{
    private const int Draws = 12;

    /// <summary>What could not be admitted, and why.</summary>
    public List<string> Rejections { get; } = [];

    /// <summary>The case, or null when no drawing of numbers gives one that can be admitted.</summary>
    public Case? Make(Spec spec, string function, DType type, int number)
    {
        string id = $"{spec.Category}/{spec.Name.Replace('/', '_')}/{function}/{Short(type)}/{number:000}";
        string why = "";
        for (int draw = 0; draw < (spec.IsGiven ? 1 : Draws); draw++)
        {
            var random = new RandomNumbers(seed, $"{id}#{draw}");
            try
            {
                if (TryMake(id, spec, function, type, random, out why) is { } made)
                    return made;
            }
            catch (Exception e) when (Evaluator.Translate(e) is { } translated)
            {
                why = translated.Error;
            }
        }
        Rejections.Add($"{id}: {why}");
        return null;
    }

    /// <summary>A case that is written out: steps, or a request whose answer is an error.</summary>
    public Case? Make(string id, string op, string function, Request request, string[] flags, string comment, string? error = null)
    {
        Tolerance tolerance = Tolerance.For(DType.Float64, function is "hessian" or "hvp");
        Fields answer = error is null ? WithCodes(Evaluator.Evaluate(function, request)) : new Fields { { "error", error } };
        (Verdict verdict, _) = Admission.Judge(function, request, answer, tolerance, mayBeKink: false);
        if (verdict.Why is not null)
        {
            Rejections.Add($"{id}: {verdict.Why}");
            return null;
        }
        if (function == "backward")
            flags = [.. flags, .. FlagFinder.Find(request, function, answer)];
        return Case(id, op, function, request, answer, null, tolerance, flags, comment, verdict);
    }

    private Case? TryMake(string id, Spec spec, string function, DType type, RandomNumbers random, out string why)
    {
        Dictionary<string, TensorValue> tensors = spec.Draw(random, type);
        OracleProgram program = function is "grad" or "hessian" or "hvp" ? Scalarized.Of(spec.Program, squared: function == "hessian") : spec.Program;
        var plain = new Request { Program = program, Tensors = tensors, With = spec.With };
        var request = new Request
        {
            Program = program,
            Tensors = tensors,
            With = spec.With,
            Cotangents = function != "vjp" ? new Dictionary<string, TensorValue>() : ((Fields)Evaluator.Evaluate("value", plain)["values"]!).ToDictionary(pair => pair.Key, pair => Like((TensorValue)pair.Value!, random)),
            Tangents = function is not ("jvp" or "hvp") ? new Dictionary<string, TensorValue>() : spec.With.ToDictionary(name => name, name => Like(tensors[name], random)),
        };
        Fields answer = Evaluator.Evaluate(function, request);
        Tolerance tolerance = Tolerance.For(type, function is "hessian" or "hvp");
        bool isKink = spec.Flags.Contains("Kink") || spec.Flags.Contains("Tie");
        (Verdict verdict, (Fields, Fields)? accept) = Admission.Judge(function, request, answer, tolerance, isKink);
        why = verdict.Why ?? "";
        return why.Length > 0 ? null : Case(id, spec.Op, function, request, answer, accept, tolerance, [.. FlagFinder.Find(request, function, answer).Union(spec.Flags)], spec.Comment, verdict);
    }

    private Case Case(string id, string op, string function, Request request, Fields answer, (Fields, Fields)? accept, Tolerance tolerance, string[] flags, string comment, Verdict verdict) => new()
    {
        Id = id,
        Op = op,
        Function = function,
        Request = request,
        Expect = answer,
        Accept = accept,
        Tolerance = tolerance,
        Flags = [.. Flag.All.Select(flag => flag.Name).Where(flags.Contains)],
        Comment = comment,
        Verified = verdict.Verified,
        Seed = seed,
        LibTorch = LibTorch.Version,
    };

    private static TensorValue Like(TensorValue value, RandomNumbers random)
    {
        double[] drawn = [.. value.Data.Select(_ => random.Next(0.2, 2) * (random.Coin() ? 1 : -1))];
        return value.With(value.Type == DType.Float32 ? [.. drawn.Select(each => (double)(float)each)] : drawn);
    }

    /// <summary>Of an error in a step, only the code is expected of others.</summary>
    private static Fields WithCodes(Fields answer) => answer.TryGet("steps", out object? steps)
        ? new Fields { { "steps", (object?[])[.. ((IReadOnlyList<object?>)steps!).Select(step => ((Fields)step!).TryGet("error", out object? error) ? new Fields { { "error", ErrorCodes.CodeOf((string)error!) } } : step)] } }
        : answer;

    public static string Short(DType type) => type switch { DType.Float64 => "f64", DType.Float32 => "f32", _ => "c128" };
}
