using System.Collections.Concurrent;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests;

/// <summary>Ordinary use on several threads, for minutes: the process does not end and no number is wrong.</summary>
[TestClass]
public sealed class StressTests
{
    private const int Seconds = 200;      // for each program; two run at a time

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [TestCategory("Soak")]
    public void ProgramsOfManyThreadsRunForTenMinutes()
    {
        var wrong = new ConcurrentBag<string>();
        Parallel.ForEach(StressPrograms.All.Keys, new ParallelOptions { MaxDegreeOfParallelism = 2 }, name =>
        {
            if (Judged(name) is { } what)
                wrong.Add(what);
        });
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
    }

    /// <summary>What went wrong, null for nothing.</summary>
    private string? Judged(string name)
    {
        ChildProcess.Result child = ChildProcess.Run(name, arguments: $"{Seconds}");
        TestContext.WriteLine($"{name}: {child.Lines.ElementAtOrDefault(^2)}");
        return child.ExitCode == 0 && child.Lines is [_, "end"] ? null : $"{name}: {child}";
    }
}
