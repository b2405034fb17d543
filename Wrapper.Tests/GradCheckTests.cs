using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Checks that pass, in full and in fast mode.</summary>
[TestClass]
public sealed partial class GradCheckTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ARightBackwardPasses(bool fast)
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(0.5, -1, 2);
        Assert.IsTrue(Autograd.GradCheck(sin, x, fastMode: fast));
        Assert.IsTrue(Autograd.GradCheck(Functions.Cube, x, fastMode: fast));
        Assert.IsTrue(Autograd.GradCheck(t => t.softmax(1).log(), rand(3, 4, dtype: float64).requires_grad_(), fastMode: fast));
        Assert.IsTrue(Autograd.GradCheck(t => t.exp(), Leaf(0.5).reshape([]).detach().requires_grad_(), fastMode: fast));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void SeveralInputsAndOutputs(bool fast)
    {
        using var scope = NewDisposeScope();
        Tensor a = rand(2, 3, dtype: float64).requires_grad_(), b = rand(3, 2, dtype: float64).requires_grad_(),
            constant = rand(2, 2, dtype: float64), index = tensor([1L, 0L]);
        Assert.IsTrue(Autograd.GradCheck(
            x => [x[0].mm(x[1]) * x[2], x[0].pow(2).sum(), x[0].argmax(), x[1].index_select(0, x[3]).detach(), x[1].index_select(0, x[3])],
            [a, b, constant, index], fastMode: fast));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void AnInputThatNoOutputUses(bool fast)
    {
        using var scope = NewDisposeScope();
        Assert.IsTrue(Autograd.GradCheck(x => [x[0] * 2], [Leaf(1, 2), Leaf(3, 4, 5)], fastMode: fast));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Complex(bool fast)
    {
        using var scope = NewDisposeScope();
        Tensor z = Complexes(), x = Leaf(0.5, -1);
        Assert.IsTrue(Autograd.GradCheck(t => t * t.exp(), z, fastMode: fast), "holomorphic");
        Assert.IsTrue(Autograd.GradCheck(t => t.conj() * t.abs(), z, fastMode: fast), "not holomorphic");
        Assert.IsTrue(Autograd.GradCheck(t => t.abs().pow(3), z, fastMode: fast), "complex to real");
        Assert.IsTrue(Autograd.GradCheck(t => complex(t.sin(), t.pow(2)), x, fastMode: fast), "real to complex");
        Assert.IsTrue(Autograd.GradCheck(t => [t[0] * t[1], t[1].abs(), t[0].sin()], [x, z], fastMode: fast), "mixed");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void NothingToCheckIsRight(bool fast)
    {
        using var scope = NewDisposeScope();
        Assert.IsTrue(Autograd.GradCheck(t => t * 2, zeros(0, dtype: float64).requires_grad_(), fastMode: fast), "empty");
        Assert.IsTrue(Autograd.GradCheck(t => t.narrow(0, 0, 0), Leaf(1, 2), fastMode: fast), "empty output");
        Assert.IsTrue(Autograd.GradCheck(t => t.argmax(), Leaf(0.5, -1, 2), fastMode: fast), "integers");
        Assert.IsTrue(Autograd.GradCheck(t => t.detach() * 0, Leaf(0.5, -1, 2), fastMode: fast), "a constant");
        Assert.IsTrue(Autograd.GradCheck(_ => [], [Leaf(1)], fastMode: fast), "no output");
    }

    [TestMethod]
    public void WhereAFunctionHasAKinkTheNumericalDerivativeIsTheMiddle()
    {
        using var scope = NewDisposeScope();
        Tensor zero = Leaf(0);
        Assert.IsTrue(Autograd.GradCheck(abs, zero));
        string message = Fails(() => Autograd.GradCheck(t => t.relu(), zero)).Message;
        StringAssert.Contains(message,
            "Jacobian mismatch for output 0 with respect to input 0,\nnumerical:\n[[0.5]]\nanalytical:\n[[0]]\n");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void InPlaceStepsInsideAreChecked(bool fast)
    {
        using var scope = NewDisposeScope();
        Assert.IsTrue(Autograd.GradCheck(t =>
        {
            Tensor y = t.clone();
            y[0].mul_(y[1].detach() * 0 + 3);
            return y.exp_();
        }, Leaf(0.5, -1, 2), fastMode: fast));
    }

    [TestMethod]
    public void GradientsOfABatch()
    {
        using var scope = NewDisposeScope();
        Assert.IsTrue(Autograd.GradCheck(x => [x[0].tanh() * x[1], x[0].sum(), x[1].abs()], [Leaf(0.5, -1), Complexes(), Leaf(7)],
            checkBatchedGrad: true));
        Assert.IsTrue(Autograd.GradCheck(x => Functions.Cube(x).WithGradHook(_ => null), Leaf(0.5, -1), checkBatchedGrad: true));
        Assert.IsTrue(Autograd.GradCheck(x => Autograd.Checkpoint(t => t.sin() * t, x), Leaf(0.5, -1), checkBatchedGrad: true));
    }

    private static Tensor Leaf(params double[] values) => tensor(values).clone().requires_grad_();

    private static Tensor Complexes() => complex(tensor([1.0, -0.5]), tensor([2.0, 1.0])).requires_grad_();

    private static GradCheckException Fails(Func<bool> check) => Assert.ThrowsExactly<GradCheckException>(() => check());
}
