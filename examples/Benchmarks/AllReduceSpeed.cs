using System.Diagnostics;
using System.Globalization;
using TorchBridge;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>
/// All-reduce between two processes over the loopback interface, against torch.distributed in Python where python3 has PyTorch, otherwise
/// against a copy of as many bytes in memory. This process is rank 0; it starts itself once more as rank 1.
/// </summary>
internal static class AllReduceSpeed
{
    private const string Peer = "--peer";

    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(5);
    private static readonly (string Name, long Bytes, int Rounds, double Copies)[] s_sizes =
        [("4 B", 4, 2000, 0), ("1 MB", 1 << 20, 300, 200), ("100 MB", 100 << 20, 15, 30)];      // a copy of 1 MB stays in the caches

    private static readonly Lazy<bool> s_hasPython = new(() => Python("import torch.distributed", "").ExitCode == 0);

    public static IEnumerable<Comparison> All()
    {
        if (!NativeRuntime.Diagnose().Capabilities.Distributed)
            yield break;
        foreach ((string name, long bytes, int rounds, double copies) in s_sizes)
        {
            string work = $"all-reduce of {name}, two processes";
            if (s_hasPython.Value)
                yield return new($"{work}, against Python", 1.1, () => Measure(bytes, rounds, InPython));
            else if (copies > 0)
                yield return new($"{work}, against a copy", copies, () => Measure(bytes, rounds, Copy));
            else
                yield return new($"{work}, against 1 ms", 1, () => Measure(bytes, rounds, (_, _) => 1000));
        }
    }

    /// <summary>Whether this process was started as the other rank. If so, it has run its part.</summary>
    public static bool WasPeer(string[] args)
    {
        if (args is not [Peer, string place, string bytes, string rounds])
            return false;
        using ProcessGroup group = ProcessGroup.Init(place, 1, 2, s_timeout);
        Rounds(group, long.Parse(bytes, CultureInfo.InvariantCulture), int.Parse(rounds, CultureInfo.InvariantCulture));
        return true;
    }

    private static Measured Measure(long bytes, int rounds, Func<long, int, double> other)
    {
        Environment.SetEnvironmentVariable("GLOO_SOCKET_IFNAME", "lo");
        string place = $"file://{Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())}";
        string[] arguments = [Peer, place, $"{bytes}", $"{rounds}"];
        string program = Environment.ProcessPath!;
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        using Process peer = Process.Start(program, isHost ? [typeof(AllReduceSpeed).Assembly.Location, .. arguments] : arguments);
        (double Time, double Bytes) ours;
        using (ProcessGroup group = ProcessGroup.Init(place, 0, 2, s_timeout))
            ours = Rounds(group, bytes, rounds);
        peer.WaitForExit();
        double theirs = other(bytes, rounds);
        return new Measured(ours.Time, theirs, ours.Time / theirs, ours.Bytes, 0);
    }

    private static (double Time, double Bytes) Rounds(ProcessGroup group, long bytes, int rounds)
    {
        using Tensor x = zeros(bytes / sizeof(float));
        for (int i = 0; i < rounds / 5; i++)
            group.AllReduce(x);
        long before = GC.GetAllocatedBytesForCurrentThread();
        double time = Median(rounds, () => group.AllReduce(x));
        double allocated = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / rounds;
        group.Barrier();
        return (time, allocated);
    }

    private static double Copy(long bytes, int rounds)
    {
        using Tensor from = zeros(bytes / sizeof(float)), to = zeros_like(from);
        return Median(rounds, () => to.copy_(from));
    }

    private static double Median(int rounds, Action action)
    {
        var times = new double[rounds];
        for (int i = 0; i < rounds; i++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }
        Array.Sort(times);
        return times[rounds / 2];
    }

    private static double InPython(long bytes, int rounds)
    {
        string place = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        string program = $"""
            import sys, time, datetime, torch, torch.distributed as dist
            torch.set_num_threads(1)
            dist.init_process_group("gloo", init_method="file://{place}", rank=int(sys.argv[1]), world_size=2)
            x = torch.zeros({bytes / sizeof(float)})
            for _ in range({rounds / 5}): dist.all_reduce(x)
            times = []
            for _ in range({rounds}):
                start = time.perf_counter()
                dist.all_reduce(x)
                times.append(time.perf_counter() - start)
            dist.barrier()
            print("median", sorted(times)[len(times) // 2] * 1e6)
            """;
        Task<(int ExitCode, string Output)> peer = Task.Run(() => Python(program, "1"));
        string output = Python(program, "0").Output;
        peer.Wait();
        return double.Parse(output.Split("median ")[^1], CultureInfo.InvariantCulture);
    }

    private static (int ExitCode, string Output) Python(string program, string argument)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("python3", ["-c", program, argument])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            process.ErrorDataReceived += (_, _) => { };      // reads the pipe, so that the process does not wait for a reader
            process.BeginErrorReadLine();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output);
        }
        catch (System.ComponentModel.Win32Exception)      // there is no python3
        {
            return (-1, "");
        }
    }
}
