using System.Collections.Concurrent;
using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Functions;
using TorchBridge.Oracle.Programs;
using TorchBridge.Oracle.Protocol;
using TorchBridge.Oracle.Truth;

namespace TorchBridge.Oracle.Corpus;

/// <summary>Makes cases from specs: draws numbers, asks the oracle, and admits what is confirmed.</summary>
internal sealed class CaseMaker(ulong seed)
{
    private const int Draws = 12;

    /// <summary>What could not be admitted, and why.</summary>
    public ConcurrentQueue<string> Rejections { get; } = [];

    /// <summary>The case, or null if no random numbers give a case that can be admitted.</summary>
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
            catch (Exception e) when (Failure.Translate(e) is { } translated)
            {
                why = translated.Error;
            }
        }
        Rejections.Enqueue($"{id}: {why}");
        return null;
    }

    /// <summary>A case that is written out: steps, or a request whose answer is an error.</summary>
    public Case? Make(string id, string op, string function, Request request, string[] flags, string comment, string? error = null)
    {
        Verdict verdict = error is null ? Admission.Judge(function, request) : Admission.JudgeError(function, request, error);
        if (verdict.Why is not null)
        {
            Rejections.Enqueue($"{id}: {verdict.Why}");
            return null;
        }
        return Case(id, op, function, request, function == "backward" ? [.. flags, .. FlagFinder.Find(request, function, verdict.Answer)]
            : flags, comment, verdict);
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
        Verdict verdict = Admission.Judge(function, request);
        why = verdict.Why ?? (verdict.Choices.Length > 0 && !spec.Flags.Contains("Kink") && !spec.Flags.Contains("Tie")
            ? "the numbers drawn are a kink" : "");
        return why.Length > 0 ? null : Case(id, spec.Op, function, request,
            [.. FlagFinder.Find(request, function, verdict.Answer).Union(spec.Flags)], spec.Comment, verdict);
    }

    private Case Case(string id, string op, string function, Request request, string[] flags, string comment, Verdict verdict)
    {
        var made = new Case
        {
            Id = id,
            Op = op,
            Function = function,
            Request = request,
            Expect = verdict.Answer,
            Choices = verdict.Choices,
            Tolerance = verdict.Tolerance,
            Comment = comment,
            Verified = verdict.Verified,
            Seed = seed,
            LibTorch = LibTorch.Version,
        };
        if (made.LibTorchFails() is not null)
            flags = [.. flags, "LibTorchImprecise"];
        return made with { Flags = [.. Flag.All.Select(flag => flag.Name).Where(flags.Contains)] };
    }

    private static TensorValue Like(TensorValue value, RandomNumbers random) =>
        new TensorValue(value.Type.Double(), value.Shape, [.. value.Data.Select(_ => random.Next(0.2, 2) * (random.Coin() ? 1 : -1))])
            .As(value.Type);

    public static string Short(DType type) =>
        type switch { DType.Float64 => "f64", DType.Float32 => "f32", DType.Complex64 => "c64", _ => "c128" };
}
