using System.Globalization;
using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>The chunk size limits the memory that a Jacobian needs beside its result, for any number of rows.</summary>
[TestClass]
public sealed class JacobianMemoryTests
{
    private const int Rows = 10_000, Columns = 50;
    private const long Result = (long)Rows * Columns * sizeof(double);

    /// <summary>
    /// One row's backward pass through a linear layer and tanh holds a few vectors of the output's size; the batch of them is the chunk's.
    /// </summary>
    private const long OneRow = 4L * Rows * sizeof(double);

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void PeakMemoryIsAChunksAndTheResults()
    {
        ChildProcess.Result child = ChildProcess.Run("jacobian-memory");
        Assert.AreEqual(0, child.ExitCode, child.ToString());
        var peaks = child.Lines.Select(line => line.Split(' ')).ToDictionary(parts => int.Parse(parts[0], CultureInfo.InvariantCulture),
            parts => long.Parse(parts[1], CultureInfo.InvariantCulture));
        const long slack = 40 << 20;      // what the allocator and the runtime take besides
        foreach (int chunk in new[] { 64, 512 })
            Assert.IsLessThan(2 * Result + chunk * OneRow + slack, peaks[chunk], $"chunkSize {chunk}: {peaks[chunk] >> 20} MB");
        Assert.IsLessThan(2 * Result + 64 * OneRow + slack, peaks[0], $"chunkSize null: {peaks[0] >> 20} MB");
        Assert.IsGreaterThan(peaks[64] + 100 * OneRow, peaks[2048], "a larger chunk would show");
    }

    /// <summary>The child's program: for each chunk size the growth of the peak in bytes.</summary>
    public static void Print()
    {
        set_num_threads(1);
        using var scope = NewDisposeScope();
        Tensor weight = randn(Rows, Columns, dtype: float64) / 7, x = randn(Columns, dtype: float64);
        Autograd.Jacobian(f, x, chunkSize: 8).Dispose();
        foreach (int chunk in new[] { 0, 64, 512, 2048 })
        {
            File.WriteAllText("/proc/self/clear_refs", "5");      // the peak starts anew
            long before = Status("VmRSS");
            Autograd.Jacobian(f, x, chunkSize: chunk == 0 ? null : chunk).Dispose();
            Console.WriteLine($"{chunk} {Status("VmHWM") - before}");
        }

        Tensor f(Tensor at) => nn.functional.linear(at, weight).tanh();
    }

    private static long Status(string name) =>
        1024 * long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal))
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture);
}
