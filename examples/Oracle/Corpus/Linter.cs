using System.Text.Json;
using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Checking;
using TorchBridge.Oracle.Functions;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Corpus;

/// <summary>Everything that must be true of the corpus, each time anew: what it finds wrong, a line each.</summary>
internal sealed class Linter(CorpusFolder folder, Action<int, int>? progress = null)
{
    private const long LargestFolder = 6_000_000;
    private const int LargestDimension = 8;

    public int Cases { get; private set; }

    public IEnumerable<string> Run(string? filter)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        var operators = new HashSet<string>(StringComparer.Ordinal);
        var schema = new CaseSchema(File.ReadAllText(Path.Combine(folder.Path, "schema.json")));
        string[] files = [.. folder.Files];
        var read = new List<(Case Case, string Line)>();
        foreach (string file in files)
            foreach (string line in File.ReadLines(file))
            {
                using JsonDocument json = JsonDocument.Parse(line, JsonText.Reading);
                Cases++;
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
                    read.Add((each, line));
            }
        int done = 0;
        foreach (string[] found in read.AsParallel().AsOrdered().WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(each => Check(each.Case, each.Line).Select(wrong => $"{each.Case.Id}: {wrong}").ToArray()))
        {
            progress?.Invoke(++done, read.Count);
            foreach (string wrong in found)
                yield return wrong;
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
        foreach ((string file, string text) in CorpusDocuments.All)
            if (File.ReadAllText(Path.Combine(folder.Path, file)) != text)
                yield return $"{file} is not what gen writes";
    }

    private static IEnumerable<string> Check(Case each, string line)
    {
        if (each.Line != line)
            yield return "the line is not written as gen writes it";
        foreach (string flag in each.Flags.Where(flag => !Flag.ByName.ContainsKey(flag)))
            yield return $"the flag {flag} is not in flags.json";
        if (each.Request.Tensors.Values.Any(tensor => tensor.Shape.Any(size => size > LargestDimension)))
            yield return "a tensor is too large to be read by people";
        if (Tolerance.For(each.Request.Precision(), Tolerance.IsSecondOrder(each.Function)) is var least
            && (each.Tolerance.Relative < least.Relative || each.Tolerance.Absolute < least.Absolute))
            yield return "the tolerance is narrower than the rule";
        string? wrong;
        try
        {
            wrong = Verify(each);
        }
        catch (Exception e) when (Failure.Translate(e) is { } translated)
        {
            wrong = translated.Error;
        }
        if (wrong is not null)
            yield return wrong;
    }

    private static string? Verify(Case each)
    {
        if (each.Result == "error")
            return Admission.JudgeError(each.Function, each.Request, (string)each.Expect["error"]!).Why;
        Verdict verdict = Admission.Judge(each.Function, each.Request);
        if (verdict.Why is not null)
            return verdict.Why;
        if (!verdict.Verified.SequenceEqual(each.Verified))
            return $"it says that it is verified by {string.Join(", ", each.Verified)}; it is by {string.Join(", ", verdict.Verified)}";
        if (!Same(verdict.Choices, each.Choices, each.Tolerance))
            return "what is acceptable besides the expected numbers is not what the values around the point say";
        if (Judge.CompareOutput(each, verdict.Answer, strict: true) is { Status: not Status.Passed } outcome)
            return $"the truth is another: {outcome.Why}";
        return each.Flags.Contains("LibTorchImprecise") ? null : each.LibTorchFails() is { } failure
            ? $"LibTorch now gives another answer: {failure}" : null;
    }

    private static bool Same(ChoiceSet[] found, IReadOnlyList<ChoiceSet> written, Tolerance tolerance) => found.Length == written.Count
        && found.Zip(written).All(pair =>
        pair.First.Places.Select(place => place.ToString()).SequenceEqual(pair.Second.Places.Select(place => place.ToString()))
        && pair.First.Numbers.Zip(pair.Second.Numbers).All(numbers => tolerance.Equal(numbers.Second, numbers.First)));
}
