using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>The mode belongs to the process, so no other test runs at the same time.</summary>
[TestClass]
[DoNotParallelize]
public sealed class DetectAnomalyTests
{
    [TestMethod]
    public void TheOperationThatMadeANaNIsNamed()
    {
        using var scope = NewDisposeScope();
        Tensor x = zeros(1, dtype: float64, requires_grad: true);
        using (Autograd.DetectAnomaly())
        {
            AutogradException thrown = Assert.ThrowsExactly<AutogradException>(() => (sqrt(x) * 0).sum().Backward());
            Assert.AreEqual(AutogradError.NaN, thrown.Kind);
            StringAssert.Contains(thrown.Message, "Function 'SqrtBackward0' returned nan values in its 0th output.");
            Assert.AreEqual(AutogradError.NaN, Assert.ThrowsExactly<AutogradException>(() => Autograd.Grad((sqrt(x) * 0).sum(), x)).Kind);
        }
        Assert.IsTrue(Autograd.Grad((sqrt(x) * 0).sum(), x).isnan().ToBoolean());
    }

    [TestMethod]
    public void ACustomFunctionIsNamedToo()
    {
        using var scope = NewDisposeScope();
        Tensor x = zeros(1, dtype: float64, requires_grad: true);
        using IDisposable anomaly = Autograd.DetectAnomaly();
        Tensor y = CustomFunction.Apply((_, inputs) => [inputs[0] * 1], (_, g) => [g[0]! / 0 * 0], x)[0];
        StringAssert.Contains(Assert.ThrowsExactly<AutogradException>(() => y.Backward()).Message,
            "Function 'CustomFunction' returned nan values");
    }

    [TestMethod]
    public void WithoutCheckingNaNsPass()
    {
        using var scope = NewDisposeScope();
        Tensor x = zeros(1, dtype: float64, requires_grad: true);
        using IDisposable anomaly = Autograd.DetectAnomaly(checkNan: false);
        Assert.IsTrue(Autograd.Grad((sqrt(x) * 0).sum(), x).isnan().ToBoolean());
    }

    [TestMethod]
    public void ScopesMayOverlapAndEndTwice()
    {
        IDisposable first = Autograd.DetectAnomaly(), second = Autograd.DetectAnomaly(checkNan: false);
        Assert.AreEqual((true, false), (AnomalyMode.IsEnabled, AnomalyMode.ShouldCheckNaN));
        first.Dispose();
        first.Dispose();
        Assert.AreEqual((true, false), (AnomalyMode.IsEnabled, AnomalyMode.ShouldCheckNaN));
        IDisposable third = Autograd.DetectAnomaly();
        second.Dispose();
        Assert.AreEqual((true, true), (AnomalyMode.IsEnabled, AnomalyMode.ShouldCheckNaN));
        third.Dispose();
        Assert.IsFalse(AnomalyMode.IsEnabled);
    }

    [TestMethod]
    public void AModeOfTorchSharpsOwnIsAsBefore()
    {
        using (new AnomalyMode(true, check_nan: false))
        {
            using (Autograd.DetectAnomaly())
                Assert.IsTrue(AnomalyMode.ShouldCheckNaN);
            Assert.AreEqual((true, false), (AnomalyMode.IsEnabled, AnomalyMode.ShouldCheckNaN));
        }
        Assert.IsFalse(AnomalyMode.IsEnabled);
    }
}
