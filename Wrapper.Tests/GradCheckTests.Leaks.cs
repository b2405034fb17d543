using static TorchSharp.torch;

namespace TorchBridge.Tests;

public sealed partial class GradCheckTests
{
    private const long Megabyte = 1 << 20;

    [TestMethod]
    public void ManyChecksLeaveNoTensor() => AssertFlat(300);

    [TestMethod]
    [TestCategory("Soak")]
    public void TenThousandChecksLeaveNoMemory() => AssertFlat(10_000);

    private static void AssertFlat(int count)
    {
        using Tensor values = tensor([0.5, -1.0, 2.0]), x = values.clone().requires_grad_();
        foreach ((string name, Action check) in new (string, Action)[]
        {
            ("full", () => Autograd.GradCheck(sin, x, checkForwardAd: true, checkBatchedGrad: true)),
            ("fast", () => Autograd.GradCheck(sin, x, checkForwardAd: true, fastMode: true)),
            ("second", () => Autograd.GradGradCheck(sin, x, fastMode: true)),
            ("failing", () => Fails(() => Autograd.GradCheck(WrongSquare, x))),
            ("failing, fast", () => Autograd.GradCheck(WrongSquare, x, raiseException: false, fastMode: true)),
            ("throwing", () => Assert.ThrowsExactly<InvalidTimeZoneException>(() => Autograd.GradCheck(_ => throw new InvalidTimeZoneException(), x))),
        })
        {
            for (int i = 0; i < count / 5; i++)
                check();
            long memory = ResidentMemory(), live = Tensor.TotalCount;      // in this order: it collects what other tests left
            for (int i = 0; i < count; i++)
                check();
            Assert.AreEqual(live, Tensor.TotalCount, name);
            Assert.IsLessThan(60 * Megabyte, ResidentMemory() - memory, $"{name}: resident memory");
        }
    }

    private static long ResidentMemory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        return Environment.WorkingSet;
    }
}
