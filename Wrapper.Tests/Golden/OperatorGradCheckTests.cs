using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>Gradient checks of the operators of LibTorch that pass PyTorch's own gradient check.</summary>
[TestClass]
public sealed class OperatorGradCheckTests
{
    public static IEnumerable<object[]> Operators => OperatorData.GradChecked.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Operators))]
    public void InReverseMode(string name)
    {
        using var scope = NewDisposeScope();
        (Func<Tensor[], Tensor[]> func, Tensor[] inputs, _) = Case(name);
        Assert.IsTrue(Autograd.GradCheck(func, inputs));
        Assert.IsTrue(Autograd.GradCheck(func, inputs, checkBatchedGrad: true, fastMode: true));
    }

    [TestMethod]
    [DynamicData(nameof(Operators))]
    public void InForwardMode(string name)
    {
        using var scope = NewDisposeScope();
        (Func<Tensor[], Tensor[]> func, Tensor[] inputs, bool hasForwardMode) = Case(name);
        foreach (bool fast in new[] { false, true })
        {
            bool Check() => Autograd.GradCheck(func, inputs, checkForwardAd: true, fastMode: fast);
            if (!hasForwardMode)
                Assert.ThrowsExactly<ExternalException>(() => Check());
            else if (LeftOut.WrongInForwardMode.Contains(name))
                StringAssert.Contains(Assert.ThrowsExactly<GradCheckException>(() => Check()).Message,
                    "computed with forward mode mismatch");
            else
                Assert.IsTrue(Check());
        }
    }

    [TestMethod]
    [DynamicData(nameof(Operators))]
    public void SecondDerivatives(string name)
    {
        using var scope = NewDisposeScope();
        (Func<Tensor[], Tensor[]> func, Tensor[] inputs, _) = Case(name);
        if (LeftOut.NotTwice.Contains(name))
            Assert.AreEqual(AutogradError.NotImplemented,
                Assert.ThrowsExactly<AutogradException>(() => Autograd.GradGradCheck(func, inputs)).Kind);
        else
            Assert.IsTrue(Autograd.GradGradCheck(func, inputs, fastMode: true));
    }

    private static (Func<Tensor[], Tensor[]> Func, Tensor[] Inputs, bool HasForwardMode) Case(string name)
    {
        OperatorData data = OperatorData.Base(name);
        return (data.Call, [.. data.Inputs.Select(input => input.detach().clone().requires_grad_())], data.JvpError is null);
    }
}
