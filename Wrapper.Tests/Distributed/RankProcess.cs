using System.Diagnostics;
using System.Globalization;
using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Distributed;

/// <summary>A rank that is a process of its own, because it is to be killed, stopped, or ended by LibTorch.</summary>
internal sealed class RankProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;

    private RankProcess(ProcessStartInfo start)
    {
        start.Environment["GLOO_SOCKET_IFNAME"] = "lo";
        start.RedirectStandardInput = true;
        _process = Process.Start(start)!;
        _error = _process.StandardError.ReadToEndAsync();
    }

    public static RankProcess Start(string program, string place, int rank, int worldSize, TimeSpan timeout) =>
        new(ChildProcess.StartInfo("rank", null, program, place, $"{rank}", $"{worldSize}",
            timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)));

    public static RankProcess Start(string file, IEnumerable<string> arguments) => new(new ProcessStartInfo(file, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    });

    /// <summary>The next line that it prints.</summary>
    public string? ReadLine() => _process.StandardOutput.ReadLine();

    public void Kill() => _process.Kill();

    /// <summary>Stops it as a debugger does: it is there and does nothing.</summary>
    public void Stop()
    {
        using Process kill = Process.Start("kill", ["-STOP", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits for its end. Returns its exit code and all that it still printed.</summary>
    public (int ExitCode, string Output) End()
    {
        string output = _process.StandardOutput.ReadToEnd();
        Assert.IsTrue(_process.WaitForExit(TimeSpan.FromSeconds(60)));
        return (_process.ExitCode, output + _error.Result);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    /// <summary>A group with a short timeout. The processes have more time to start and to meet.</summary>
    public static ProcessGroup Join(string place, int rank, int worldSize, TimeSpan timeout) =>
        ProcessGroup.Init(place, rank, worldSize, TimeSpan.FromSeconds(60)).NewGroup("work", timeout);

    /// <summary>The child's side: joins, says that it has, and does what the program's name says.</summary>
    public static void Run(string[] arguments)
    {
        set_num_threads(1);
        ProcessGroup group = Join(arguments[1], int.Parse(arguments[2], CultureInfo.InvariantCulture),
            int.Parse(arguments[3], CultureInfo.InvariantCulture),
            TimeSpan.FromSeconds(double.Parse(arguments[4], CultureInfo.InvariantCulture)));
        Tensor x = ones(4);
        group.AllReduce(x);
        Console.WriteLine($"sum {x.sum().item<float>()}");
        switch (arguments[0])
        {
            case "wait":
                Console.ReadLine();
                break;
            case "mismatch":
                try
                {
                    group.AllReduce(ones(4 + 100 * group.Rank));
                    Console.WriteLine("nothing thrown");
                }
                catch (DistributedException e)
                {
                    Console.WriteLine($"{e.Kind}");
                }
                break;
            case "end":      // without Dispose
                break;
        }
        Console.WriteLine("end");
    }
}
