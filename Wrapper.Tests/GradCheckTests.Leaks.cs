using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

public sealed partial class GradCheckTests
{
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
            ("throwing", () => Assert.ThrowsExactly<InvalidTimeZoneException>(() =>
                Autograd.GradCheck(_ => throw new InvalidTimeZoneException(), x))),
        })
            Leak.AssertNone(name, count, check, 60 * Leak.Megabyte);
    }
}
