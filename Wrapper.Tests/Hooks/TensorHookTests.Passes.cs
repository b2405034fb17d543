using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Hooks;

/// <summary>What a hook may do in a pass, and where it is called.</summary>
public sealed partial class TensorHookTests
{
    /// <summary>With createGraph the hook's own operations are differentiated too.</summary>
    [TestMethod]
    public void AHookIsPartOfSecondDerivatives()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(2, 3), y = x.pow(3);
        IDisposable hook = y.RegisterHook(gradient => gradient * gradient);
        Tensor first = Autograd.Grad(y.pow(2).sum(), x, createGraph: true);      // (2x³)² 3x² = 12 x⁸
        Numeric.AssertClose(Numeric.Values(x.pow(8) * 12), Numeric.Values(first), 1e-12, 1e-12);
        hook.Dispose();      // what is recorded already stays
        // 4x⁶ · 6x, and through y's second use 8 x³ · 3x² · 3x²: 24 x⁷ + 72 x⁷
        Numeric.AssertClose(Numeric.Values(x.pow(7) * 96), Numeric.Values(Autograd.Grad(first.sum(), x)), 1e-12, 1e-12);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void GradModeInAHookIsThatOfThePass(bool createGraph)
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(1);
        bool? recording = null;
        x.RegisterHook(gradient =>
        {
            recording = is_grad_enabled();
            _ = set_grad_enabled(!createGraph);      // what it changes is put back
            return null;
        });
        Autograd.Grad((x * x).sum(), x, createGraph: createGraph);
        Assert.AreEqual(createGraph, recording);
        Assert.IsTrue(is_grad_enabled());
    }

    [TestMethod]
    public void GradCanBeCalledInAHook()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(1, 1);
        x.RegisterHook(gradient =>
        {
            using var enabled = enable_grad();
            Tensor z = tensor([2.0, 3.0], requires_grad: true);
            z.RegisterHook(inner => inner * 10);
            return gradient * Autograd.Grad((z * z).sum(), z);
        });
        CollectionAssert.AreEqual(new[] { 40.0, 60 }, Numeric.Values(Autograd.Grad(x.sum(), x)));
    }

    [TestMethod]
    public void TheGradientIsDisposedAfterItAndWhatElseAHookMakesIsLeft()
    {
        using var x = Leaf(1, 1);
        Tensor? made = null, given = null;
        using (NewDisposeScope())
        {
            x.RegisterHook(gradient =>
            {
                (given, made) = (gradient, gradient.clone());
                return null;
            });
            x.sum().Backward();
            CollectionAssert.AreEqual(new[] { 1.0, 1 }, Numeric.Values(made));
            Assert.IsTrue(given!.IsInvalid);
        }
        Assert.IsTrue(made!.IsInvalid);
    }

    [TestMethod]
    public void AHookMayReturnATensorOfItsOwnAgainAndAgain()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(1, 1), constant = tensor([4.0, 5.0]);
        x.RegisterHook(_ => constant);
        for (int i = 1; i <= 3; i++)
        {
            (x * 2).sum().Backward();
            CollectionAssert.AreEqual(new[] { 4.0 * i, 5 * i }, Numeric.Values(x.grad));
        }
        CollectionAssert.AreEqual(new[] { 4.0, 5 }, Numeric.Values(constant));
    }

    /// <summary>An output that nothing uses has no gradient, and LibTorch then calls a hook with nothing.</summary>
    [TestMethod]
    public void AHookIsNotCalledWhereNoGradientArrives()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new double[,] { { 1, 2 }, { 3, 4 } }).requires_grad_();
        Tensor[] rows = x.unbind();
        int calls = 0;
        rows[1].RegisterHook(_ =>
        {
            calls++;
            return null;
        });
        rows[0].sum().Backward();
        Assert.AreEqual(0, calls);
        CollectionAssert.AreEqual(new[] { 1.0, 1, 0, 0 }, Numeric.Values(x.grad));
    }

    [TestMethod]
    public void TorchSharpsOwnBackwardRunsIt()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(1, 1);
        x.RegisterHook(gradient => gradient * 4);
        x.sum().backward();
        CollectionAssert.AreEqual(new[] { 4.0, 4 }, Numeric.Values(x.grad));
    }

    [TestMethod]
    public void AModulesParameterHasOne()
    {
        using var scope = NewDisposeScope();
        nn.Module<Tensor, Tensor> layer = nn.Linear(2, 1, hasBias: false, dtype: float64);
        Tensor weight = layer.parameters().Single();
        weight.RegisterHook(gradient => gradient.clamp(-1, 1));
        layer.call(tensor(new[,] { { 0.5, 30.0 } })).sum().Backward();
        CollectionAssert.AreEqual(new[] { 0.5, 1 }, Numeric.Values(weight.grad));
    }

    [TestMethod]
    public void ItActsInJacobiansRowByRowAndAtOnce()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(1, 2);
        foreach (bool vectorize in new[] { false, true })
        {
            Tensor jacobian = Autograd.Jacobian(t =>
            {
                Tensor y = t * 1;
                y.RegisterHook(gradient => gradient * 3);
                return y * y;
            }, x, vectorize: vectorize);
            CollectionAssert.AreEqual(new[] { 6.0, 0, 0, 12 }, Numeric.Values(jacobian), $"vectorize: {vectorize}");
        }
    }
}
