using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>
/// Many runs of each scenario: no tensor more, no memory more, with a dispose scope and, where all that is made is returned, without.
/// </summary>
public sealed partial class LeakTests
{
    private readonly Setting _setting = new();

    /// <summary>Each as it comes.</summary>
    public static IEnumerable<object[]> Defaults => ScenarioCatalogue.Rows(Tags.None, without: Tags.Option | Tags.Role);

    /// <summary>The same with each option.</summary>
    public static IEnumerable<object[]> Options => ScenarioCatalogue.Rows(Tags.Option);

    public static IEnumerable<object[]> Pure => ScenarioCatalogue.Rows(Tags.Pure);

    public void Dispose() => _setting.Dispose();

    [TestMethod]
    [DynamicData(nameof(Defaults))]
    public void AHundredRunsLeaveNoTensor(string name)
    {
        Scenario scenario = ScenarioCatalogue.Named(name);
        int count = scenario.Is(Tags.Slow) ? 5 : 100;
        long live = Live.Tensors();
        for (int i = 0; i < count; i++)
        {
            using var scope = NewDisposeScope();
            scenario.Run(_setting);
        }
        Assert.AreEqual(live, Tensor.TotalCount);
    }

    [TestMethod]
    [TestCategory("Soak")]
    [DynamicData(nameof(Defaults))]
    public void SixThousandRunsLeaveNothing(string name) => AssertFlat(6_000, name);

    [TestMethod]
    [TestCategory("Soak")]
    [DynamicData(nameof(Options))]
    public void TwoThousandRunsWithAnOptionLeaveNothing(string name) => AssertFlat(2_000, name);

    [TestMethod]
    [DynamicData(nameof(Pure))]
    public void ThrowsLeaveNothing(string name)
    {
        long live = Live.Tensors();
        _setting.Step = () => throw new TimeoutException();
        for (int i = 0; i < 20; i++)
            Assert.ThrowsExactly<TimeoutException>(() => ScenarioCatalogue.Named(name).Run(_setting));
        _setting.Step = () => { };
        Assert.AreEqual(live, Tensor.TotalCount);
    }

    [TestMethod]
    public void DualLevelsLeaveNothing()
    {
        AssertFlat("dual level", 10_000, () =>
        {
            using DualLevel level = ForwardAD.EnterDualLevel();
            using Tensor dual = level.MakeDual(_setting.X, _setting.V);
            using Tensor y = dual.sin();
            (Tensor primal, Tensor? tangent) = level.UnpackDual(y);
            primal.Dispose();
            tangent!.Dispose();
        });
    }

    private void AssertFlat(int count, string name)
    {
        Scenario scenario = ScenarioCatalogue.Named(name);
        bool pure = scenario.Is(Tags.Pure);
        if (scenario.Is(Tags.Slow))
            count /= 20;
        if (pure)
            AssertFlat($"{name}, without a scope", count / 2, () =>
            {
                foreach (Tensor? result in scenario.Run(_setting))
                    result!.Dispose();
            });
        AssertFlat($"{name}, in a scope", pure ? count / 2 : count, () =>
        {
            using var scope = NewDisposeScope();
            scenario.Run(_setting);
        });
        Assert.AreEqual(0, Native.Functorch.Depth);
    }

    private void AssertFlat(string name, int count, Action action) =>
        TestContext.WriteLine($"{Leak.AssertNone(name, count, action, 4 * Leak.Megabyte),6:F0} us  {name}");
}
