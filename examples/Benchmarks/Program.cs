// Measures what TorchBridge costs on top of TorchSharp, in pairs within one process: medians, one thread.
//   dotnet run -c Release --project examples/Benchmarks
// Exits with 1 if a ratio is above its limit.
using Benchmarks;
using TorchSharp;

torch.set_num_threads(1);
Console.WriteLine($"{"work",-44} {"TorchBridge",12} {"TorchSharp",12} {"ratio",8} {"limit",8} {"managed bytes of a call",26}");
bool all = true;
foreach (Comparison comparison in BackwardOverhead.All().Concat(GradOverhead.All()).Concat(DerivativeOperators.All()))
{
    Measured m = comparison.Measure();
    double ratio = m.Ours / m.Theirs;
    all &= ratio <= comparison.Limit;
    Console.WriteLine($"{comparison.Work,-44} {m.Ours,9:F2} us {m.Theirs,9:F2} us {ratio,8:F3} {comparison.Limit,8:F2} {m.OurBytes,12:F0} against {m.TheirBytes,5:F0}{(ratio <= comparison.Limit ? "" : "   MISSED")}");
}
return all ? 0 : 1;
