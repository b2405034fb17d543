using TorchBridge.Engine;
using TorchBridge.Native;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests.Scenarios;

/// <summary>Levels that are entered and left many times.</summary>
public sealed partial class LeakTests
{
    [TestMethod]
    public void AHundredThousandLevels() => Levels(100_000);

    [TestMethod]
    [TestCategory("Soak")]
    public void AMillionLevels() => Levels(1_000_000);

    private static void Levels(int count) => Leak.AssertNone("", count, () =>
    {
        using (Level.Vmap(3, VmapRandomness.Error))
        using (Level.Grad())
        using (Level.Jvp())
            Assert.AreEqual(3, Functorch.Depth);
    }, 10 * Leak.Megabyte);
}
