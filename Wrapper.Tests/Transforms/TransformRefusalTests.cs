using System.Runtime.InteropServices;
using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>
/// Operations that are not possible inside a transformed function throw. Operations that could give a wrong result without an error are
/// right or are refused.
/// </summary>
[TestClass]
public class TransformRefusalTests : TransformTest
{
    private static Tensor Batch => rand(3, 4, dtype: float64) + 0.5;

    private static readonly (string Name, Action<Tensor> Read)[] s_reads =
    [
        ("item", x => x.sum().item<double>()),
        ("ToDouble", x => x.sum().ToDouble()),
        ("data", x => x.data<double>()[0].ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ("bytes", x => x.bytes[0].ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ("ToString", x => _ = x.ToString(TorchSharp.TensorStringStyle.Julia)),
        ("is_nonzero", x => x.sum().is_nonzero()),
        ("nonzero", x => x.nonzero()),
        ("a boolean mask", x => _ = x[x.gt(0.7)]),
        ("masked_select", x => x.masked_select(x.gt(0.7))),
        ("unique", x => x.unique()),
    ];

    [TestMethod]
    public void ReadingValuesUnderVmapIsAClearError()
    {
        foreach ((string name, Action<Tensor> read) in s_reads)
        {
            Tensor Use(Tensor x)
            {
                read(x);
                return x;
            }

            if (!WithLevels)
                continue;
            ExternalException error = Assert.ThrowsExactly<ExternalException>(() => Vmap(Use)(Batch), name);
            Assert.IsGreaterThan(20, error.Message.Length, name);
            Assert.ThrowsExactly<ExternalException>(() => Vmap(Vmap(Use))(Batch), name);
        }
    }

    private static void NotImplemented(Action call)
    {
        AutogradException error = Assert.ThrowsExactly<AutogradException>(call);
        Assert.AreEqual(AutogradError.NotImplemented, error.Kind);
    }

    /// <summary>A function's derivative by every transform and what it should be: or a refusal, but never another number.</summary>
    private void RightOrRefused(Func<Tensor, Tensor> f, Func<Tensor, Tensor> same)
    {
        Tensor x = Batch;
        Check(() => Vmap(f)(x), () => Vmap(same)(x));
        Check(() => Grad((Tensor t) => f(t).sum())(x), () => Grad((Tensor t) => same(t).sum())(x));
        Check(() => Vmap(Grad((Tensor t) => f(t).sum()))(x), () => Vmap(Grad((Tensor t) => same(t).sum()))(x));
        Check(() => Grad((Tensor t) => Vmap(f)(t).sum())(x), () => Grad((Tensor t) => Vmap(same)(t).sum())(x));
        Check(() => JacRev(f)(x), () => JacRev(same)(x));
        Check(() => JacFwd(f)(x), () => JacFwd(same)(x));
        Check(() => Jvp(f, x, x).Tangent, () => Jvp(same, x, x).Tangent);
        Tensor leaf = Batch.requires_grad_();
        Check(() => Autograd.Grad(Vmap(f)(leaf).sum(), leaf), () => Autograd.Grad(Vmap(same)(leaf).sum(), leaf));
        Check(() => Autograd.Grad(Vmap((Tensor t) => f(leaf) * t)(x).sum(), leaf),
            () => Autograd.Grad(Vmap((Tensor t) => same(leaf) * t)(x).sum(), leaf));

        void Check(Func<Tensor> call, Func<Tensor> expected)
        {
            Tensor? result = null;
            try
            {
                result = call();
            }
            catch (AutogradException e)
            {
                Assert.IsTrue(WithLevels, $"refused without levels too: {e.Message}");
                Assert.AreEqual(AutogradError.NotImplemented, e.Kind, e.Message);
            }
            if (result is not null)
                Same.Values(expected(), result);
        }
    }

    [TestMethod]
    public void ACustomFunction() => RightOrRefused(Functions.Cube, x => x.pow(3));

    [TestMethod]
    public void ACheckpoint() => RightOrRefused(x => Autograd.Checkpoint(t => (t * t).sin(), x), x => (x * x).sin());

    [TestMethod]
    public void AHook()
    {
        Tensor w = rand(4, dtype: float64).requires_grad_();
        // On a captured tensor it is an ordinary hook; on one of the transform's it belongs to its level.
        int calls = 0;
        Tensor y = Vmap((Tensor t) => w.WithGradHook(g =>
        {
            calls++;
            return g * 10;
        }) * t)(Batch);
        Assert.IsTrue(y.requires_grad);
        Tensor x = Batch;
        Autograd.Grad(Vmap((Tensor t) => w.WithGradHook(g => g * 10) * t)(x).sum(), w);
        Same.Values(x.sum(dim: 0L) * 10, Autograd.Grad(Vmap((Tensor t) => w.WithGradHook(g => g * 10) * t)(x).sum(), w));
        Assert.AreEqual(0, calls);
        if (!WithLevels)
        {
            Same.Values(x * 2 * 10, Grad((Tensor t) => (t.WithGradHook(g => g * 10) * t.detach()).sum() * 2)(x));
            return;
        }
        Same.Values(full_like(x, 10), Grad((Tensor t) => t.WithGradHook(g => g * 10).sum())(x));
        Same.Values(full_like(x, 10), Vmap(Grad((Tensor t) => t.WithGradHook(g => g * 10).sum()))(x));
        Assert.Throws<AutogradException>(() => Vmap((Tensor t) => t.WithGradHook(g => g * 10))(x.requires_grad_()));
    }

    [TestMethod]
    public void BackwardInside()
    {
        if (!WithLevels)
            return;      // a loop is ordinary code
        Tensor x = Batch, w = rand(4, dtype: float64).requires_grad_();
        NotImplemented(() => Grad((Tensor t) =>
        {
            Tensor y = (t * t).sum();
            y.Backward();
            return y;
        })(x));
        NotImplemented(() => Vmap((Tensor t) =>
        {
            (t * w).sum().Backward();
            return t;
        })(x));
        NotImplemented(() => Jvp((Tensor t) =>
        {
            Autograd.Backward([(w * w).sum()]);
            return t;
        }, x, x));
        Assert.IsNull(w.grad);
    }

    [TestMethod]
    public void WritingToACapturedTensorIsRefusedUnderGrad()
    {
        Tensor x = Batch, buffer = zeros(3, 4, dtype: float64);
        if (!WithLevels)
            return;
        StringAssert.Contains(Assert.ThrowsExactly<ExternalException>(() => Grad((Tensor t) => buffer.add_(t).sum())(x)).Message,
            "mutate a captured Tensor");
        Assert.ThrowsExactly<ExternalException>(() => Vmap((Tensor t) => zeros(4, dtype: float64).add_(t))(x));
        Same.Values(zeros(3, 4, dtype: float64), buffer);
    }

    [TestMethod]
    public void MoreLevelsThanThereIsRoomForAreAnError()
    {
        if (!WithLevels)
            return;
        Func<Tensor, Tensor> f = x => x.sin();
        for (int i = 0; i < 70; i++)
        {
            Func<Tensor, Tensor> inner = f;
            f = Vmap(inner);
        }
        Exception error = Assert.Throws<Exception>(() => f(ones([.. Enumerable.Repeat(1L, 70)], dtype: float64)));
        StringAssert.Contains(error.Message, "deep");
    }
}

/// <summary>The same without levels, where a batch is a loop and more is possible.</summary>
[TestClass]
public sealed class TransformRefusalFallbackTests : TransformRefusalTests
{
    protected override bool WithLevels => false;
}
