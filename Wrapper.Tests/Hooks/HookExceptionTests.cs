using System.Runtime.InteropServices;
using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Hooks;

/// <summary>An exception of a hook is thrown by the call that ran the hook. It is the same object, and no tensor is left.</summary>
[TestClass]
public class HookExceptionTests : GradRouteTest
{
    private sealed class Mine(string message) : Exception(message);

    private readonly Mine _mine = new("of the hook");

    [TestMethod]
    public void OfATensorsHookThroughEveryPass()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(2, float64).requires_grad_(), y = x * x, loss = y.sum();
        y.RegisterHook(_ => Throw());
        foreach (Action pass in new Action[]
        {
            () => loss.Backward(retainGraph: true), () => Autograd.Grad(loss, x, retainGraph: true),
            () => Autograd.Backward([loss, loss], retainGraph: true),
            () => Autograd.Grad([loss], [x], retainGraph: true, createGraph: true), () => Autograd.Jacobian(Hooked, x),
            () => Autograd.Jacobian(Hooked, x, vectorize: false), () => Autograd.Hessian(t => Hooked(t).sum(), x),
        })
        {
            Mine caught = Assert.ThrowsExactly<Mine>(pass);
            Assert.AreSame(_mine, caught);
            StringAssert.Contains(caught.StackTrace, nameof(Throw));
        }
        Assert.IsNull(x.grad);

