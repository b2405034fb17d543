// Measures what TorchBridge costs on top of TorchSharp and what its transforms save, in pairs within one process: medians, one thread.
//   dotnet run -c Release --project examples/Benchmarks [PART OF A NAME] [--json FILE] [--svg FILE]
// With --gradbench FILE it measures nothing, and draws the measurements of gradbench.csv as SVG.
// With --python PYTHON it is TorchBridge against the PyTorch of that Python instead, where there is one.
// Exits with 1 if a limit is not met.
using System.Text.Json;
using Benchmarks;
using TorchSharp;

string? Option(string name) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
string part = args.Where((arg, i) => !arg.StartsWith("--", StringComparison.Ordinal)
    && (i == 0 || !args[i - 1].StartsWith("--", StringComparison.Ordinal))).FirstOrDefault() ?? "";

if (Option("--gradbench") is { } drawing)
{
    GradBenchChart.Save(drawing);
    return 0;
}
torch.set_num_threads(1);
if (AllReduceSpeed.WasPeer(args))
    return 0;
bool all = true;
List<Row> rows = [];
if (Option("--python") is { } python)
    rows = AgainstPyTorch.Run(python, part);
else
{
    Console.WriteLine($"{"work",-54} {"TorchBridge",12} {"the other",12} {"ratio",8} {"limit",8} {"managed bytes of a call",26}");
    foreach (Comparison comparison in BackwardOverhead.All().Concat(GradOverhead.All())
        .Concat(DerivativeOperators.All()).Concat(GradCheckModes.All()).Concat(TransformsSpeed.All()).Concat(AllReduceSpeed.All()))
    {
        if (!comparison.Work.Contains(part, StringComparison.Ordinal))
            continue;
        Measured m = comparison.Measure();
        all &= comparison.IsMet(m);
        rows.Add(new(comparison.Work, comparison.Work, m.Ours, m.Theirs, m.Ratio));
        Console.WriteLine($"{comparison.Work,-54} {m.Ours,9:F2} us {m.Theirs,9:F2} us {m.Ratio,8:F3} {comparison.Limit,8:F3} "
            + $"{m.OurBytes,12:F0} against {m.TheirBytes,5:F0}{(comparison.IsMet(m) ? "" : "   MISSED")}");
    }
}

if (Option("--json") is { } json)
    File.WriteAllText(json, JsonSerializer.Serialize(rows.Select(row => new
    {
        name = row.Name,
        microseconds = row.Ours,
        other = Known(row.Theirs),
        ratio = Known(row.Ratio),
    })));
if (Option("--svg") is { } svg && rows.Where(row => !double.IsNaN(row.Ratio)).ToList() is { Count: > 0 } compared)
    RatioChart.Save(svg, "Time of TorchBridge over the other's", [.. compared.Select(row => (row.Title, row.Ratio))]);
return all ? 0 : 1;

static double? Known(double value) => double.IsNaN(value) ? null : value;
