using System.Diagnostics;

namespace Benchmarks;

/// <summary>Times two ways of doing the same thing in turn, A B A B, so that a machine that slows down slows both.</summary>
internal static class Paired
{
    /// <summary>The median time of each in microseconds; making what they work on, by <paramref name="prepare"/>, is not timed.</summary>
    public static (double A, double B) Medians<T>(int runs, Func<T> prepare, Action<T> a, Action<T> b) where T : IDisposable
    {
        var timesA = new double[runs];
        var timesB = new double[runs];
        int warmUp = runs / 5;
        for (int i = -warmUp; i < runs; i++)
        {
            // Which goes first alternates too: the second finds warmer caches.
            bool aFirst = i % 2 == 0;
            double first = Time(prepare, aFirst ? a : b);
            double second = Time(prepare, aFirst ? b : a);
            if (i >= 0)
                (timesA[i], timesB[i]) = aFirst ? (first, second) : (second, first);
        }
        return (Median(timesA), Median(timesB));
    }

    private static double Time<T>(Func<T> prepare, Action<T> action) where T : IDisposable
    {
        using T work = prepare();
        long start = Stopwatch.GetTimestamp();
        action(work);
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }

    private static double Median(double[] times)
    {
        Array.Sort(times);
        return times[times.Length / 2];
    }
}
