using System.Diagnostics;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Tools;

/// <summary>Checks that many calls leave no more tensors and no more memory in use.</summary>
internal static class Leak
{
    public const long Megabyte = 1 << 20;

    /// <summary>
    /// Runs an action so often, a tenth of it unmeasured first. Native memory may grow by less than the limit in one of three rounds: a
    /// leak grows in each round, but random growth of the allocator does not. Returns the time of one call in microseconds, of the quickest
    /// tenth: what another process took is not the call's.
    /// </summary>
    public static double AssertNone(string name, int count, Action action, long limit)
    {
        int part = Math.Max(1, count / 10);
        Run(part, action);
        double quickest = double.MaxValue;
        long growth = long.MaxValue;
        for (int round = 0; round < 3 && growth >= limit; round++)
        {
            long memory = NativeMemory(), live = Tensor.TotalCount;      // in this order: it collects what other tests left
            for (int done = 0; done < count; done += part)
            {
                long start = Stopwatch.GetTimestamp();
                Run(part, action);
                quickest = Math.Min(quickest, Stopwatch.GetElapsedTime(start).TotalMicroseconds / part);
            }
            Assert.AreEqual(live, Tensor.TotalCount, $"{name}: live tensors");
            growth = NativeMemory() - memory;
        }
        Assert.IsLessThan(limit, growth, $"{name}: native memory grew by {growth / Megabyte} MB in {count} calls, three times");
        return quickest;
    }

    private static void Run(int count, Action action)
    {
        for (int i = 0; i < count; i++)
            action();
    }

    /// <summary>The resident memory without the managed heap, whose size the collector chooses.</summary>
    private static long NativeMemory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        return Environment.WorkingSet - GC.GetGCMemoryInfo().TotalCommittedBytes;
    }
}
