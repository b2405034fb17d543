using System.Diagnostics;
using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>
/// While a second thread collects all the time, no value is wrong and nothing is thrown. So objects that the library passes to native code
/// stay alive as long as native code reads them.
/// </summary>
[TestClass]
public sealed class CollectedTests
{
    public TestContext TestContext { get; set; } = null!;

    public static IEnumerable<object[]> Names => ScenarioCatalogue.Rows(Tags.None, without: Tags.Option | Tags.Role);

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void EveryScenarioIsRightWhileGarbageIsCollected(string name) => Run(name, 10, TimeSpan.FromSeconds(0.1));

    [TestMethod]
    [TestCategory("Soak")]
    [DynamicData(nameof(Names))]
    public void EveryScenarioIsRightAHundredThousandTimesOrForThreeSeconds(string name) => Run(name, 100_000, TimeSpan.FromSeconds(3));

    /// <summary>The control: the collector finds objects that are not held, early enough to cause an error.</summary>
    [TestMethod]
    public void TheCollectorFindsWhatNothingHolds()
    {
        using var collector = new Collector();
        WeakReference reference = Unheld();
        Assert.IsTrue(SpinWait.SpinUntil(() => !reference.IsAlive, TimeSpan.FromMinutes(1)));

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Unheld() => new(new object());
    }

    private void Run(string name, int count, TimeSpan atMost)
    {
        Scenario scenario = ScenarioCatalogue.Named(name);
        if (name == "DetectAnomaly")
            count /= 100;      // LibTorch describes its call stack for each recorded operation: 60 ms a run
        using var setting = new Setting { Fresh = true };
        double[][] expected = Values(scenario, setting);
        using var collector = new Collector();
        long start = Stopwatch.GetTimestamp();
        int i = 0;
        for (; i < count && Stopwatch.GetElapsedTime(start) < atMost || collector.Collections < 10; i++)
        {
            double[][] found = Values(scenario, setting);
            Assert.HasCount(expected.Length, found);
            for (int k = 0; k < found.Length; k++)
                CollectionAssert.AreEqual(expected[k], found[k], $"{name}, run {i}, result {k}");
        }
        TestContext.WriteLine($"{name}: {collector.Collections} collections during {i} runs");
    }

    private static double[][] Values(Scenario scenario, Setting setting)
    {
        using var scope = NewDisposeScope();
        return [.. scenario.Run(setting).Select(Numeric.Values)];
    }
}