        Tensor Hooked(Tensor t)
        {
            Tensor product = t * t;
            product.RegisterHook(_ => Throw());
            return product;
        }
    }

    [TestMethod]
    public void OfAHookOnALeafAndOfOneThatIsTold()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(2, float64).requires_grad_();
        using (x.RegisterHook(_ => Throw()))
            Assert.AreSame(_mine, Assert.ThrowsExactly<Mine>(() => x.sum().Backward()));
        Assert.IsNull(x.grad);
        using (x.RegisterPostAccumulateGradHook(_ => Throw()))
            Assert.AreSame(_mine, Assert.ThrowsExactly<Mine>(() => x.sum().Backward()));
        CollectionAssert.AreEqual(new[] { 1.0, 1 }, Numeric.Values(x.grad));      // it had been added
        foreach (MultiGradMode mode in new[] { MultiGradMode.All, MultiGradMode.Any })
            using (Autograd.RegisterMultiGradHook([x], _ => Throw(), mode))
                Assert.AreSame(_mine, Assert.ThrowsExactly<Mine>(() => x.sum().Backward()));
        x.sum().Backward();
    }

    [TestMethod]
    public void OfAModulesHooks()
    {
        using var scope = NewDisposeScope();
        nn.Module<Tensor, Tensor> layer = nn.Linear(2, 2);
        Tensor x = ones(1, 2).requires_grad_();
        using (layer.RegisterFullBackwardHook((_, _) => Throw()))
            Assert.AreSame(_mine, Assert.ThrowsExactly<Mine>(() => layer.call(x).sum().Backward()));
        using (layer.RegisterFullBackwardPreHook(_ => Throw()))
            Assert.AreSame(_mine, Assert.ThrowsExactly<Mine>(() => layer.call(x).sum().Backward()));
        layer.call(x).sum().Backward();
    }

    [TestMethod]
    public void OfUnpack()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(2, float64).requires_grad_(), y;
        using (Autograd.SavedTensorHooks(saved => saved, _ => Throw()!))
            y = x.exp().sum();
        Assert.AreSame(_mine, Assert.ThrowsExactly<Mine>(() => y.Backward(retainGraph: true)));
        Assert.AreSame(_mine, Assert.ThrowsExactly<Mine>(() => Autograd.Grad(y, x)));
    }

    /// <summary>TorchSharp's matmul lets no C++ exception out: one in the middle of it would end the process.</summary>
    [TestMethod]
    public void OfPackFromTheEndOfItsScope()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(2, 2, dtype: float64).requires_grad_();
        int packs = 0;
        IDisposable hooks = Autograd.SavedTensorHooks(saved =>
        {
            packs++;
            return Throw()!;
        }, packed => (Tensor)packed);
        Tensor y = matmul(x, x).exp().sum();
        Assert.AreEqual(1, packs);      // nothing more is packed
        Mine caught = Assert.ThrowsExactly<Mine>(hooks.Dispose);
        Assert.AreSame(_mine, caught);
        StringAssert.Contains(caught.StackTrace, nameof(Throw));
        hooks.Dispose();      // once
        Assert.AreSame(_mine, Assert.ThrowsExactly<Mine>(() => Autograd.Grad(y, x)));
        CollectionAssert.AreEqual(new[] { 4.0, 4, 4, 4 }, Numeric.Values(Autograd.Grad(matmul(x, x).sum(), x)));
    }

    [TestMethod]
    public void OfPackFromAPassInItsScope()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(2, float64).requires_grad_();
        using (Autograd.SavedTensorHooks(saved => Throw()!, packed => (Tensor)packed))
            Assert.AreSame(_mine, Assert.ThrowsExactly<Mine>(() => x.exp().sum().Backward()));
    }

    [TestMethod]
    public void OfTorchSharpsOwnToo()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(2, float64).requires_grad_();
        x.RegisterHook(_ => ones(2).add(ones(3)));
        StringAssert.Contains(Assert.ThrowsExactly<ExternalException>(() => x.sum().Backward()).Message, "must match the size");
    }

    [TestMethod]
    public void TorchSharpsOwnBackwardSaysWhatItWas()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(2, float64).requires_grad_();
        IDisposable hook = x.RegisterHook(_ => Throw());
        StringAssert.Contains(Assert.ThrowsExactly<ExternalException>(() => x.sum().backward()).Message, "of the hook");
        hook.Dispose();
        x.sum().backward();
        CollectionAssert.AreEqual(new[] { 1.0, 1 }, Numeric.Values(x.grad));
    }

    [TestMethod]
    public void ThroughPassesInsideEachOther()
    {
        using var scope = NewDisposeScope();
        Tensor Nested(int depth)
        {
            Tensor x = ones(2, float64).requires_grad_();
            x.RegisterHook(gradient =>
            {
                using IDisposable enabled = enable_grad();
                return depth == 0 ? Throw() : Autograd.Grad(Nested(depth - 1).sum(), gradient);
            });
            return x * 2;
        }
        Tensor y = Nested(0);
        Assert.AreSame(_mine, Assert.ThrowsExactly<Mine>(() => y.sum().Backward()));
        Assert.AreSame(_mine, Assert.ThrowsExactly<Mine>(() => Inner(4)));

        void Inner(int depth)
        {
            Tensor x = ones(2, float64).requires_grad_();
            x.RegisterHook(_ =>
            {
                if (depth == 0)
                    Throw();
                Inner(depth - 1);
                return null;
            });
            using IDisposable enabled = enable_grad();
            (x * 2).sum().Backward();
        }
    }

    [TestMethod]
    [NotUnderWine(Wine.ThrowingThreads)]
    public void OnManyThreadsAtOnceEachGetsItsOwn()
    {
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, worker =>
        {
            using var scope = NewDisposeScope();
            for (int i = 0; i < 20; i++)
            {
                var mine = new Mine($"{worker}, {i}");
                Tensor x = ones(2, float64).requires_grad_();
                x.RegisterHook(_ => throw mine);
                Assert.AreSame(mine, Assert.ThrowsExactly<Mine>(() => x.sum().Backward()));
            }
        });
    }

    [TestMethod]
    public void NothingIsLost()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(2, float64).requires_grad_(), y = x * x;
        y.RegisterHook(gradient =>
        {
            Tensor made = gradient + 1;
            return made.IsInvalid ? null : Throw();
        });
        long before = Live.Tensors();
        for (int i = 0; i < 20; i++)
        {
            using Tensor sum = y.sum();
            Assert.ThrowsExactly<Mine>(() => sum.Backward(retainGraph: true));
        }
        Assert.AreEqual(before, Tensor.TotalCount);
        Assert.IsTrue(is_grad_enabled());
    }

    private Tensor? Throw() => throw _mine;
}

[TestClass]
public sealed class HookExceptionByScriptTests : HookExceptionTests
{
    protected override bool ByScript => true;
}
