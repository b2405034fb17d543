using System.Collections.Concurrent;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests;

/// <summary>Ordinary use of several threads, for minutes: nothing ends the process and no number is wrong.</summary>
[TestClass]
public sealed class StressTests
{
    private const int Seconds = 1, SoakSeconds = 200;      // for each program; the long ones run two at a time

    public TestContext TestContext { get; set; } = null!;

    public static IEnumerable<object[]> Programs => StressPrograms.All.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Programs))]
    public void AProgramOfManyThreadsRunsForASecond(string name) => Assert.IsNull(Judged(name, Seconds));

    [TestMethod]
    [TestCategory("Soak")]
    public void ProgramsOfManyThreadsRunForTenMinutes()
    {
        var wrong = new ConcurrentBag<string>();
        Parallel.ForEach(StressPrograms.All.Keys, new ParallelOptions { MaxDegreeOfParallelism = 2 }, name =>
        {
            if (Judged(name, SoakSeconds) is { } what)
                wrong.Add(what);
        });
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
    }

    /// <summary>What went wrong, null for nothing.</summary>
    private string? Judged(string name, int seconds)
    {
        ChildProcess.Result child = ChildProcess.Run(name, arguments: $"{seconds}");
        TestContext.WriteLine($"{name}: {child.Lines.ElementAtOrDefault(^2)}");
        return child.ExitCode == 0 && child.Lines is [_, "end"] ? null : $"{name}: {child}";
    }
}
