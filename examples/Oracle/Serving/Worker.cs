using System.Diagnostics;
using System.Globalization;
using Examples.Protocol;
using TorchBridge.Oracle.Protocol;
using static TorchSharp.torch;

namespace TorchBridge.Oracle.Serving;

/// <summary>
/// The process that evaluates. It reads lines from the parent and writes each answer at once, so that the parent knows which request ended
/// the process.
/// </summary>
internal static class Worker
{
    /// <summary>The exit code of a worker that has become too large and must be replaced. It is not caused by a request.</summary>
    public const int Retired = 17;

    /// <summary>The first byte it writes.</summary>
    public const byte Ready = (byte)'!';

    // A native error leaks a little inside TorchSharp (up to 3 KB each).
    private const int MostErrors = 5_000;
    private const long LargestWorkingSet = 1L << 30;

    private static readonly byte[] s_warmUp = """
        {"id":0,"kind":"evaluate","module":"program","function":"vjp","input":{"program":{"inputs":["x"],"nodes":[["y","mul",["x","x"]]],"outputs":["y"]},
        "tensors":{"x":{"dtype":"float64","shape":[1],"data":[1.5]}},"cotangents":{"y":{"dtype":"float64","shape":[1],"data":[1]}}}}
        """u8.ToArray();

    public static int Run(int parent, bool faults)
    {
        set_num_threads(1);
        WatchParent(parent);
        using var session = new Session();
        using Stream input = Console.OpenStandardInput(), output = Console.OpenStandardOutput();
        if (session.Answer(s_warmUp).Span.IndexOf("\"success\":true"u8) < 0)
            throw new InvalidOperationException("the first evaluation failed");
        output.WriteByte(Ready);
        var lines = new LineReader(input, int.MaxValue);      // the parent has judged the length
        for (int answered = 1; lines.Next() is { } line; answered++)
        {
            if (faults)
                Faults.Obey(line.Span);
            ReadOnlyMemory<byte> answer = line.Span.SequenceEqual(LineReader.TooLong.Span)
                ? session.Refuse("null", new OracleException(ErrorCode.TooLarge, $"a line is longer than {LineReader.LongestLine} bytes"))
                : session.Answer(line);
            output.Write(answer.Span);
            if (session.NativeErrors > MostErrors || (answered % 256 == 0 && Environment.WorkingSet > LargestWorkingSet))
                return Retired;
        }
        return 0;
    }

    /// <summary>A worker that computes without end would outlive a parent that was killed.</summary>
    private static void WatchParent(int parent)
    {
        var watch = new Thread(() =>
        {
            while (IsAlive(parent))
                Thread.Sleep(1000);
            Environment.Exit(1);
        })
        { IsBackground = true };
        watch.Start();
    }

    private static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;      // there is no such process
        }
    }

    /// <summary>How to start one: this program again, by the same host.</summary>
    public static ProcessStartInfo StartInfo(bool faults)
    {
        ProcessStartInfo start = SelfStart.Info("worker", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        if (faults)
            start.ArgumentList.Add("faults");
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        return start;
    }
}
