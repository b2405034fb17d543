using System.Diagnostics;

namespace Benchmarks;

/// <summary>Times two ways of doing the same thing in turn, A B A B, so that a machine that slows down slows both.</summary>
internal static class Paired
{
    /// <summary>The median time of each in microseconds and its managed bytes; making what they work on, by <paramref name="prepare"/>, is not measured.</summary>
    public static Measured Medians<T>(int runs, Func<T> prepare, Action<T> a, Action<T> b) where T : IDisposable
    {
        var timesA = new double[runs];
        var timesB = new double[runs];
        var bytesA = new double[runs];
        var bytesB = new double[runs];
        int warmUp = runs / 5;
        for (int i = -warmUp; i < runs; i++)
        {
            // Which goes first alternates too: the second finds warmer caches.
            bool aFirst = i % 2 == 0;
            (double Time, double Bytes) first = Once(prepare, aFirst ? a : b), second = Once(prepare, aFirst ? b : a);
            if (i < 0)
                continue;
            ((timesA[i], bytesA[i]), (timesB[i], bytesB[i])) = aFirst ? (first, second) : (second, first);
        }
        return new Measured(Median(timesA), Median(timesB), Median(bytesA), Median(bytesB));
    }

    private static (double Time, double Bytes) Once<T>(Func<T> prepare, Action<T> action) where T : IDisposable
    {
        // Once unmeasured, so that neither pays for what the other left in the caches and for the garbage collector.
        using (T before = prepare())
            action(before);
        using T work = prepare();
        long bytes = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
        action(work);
        return (Stopwatch.GetElapsedTime(start).TotalMicroseconds, GC.GetAllocatedBytesForCurrentThread() - bytes);
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
