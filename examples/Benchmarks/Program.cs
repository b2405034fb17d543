// Measures what TorchBridge costs on top of TorchSharp and what its transforms save, in pairs within one process: medians, one thread.
//   dotnet run -c Release --project examples/Benchmarks
// Exits with 1 if a limit is not met.
using Benchmarks;
using TorchSharp;

torch.set_num_threads(1);
Console.WriteLine($"{"work, and what it is compared with",-56} {"TorchBridge",13} {"the other",13} {"ratio",8} {"limit",9}");
bool all = true;
foreach (Comparison comparison in BackwardOverhead.All().Concat(DerivativeOperators.All()).Concat(TransformsSpeed.All()).Where(comparison => comparison.Work.Contains(args.FirstOrDefault() ?? "", StringComparison.Ordinal)))
{
    (double ours, double theirs) = comparison.Measure();
    bool met = comparison.Met(ours, theirs);
    all &= met;
    Console.WriteLine($"{comparison.Work,-56} {ours,10:F2} us {theirs,10:F2} us {ours / theirs,8:F3} {comparison,9}{(met ? "" : "   MISSED")}");
}
return all ? 0 : 1;
