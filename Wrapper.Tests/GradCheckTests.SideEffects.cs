using TorchBridge.Engine;
using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>The state that the function sees during a check, and the state that a check does not change.</summary>
public sealed partial class GradCheckTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void FuncSeesTheShapesAndStridesOfTheInputs(bool fast)
    {
        using var scope = NewDisposeScope();
        Tensor transposed = rand(3, 2, dtype: float64).t().requires_grad_(),
            gaps = rand(4, 6, dtype: float64)[TensorIndex.Colon, TensorIndex.Slice(0, 6, 2)].requires_grad_();
        Tensor windows = arange(4, dtype: float64).as_strided([3, 2], [1, 1]).requires_grad_(), constant = rand(3, 2).t();
        var seen = new HashSet<string>();
        Assert.IsTrue(Autograd.GradCheck(x =>
        {
            seen.Add(string.Join(" ", x.Take(2).Append(x[3])
                .Select(t => $"{string.Join(',', t.shape)}/{string.Join(',', t.stride())}/{t.requires_grad}/{t.is_leaf}")));
            return [x[0].sin().sum() + x[1].pow(3).sum() * x[2].exp().sum()];
        }, [transposed, gaps, windows, constant], fastMode: fast, checkForwardAd: true));
        CollectionAssert.AreEqual(new[] { "2,3/1,2/True/True 4,3/6,2/True/True 2,3/1,2/False/True",
            "2,3/1,2/False/True 4,3/6,2/False/True 2,3/1,2/False/True" }, seen.ToArray());
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void AFunctionMayDisposeItsArguments(bool fast)
    {
        using var scope = NewDisposeScope();
        Func<Tensor, Tensor> disposes = t =>
        {
            using (t)
                return t.sin();
        };
        Tensor x = Leaf(0.5, -1);
        Assert.IsTrue(Autograd.GradCheck(disposes, x, fastMode: fast));
        Assert.IsTrue(Autograd.GradGradCheck(disposes, x, fastMode: fast));
        Assert.IsFalse(x.IsInvalid);
    }

    [TestMethod]
    public void InputsAndTheirGradientsAreLeftAlone()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(0.5, -1, 2), constant = tensor([1.0, 2, 3]), computed = Leaf(4) * 2;
        Assert.IsTrue(Autograd.GradCheck(t => [t[0].sin() * t[1] * t[2]], [x, constant, computed]));
        Assert.IsTrue(Autograd.GradGradCheck(t => [t[0].sin() * t[1] * t[2]], [x, constant, computed]));
        CollectionAssert.AreEqual(new[] { 0.5, -1, 2 }, Numeric.Values(x));
        CollectionAssert.AreEqual(new[] { 1.0, 2, 3 }, Numeric.Values(constant));
        CollectionAssert.AreEqual(new[] { 8.0 }, Numeric.Values(computed));
        Assert.IsNull(x.grad);
        Assert.IsFalse(constant.requires_grad);
    }

    [TestMethod]
    public void RandomNumbersOfTheProgramStayWhatTheyAre()
    {
        using var scope = NewDisposeScope();
        Tensor before = DefaultGenerator.State;
        Assert.IsTrue(Autograd.GradCheck(sin, Leaf(0.5, -1), checkBatchedGrad: true, fastMode: true));
        Assert.IsTrue(Autograd.GradGradCheck(sin, Leaf(0.5, -1)));
        Assert.IsTrue(before.eq(DefaultGenerator.State).all().ToBoolean());
    }

    [TestMethod]
    public void SeveralThreadsAtOnce()
    {
        var failures = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            try
            {
                using var scope = NewDisposeScope();
                for (int i = 0; i < 20; i++)
                {
                    Assert.IsTrue(Autograd.GradCheck(t => t.sin() * t, Leaf(0.5, -1), checkForwardAd: true, checkBatchedGrad: true));
                    Assert.IsTrue(Autograd.GradGradCheck(t => t.sin() * t, Leaf(0.5, -1), checkForwardAd: true, fastMode: true));
                    Assert.IsFalse(Autograd.GradCheck(WrongSquare, Leaf(0.5, -1), raiseException: false));
                }
            }
            catch (Exception e)
            {
                failures.Enqueue(e);
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        Assert.IsEmpty(failures, string.Join('\n', failures));
    }

    [TestMethod]
    public void WhereTheGraphCantBeSeenACaptureIsNotNoticed()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf(0.5, -1);
        using var off = new SwitchedOff("Graph");
        Assert.IsTrue(Autograd.GradCheck(sin, x));
        Assert.IsTrue(Autograd.GradCheck(t => x.sin(), x), "constant in its argument, on either side");
        Assert.IsFalse(Autograd.GradCheck(WrongSquare, x, raiseException: false));
    }

    [TestMethod]
    public void FastModeCallsTheFunctionAFewTimes()
    {
        using var scope = NewDisposeScope();
        int calls = 0;
        Tensor x = rand(1000, dtype: float64).requires_grad_();
        Func<Tensor, Tensor> counted = t =>
        {
            calls++;
            return t.sin();
        };
        Autograd.GradCheck(counted, x, fastMode: true);
        Assert.IsLessThanOrEqualTo(4, calls);
        calls = 0;
        Autograd.GradCheck(counted, x);
        Assert.IsTrue(calls is >= 2000 and <= 2010, $"{calls}");
    }
}
