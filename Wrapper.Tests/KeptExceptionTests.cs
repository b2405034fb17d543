using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>An exception that the caller's code throws in a pass is kept only as long as a pass may take it.</summary>
[TestClass]
public sealed class KeptExceptionTests
{
    private sealed class Mine(byte[] payload) : Exception
    {
        public byte[] Payload { get; } = payload;
    }

    [TestMethod]
    public void PassesOfTorchSharpsOwnKeepNone() => Assert.AreEqual(0, Alive(Throw(100, TorchSharpsOwn)));

    [TestMethod]
    public void PassesOfOursKeepNone() => Assert.AreEqual(0, Alive(Throw(100, sum => Assert.ThrowsExactly<Mine>(() => sum.Backward()))));

    [TestMethod]
    public void WhileAPassOfOursRunsFewAreKeptAndAfterItNone()
    {
        using var scope = NewDisposeScope();
        WeakReference[] thrown = [];
        int during = -1;
        ones(2, requires_grad: true).WithGradHook(_ =>
        {
            using var recording = enable_grad();
            thrown = Throw(100, TorchSharpsOwn);
            during = Alive(thrown);
            return null;
        }).sum().Backward();
        Assert.IsLessThan(20, during);
        Assert.AreEqual(0, Alive(thrown));
    }

    /// <summary>Eight threads throw all the time, in passes inside each other, beside others that leave exceptions behind.</summary>
    [TestMethod]
    [NotUnderWine(Wine.ThrowingThreads)]
    public void NoneIsLost() => Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, worker =>
    {
        using var scope = NewDisposeScope();
        for (int i = 0; i < 20; i++)
        {
            var mine = new Mine([]);
            Throw(1, TorchSharpsOwn);
            Tensor x = ones(2, requires_grad: true);
            Tensor outer = x.WithGradHook(_ =>
            {
                using var recording = enable_grad();
                Throw(1, TorchSharpsOwn);
                Autograd.Grad(Functions.OnBackward(x, () => throw mine).sum(), x);
                return null;
            });
            Assert.AreSame(mine, Assert.ThrowsExactly<Mine>(() => outer.sum().Backward()));
        }
    });

    private static void TorchSharpsOwn(Tensor sum) => Assert.ThrowsExactly<ExternalException>(() => sum.backward());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] Throw(int count, Action<Tensor> pass)
    {
        var references = new WeakReference[count];
        for (int i = 0; i < count; i++)
        {
            using var scope = NewDisposeScope();
            var mine = new Mine(new byte[1000]);
            references[i] = new WeakReference(mine.Payload);
            pass(Functions.OnBackward(ones(2, requires_grad: true), () => throw mine).sum());
        }
        return references;
    }

    private static int Alive(WeakReference[] references)
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return references.Count(reference => reference.IsAlive);
    }
}
