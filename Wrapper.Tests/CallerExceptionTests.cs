using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>An exception of the caller's own code inside a pass is thrown by the call that ran the pass.</summary>
[TestClass]
public class CallerExceptionTests : GradRouteTest
{
    private sealed class Mine(string message) : Exception(message);

    [TestMethod]
    public void TheSameObjectWithItsStackTrace()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(2, dtype: float64).requires_grad_();
        var mine = new Mine("in backward");
        Tensor y = Functions.OnBackward(x, () => Thrower(mine)).sum();
        foreach (Action pass in new Action[] { () => y.Backward(retainGraph: true), () => Autograd.Grad(y, x, retainGraph: true),
            () => Autograd.Backward([y, y], retainGraph: true) })
        {
            Mine caught = Assert.ThrowsExactly<Mine>(pass);
            Assert.AreSame(mine, caught);
            StringAssert.Contains(caught.StackTrace, nameof(Thrower));
        }
        Assert.IsNull(x.grad);
    }

    [TestMethod]
    public void TorchSharpsOwnExceptionsToo()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(2, dtype: float64).requires_grad_();
        Tensor y = Functions.OnBackward(x, () => ones(2).add(ones(3))).sum();
        StringAssert.Contains(Assert.ThrowsExactly<System.Runtime.InteropServices.ExternalException>(() => y.Backward()).Message,
            "must match the size");
    }

    [TestMethod]
    public void ThroughSeveralPassesInsideEachOther()
    {
        using var scope = NewDisposeScope();
        var mine = new Mine("innermost");
        Tensor Nested(Tensor x, int depth) => Functions.OnBackward(x, () =>
        {
            if (depth == 0)
                throw mine;
            using var enabled = enable_grad();
            Tensor inner = ones(2, dtype: float64).requires_grad_();
            Autograd.Grad(Nested(inner, depth - 1).sum(), inner);
        });
        Tensor leaf = ones(2, dtype: float64).requires_grad_();
        Assert.AreSame(mine, Assert.ThrowsExactly<Mine>(() => Nested(leaf, 5).sum().Backward()));
    }

    /// <summary>LibTorch runs passes that are nested deeper than 60 on other threads.</summary>
    [TestMethod]
    public void ThroughMorePassesThanTheEngineRunsOnOneThread()
    {
        using var scope = NewDisposeScope();
        var mine = new Mine("innermost");
        var threads = new HashSet<int>();
        Tensor Nested(Tensor x, int depth) => Functions.OnBackward(x, () =>
        {
            threads.Add(Environment.CurrentManagedThreadId);
            if (depth == 0)
                throw mine;
            using var enabled = enable_grad();
            Tensor inner = ones(2, dtype: float64).requires_grad_();
            Autograd.Grad(Nested(inner, depth - 1).sum(), inner);
        });
        Tensor leaf = ones(2, dtype: float64).requires_grad_();
        Assert.AreSame(mine, Assert.ThrowsExactly<Mine>(() => Nested(leaf, 130).sum().Backward()));
        Assert.IsGreaterThan(1, threads.Count);
    }

    [TestMethod]
    [NotUnderWine(Wine.ThrowingThreads)]
    public void OnManyThreadsAtOnceEachGetsItsOwn()
    {
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, worker =>
        {
            using var scope = NewDisposeScope();
            Tensor x = ones(2, dtype: float64).requires_grad_();
            for (int i = 0; i < 25; i++)
            {
                var mine = new Mine($"{worker}, {i}");
                Assert.AreSame(mine, Assert.ThrowsExactly<Mine>(() => Functions.OnBackward(x, () => Thrower(mine)).sum().Backward()));
            }
        });
    }

    [TestMethod]
    public void TheEngineGoesOnAndNothingIsLost()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(2, dtype: float64).requires_grad_();
        Tensor product = x * x;
        long before = Live.Tensors();
        for (int i = 0; i < 20; i++)
        {
            using Tensor hooked = product.WithGradHook(_ => throw new Mine("in the hook"));
            using Tensor sum = hooked.sum();
            Assert.ThrowsExactly<Mine>(() => sum.Backward(retainGraph: true));
        }
        Assert.AreEqual(before, Tensor.TotalCount);
        Assert.IsTrue(is_grad_enabled());
        product.sum().Backward();
        CollectionAssert.AreEqual(new[] { 2.0, 2.0 }, Numeric.Values(x.grad));
    }

    [TestMethod]
    public void APassOfTorchSharpsOwnReportsAnErrorAndLaterOnesAreRight()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(2, dtype: float64).requires_grad_();
        for (int i = 0; i < 300; i++)      // more than can be kept at once
            Assert.ThrowsExactly<System.Runtime.InteropServices.ExternalException>(() =>
                Functions.OnBackward(x, () => Thrower(new Mine("unseen"))).sum().backward());
        var mine = new Mine("seen");
        Assert.AreSame(mine, Assert.ThrowsExactly<Mine>(() => Functions.OnBackward(x, () => Thrower(mine)).sum().Backward()));
    }

    private static void Thrower(Exception exception) => throw exception;
}

[TestClass]
public sealed class CallerExceptionByScriptTests : CallerExceptionTests
{
    protected override bool ByScript => true;
}
