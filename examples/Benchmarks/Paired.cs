using System.Diagnostics;

namespace Benchmarks;

/// <summary>Times two methods alternately, A B A B, so that a machine that becomes slower affects both.</summary>
internal static class Paired
{
    /// <summary>
    /// The minimum duration of a turn. It is so long that a fast method is not measured with the caches and the garbage of the slow one.
    /// </summary>
    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(25);

    /// <summary>
    /// What a call takes in microseconds, and its managed bytes: the median of the turns' means. And the median of the ratios of
    /// neighbouring turns: on a machine that is slow half of the time one side's median may be a slow turn's, the other's a quick one's.
    /// Making what the calls work on, by <paramref name="prepare"/>, is not measured.
    /// </summary>
    public static Measured Medians<T>(Func<T> prepare, Action<T> a, Action<T> b, int turns = 31) where T : IDisposable
    {
        var timesA = new double[turns];
        var timesB = new double[turns];
        var ratios = new double[turns];
        var bytesA = new double[turns];
        var bytesB = new double[turns];
        int warmUp = turns / 5;
        for (int i = -warmUp; i < turns; i++)
        {
            // The order alternates too, because the second method finds warmer caches.
            bool aFirst = i % 2 == 0;
            (double Time, double Bytes) first = Turn(prepare, aFirst ? a : b), second = Turn(prepare, aFirst ? b : a);
            if (i < 0)
                continue;
            ((timesA[i], bytesA[i]), (timesB[i], bytesB[i])) = aFirst ? (first, second) : (second, first);
            ratios[i] = timesA[i] / timesB[i];
        }
        return new Measured(Median(timesA), Median(timesB), Median(ratios), Median(bytesA), Median(bytesB));
    }

    private static (double Time, double Bytes) Turn<T>(Func<T> prepare, Action<T> action) where T : IDisposable
    {
        Calls(prepare, action, s_turn / 5);      // not measured: these calls remove the effects of the other method
        return Calls(prepare, action, s_turn);
    }

    /// <summary>The means of so many calls as last so long, one at least.</summary>
    private static (double Time, double Bytes) Calls<T>(Func<T> prepare, Action<T> action, TimeSpan atLeast) where T : IDisposable
    {
        int calls = 0;
        long bytes = 0;
        TimeSpan time = TimeSpan.Zero;
        while (time < atLeast)
        {
            using T work = prepare();
            long bytesBefore = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
            action(work);
            time += Stopwatch.GetElapsedTime(start);
            bytes += GC.GetAllocatedBytesForCurrentThread() - bytesBefore;
            calls++;
        }
        return (time.TotalMicroseconds / calls, (double)bytes / calls);
    }

    public static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
