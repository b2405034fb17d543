// Measures what TorchBridge costs on top of TorchSharp and what its transforms save, in pairs within one process: medians, one thread.
//   dotnet run -c Release --project examples/Benchmarks [PART OF A NAME]
// Exits with 1 if a limit is not met.
using Benchmarks;
using TorchSharp;

torch.set_num_threads(1);
if (AllReduceSpeed.WasPeer(args))
    return 0;
Console.WriteLine($"{"work",-54} {"TorchBridge",12} {"the other",12} {"ratio",8} {"limit",8} {"managed bytes of a call",26}");
bool all = true;
foreach (Comparison comparison in BackwardOverhead.All().Concat(GradOverhead.All())
    .Concat(DerivativeOperators.All()).Concat(GradCheckModes.All()).Concat(TransformsSpeed.All())
    .Concat(AllReduceSpeed.All()))
{
    if (!comparison.Work.Contains(args.FirstOrDefault() ?? "", StringComparison.Ordinal))
        continue;
    Measured m = comparison.Measure();
    all &= comparison.IsMet(m);
    Console.WriteLine($"{comparison.Work,-54} {m.Ours,9:F2} us {m.Theirs,9:F2} us {m.Ratio,8:F3} {comparison.LimitText,8} "
        + $"{m.OurBytes,12:F0} against {m.TheirBytes,5:F0}{(comparison.IsMet(m) ? "" : "   MISSED")}");
}
return all ? 0 : 1;
