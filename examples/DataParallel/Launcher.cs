using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace DataParallelExample;

/// <summary>The results of rank 0: its parameters, and the seconds that the measured epochs took.</summary>
internal sealed record Result(int ExitCode, double[] Parameters, double Seconds);

/// <summary>Does what torchrun does on one machine: starts the processes and passes the rank to each by environment variables.</summary>
internal static class Launcher
{
    public const string SecondsAre = "seconds: ";

    public static Result Run(int count)
    {
        string file = Path.GetTempFileName();
        try
        {
            int port = FreePort();
            Process[] processes = [.. Enumerable.Range(0, count).Select(rank => Start(rank, count, port, file))];
            double seconds = Print(processes[0].StandardOutput);
            int exitCode = 0;
            foreach (Process process in processes)
                using (process)
                {
                    process.WaitForExit();
                    exitCode = Math.Max(exitCode, Math.Abs(process.ExitCode));
                }
            string[] lines = File.ReadAllLines(file);
            return new(exitCode, Array.ConvertAll(lines, line => double.Parse(line, CultureInfo.InvariantCulture)), seconds);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Process Start(int rank, int count, int port, string file)
    {
        string program = Environment.ProcessPath!, assembly = Path.Combine(AppContext.BaseDirectory, "DataParallel.dll");
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        var start = new ProcessStartInfo(program, isHost ? [assembly, "--parameters", file] : ["--parameters", file])
        {
            RedirectStandardOutput = true,      // only rank 0 prints
        };
        start.Environment["RANK"] = $"{rank}";
        start.Environment["WORLD_SIZE"] = $"{count}";
        start.Environment["MASTER_ADDR"] = "127.0.0.1";
        start.Environment["MASTER_PORT"] = $"{port}";
        start.Environment["GLOO_SOCKET_IFNAME"] = "lo";
        return Process.Start(start)!;
    }

    /// <summary>Prints the output of rank 0, except the line that is meant for this program.</summary>
    private static double Print(StreamReader output)
    {
        double seconds = double.NaN;
        while (output.ReadLine() is { } line)
            if (line.StartsWith(SecondsAre, StringComparison.Ordinal))
                seconds = double.Parse(line.AsSpan(SecondsAre.Length), CultureInfo.InvariantCulture);
            else
                Console.WriteLine($"  {line}");
        return seconds;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
