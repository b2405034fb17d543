using System.Text.Json;
using TorchBridge.Oracle.Checking;
using TorchBridge.Oracle.Functions;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Corpus;

/// <summary>Everything that must be true of the corpus, each time anew: what it finds wrong, a line each.</summary>
internal sealed class Linter(CorpusFolder folder, Action<int, int>? progress = null)
{
    private const long LargestFolder = 5_000_000;
    private const int LargestDimension = 8;

    public int Cases { get; private set; }

    public IEnumerable<string> Run(string? filter)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        var operators = new HashSet<string>(StringComparer.Ordinal);
        JsonSchema schema = ReadSchema();
        string[] files = [.. folder.Files];
        string[] lines = [.. files.SelectMany(File.ReadLines)];
        foreach (string file in files)
            foreach (string line in File.ReadLines(file))
            {
                using JsonDocument json = JsonDocument.Parse(line, Json.Reading);
                if (schema.Check(json.RootElement) is { } misfit)
                {
                    yield return $"{json.RootElement.Text("id")}: {misfit}";
                    continue;
                }
                Case each = Case.Read(json.RootElement);
                operators.Add(each.Op);
                if (!ids.TryAdd(each.Id, file))
                    yield return $"{each.Id}: the id is in {Path.GetFileName(ids[each.Id])} and in {Path.GetFileName(file)}";
                if (string.IsNullOrEmpty(filter) || each.Id.StartsWith(filter, StringComparison.Ordinal))
                    foreach (string wrong in Check(each, line))
                        yield return $"{each.Id}: {wrong}";
                progress?.Invoke(++Cases, lines.Length);
            }
        if (string.IsNullOrEmpty(filter))
            foreach (string wrong in CheckWhole(files, operators.Count))
                yield return wrong;
    }

    private IEnumerable<string> CheckWhole(string[] files, int operators)
    {
        if (Cases < 2000)
            yield return $"there are {Cases} cases; 2000 are the least";
        if (operators < 150)
            yield return $"there are {operators} operators; 150 are the least";
        if (files.Sum(file => new FileInfo(file).Length) > LargestFolder)
            yield return $"the corpus is larger than {LargestFolder} bytes";
        if (File.ReadAllText(Path.Combine(folder.Path, "flags.json")) != CorpusDocuments.Flags)
            yield return "flags.json is not what gen writes";
    }

    private static IEnumerable<string> Check(Case each, string line)
    {
        if (each.Line != line)
            yield return "the line is not written as gen writes it";
        foreach (string flag in each.Flags.Where(flag => !Flag.ByName.ContainsKey(flag)))
            yield return $"the flag {flag} is not in flags.json";
        if (each.Request.Tensors.Values.Any(tensor => tensor.Shape.Any(size => size > LargestDimension)))
            yield return "a tensor is too large to be read by people";
        if (Tolerance.For(each.Request.Tensors.Values.Any(tensor => tensor.Type == DType.Float32) ? DType.Float32 : DType.Float64, each.Function is "hessian" or "hvp") is var least
            && (each.Tolerance.Relative < least.Relative || each.Tolerance.Absolute < least.Absolute))
            yield return "the tolerance is narrower than the rule";
        string? wrong;
        try
        {
            wrong = Verify(each);
        }
        catch (Exception e) when (Evaluator.Translate(e) is { } translated)
        {
            wrong = translated.Error;
        }
        if (wrong is not null)
            yield return wrong;
    }

    private static string? Verify(Case each)
    {
        (Verdict verdict, (Fields Low, Fields High)? accept) = Admission.Judge(each.Function, each.Request, each.Expect, each.Tolerance, each.Result == "convention");
        if (verdict.Why is not null)
            return verdict.Why;
        if (!verdict.Verified.SequenceEqual(each.Verified))
            return $"it says that it is verified by {string.Join(", ", each.Verified)}; it is by {string.Join(", ", verdict.Verified)}";
        if (accept is null != each.Accept is null)
            return "what is acceptable besides the expected numbers is not what the differences say";
        if (each.Result == "error")
            return null;
        // The answer that LibTorch gives here and now, compared as any engine's.
        using JsonDocument answer = JsonDocument.Parse(Json.Line(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("success", true);
            json.WritePropertyName("output");
            Tree.Write(json, Evaluator.Evaluate(each.Function, each.Request));
            json.WriteEndObject();
        }));
        Outcome outcome = Judge.Compare(each, answer.RootElement, strict: true);
        return outcome.Status == Status.Passed ? null : $"LibTorch now gives another answer: {outcome.Why}";
    }

    private JsonSchema ReadSchema()
    {
        using JsonDocument schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.Path, "schema.json")));
        return new JsonSchema(schema.RootElement.Clone());
    }
}
