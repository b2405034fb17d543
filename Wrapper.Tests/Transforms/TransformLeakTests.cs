using TorchBridge.Engine;
using TorchBridge.Native;
using TorchBridge.Tests.Tools;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Levels that are entered and left, and transforms that are called, many times: no memory more, no tensor more.</summary>
[TestClass]
public sealed class TransformLeakTests
{
    [TestMethod]
    public void AHundredThousandLevels() => Levels(100_000);

    [TestMethod]
    [TestCategory("Soak")]
    public void AMillionLevels() => Levels(1_000_000);

    private static void Levels(int count) => AssertFlat(count, () =>
    {
        using (Level.Vmap(3, VmapRandomness.Error))
        using (Level.Grad())
        using (Level.Jvp())
            Assert.AreEqual(3, Functorch.Depth);
    });

    [TestMethod]
    public void Transforms() => Calls(1000);

    [TestMethod]
    [TestCategory("Soak")]
    public void TransformsLong() => Calls(20_000);

    private static void Calls(int count)
    {
        using Tensor x = rand(3, 2, dtype: float64), w = rand(2, dtype: float64).requires_grad_();
        static Tensor F(Tensor t) => t.sin().prod();
        AssertFlat(count, () => Vmap((Tensor t) => t * 2)(x).Dispose());
        AssertFlat(count, () => Grad(F)(x).Dispose());
        AssertFlat(count, () => Vmap(Grad(F))(x).Dispose());
        AssertFlat(count / 4, () => Vmap(Hessian(F))(x).Dispose());
        AssertFlat(count / 4, () => Hessian(F)(x).Dispose());
        AssertFlat(count, () => Scoped(() => Jvp(Grad(F), x, x)));
        AssertFlat(count, () => Scoped(() => Vjp(F, x).VjpFn(w.sum().detach())));
        AssertFlat(count, () => Scoped(() => Linearize(F, x).JvpFn(x)));
        AssertFlat(count, () => Scoped(() => Vmap((Tensor t) => (t * w).sum())(x).sum().Backward(inputs: [w])));
        AssertFlat(count, () => Assert.ThrowsExactly<TimeoutException>(() => Vmap(Grad((Tensor t) => (t * t).sum() is { } ? throw new TimeoutException() : t))(x)));
        w.ZeroGrad();
    }

    private static void Scoped(Action action)
    {
        using var scope = NewDisposeScope();
        action();
    }

    private static void AssertFlat(int count, Action action)
    {
        Leak.AssertNone("", count, action, 10 * Leak.Megabyte);
        Assert.AreEqual(0, Functorch.Depth);
    }
}
