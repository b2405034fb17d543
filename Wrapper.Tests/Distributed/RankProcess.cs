using System.Diagnostics;
using System.Globalization;
using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Distributed;

/// <summary>A rank in its own process, because the test kills or stops it, or LibTorch ends it.</summary>
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

    /// <summary>The next line that the process prints.</summary>
    public string? ReadLine() => _process.StandardOutput.ReadLine();

    public void Kill() => _process.Kill();

    /// <summary>Stops the process as a debugger does: it exists but does nothing.</summary>
    public void Stop()
    {
        using Process kill = Process.Start("kill", ["-STOP", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits until the process has ended. Returns its exit code and the rest of its output.</summary>
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

    /// <summary>The child process: joins the group, prints that it has joined, and runs the program with the given name.</summary>
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
