using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>
/// Derivatives that LibTorch keeps as zeros without memory, as the second one of abs: they can be read and computed with like others.
/// </summary>
[TestClass]
public sealed class ZeroTensorTests
{
    [TestMethod]
    public void EveryDerivativeHasMemory()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([0.5, -1.0, 2.0]).clone().requires_grad_(), v = ones(3, dtype: float64);
        Tensor first = Autograd.Grad(x.abs().sum(), x, createGraph: true);
        AssertZeros(Autograd.Grad(first.sum(), x));
        AssertZeros(Autograd.Hessian(F, x));
        AssertZeros(Autograd.Hvp(F, x, v).Hvp);
        AssertZeros(Autograd.Vhp(F, x, v).Vhp);
        AssertZeros(Autograd.Vjp(t => t.sign(), x, v).Vjp);
        AssertZeros(Autograd.Jacobian(t => t.sign(), x, strategy: JacobianStrategy.ForwardMode));
        AssertZeros(Transforms.Hessian(F)(x));
        AssertZeros(Transforms.Grad(t => Transforms.Grad(F)(t).sum())(x));
        AssertZeros(Transforms.Jvp(t => t.sign(), x, v).Tangent);
        using DualLevel level = ForwardAD.EnterDualLevel();
        AssertZeros(level.UnpackDual(level.MakeDual(x.detach(), v).sign()).Tangent!);
    }

    private static Tensor F(Tensor t) => t.abs().sum();

    private static void AssertZeros(Tensor derivative)
    {
        CollectionAssert.AreEqual(new double[derivative.numel()], derivative.detach().data<double>().ToArray());
        CollectionAssert.AreEqual(new double[derivative.numel()],
            Numeric.Values(derivative.detach().flatten().minimum(ones(1, dtype: float64))));
    }
}
