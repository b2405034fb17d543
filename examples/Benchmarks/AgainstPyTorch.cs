using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>Compares TorchBridge with Python's PyTorch: two processes run the same work alternately.</summary>
internal static class AgainstPyTorch
{
    private const int Turns = 9;
    private const double TurnSeconds = 0.05;

    public static List<Row> Run(string python, string part)
    {
        using PythonPeer? peer = PythonPeer.Start(python);
        Console.WriteLine(peer is null
            ? $"{python} has no torch: TorchBridge is measured alone"
            : $"against PyTorch {peer.Version}, {Turns} turns each, one thread, medians");
        Console.WriteLine($"{"work",-56} {"TorchBridge",14} {"PyTorch",14} {"ratio",7}");
        List<Row> rows = [];
        foreach ((string name, string title, Func<Action> make) in PyTorchWorks.All)
        {
            if (!title.Contains(part, StringComparison.Ordinal))
                continue;
            Row row = Measure(name, title, make, peer);
            rows.Add(row);
            Console.WriteLine($"{row.Title,-56} {row.Ours,11:F1} us {row.Theirs,11:F1} us {row.Ratio,7:F2}");
        }
        return rows;
    }

    private static Row Measure(string name, string title, Func<Action> make, PythonPeer? peer)
    {
        using DisposeScope scope = NewDisposeScope();
        Action work = make();
        Turn(work);
        peer?.Turn(name, TurnSeconds);
        var ours = new double[Turns];
        var theirs = new double[Turns];
        var ratios = new double[Turns];
        for (int i = 0; i < Turns; i++)
        {
            ours[i] = Turn(work);
            theirs[i] = peer?.Turn(name, TurnSeconds) ?? double.NaN;
            ratios[i] = ours[i] / theirs[i];
        }
        return new Row(name, title, Paired.Median(ours), Paired.Median(theirs), Paired.Median(ratios));
    }

    private static double Turn(Action work)
    {
        int calls = 0;
        long start = Stopwatch.GetTimestamp();
        do
        {
            using DisposeScope scope = NewDisposeScope();
            work();
            calls++;
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < TurnSeconds);
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls;
    }
}

/// <summary>Microseconds of a call, and the median ratio of neighbouring turns. NaN where there is nothing to compare with.</summary>
internal sealed record Row(string Name, string Title, double Ours, double Theirs, double Ratio);
