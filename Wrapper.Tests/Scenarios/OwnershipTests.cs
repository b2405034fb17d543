using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>Ownership: results belong to the caller, temporaries are disposed, and inputs are unchanged, also if a call throws.</summary>
[TestClass]
public sealed partial class OwnershipTests : IDisposable
{
    private readonly Setting _setting = new();

    public static IEnumerable<object[]> Rows => ScenarioCatalogue.Rows(Tags.Pure);

    public void Dispose() => _setting.Dispose();

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void WithoutAScopeTheCountGrowsByWhatIsReturned(string name)
    {
        long live = Live.Tensors();
        Tensor[] results = Run(name);
        Assert.AreEqual(live + results.Length, Tensor.TotalCount);
        foreach (Tensor result in results)
            result.Dispose();
        Assert.AreEqual(live, Tensor.TotalCount);
    }

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void InAScopeTheResultsAreTheScopes(string name)
    {
        long live = Live.Tensors();
        using (DisposeScope scope = NewDisposeScope())
        {
            Tensor[] results = Run(name);
            Assert.AreEqual(live + results.Length, Tensor.TotalCount);
            foreach (Tensor result in results)
                Assert.IsTrue(scope.Contains(result), "the result is not in the scope of the call");
        }
        Assert.AreEqual(live, Tensor.TotalCount);
    }

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void InAndOutsideAScopeTheResultsAreTheSame(string name)
    {
        Tensor[] outside = Run(name);
        using (NewDisposeScope())
            Numeric.AssertClose(name, outside, Run(name), 0, 0);
        foreach (Tensor result in outside)
            result.Dispose();
    }

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void AThrowAtAnyStepLeavesAllAsBefore(string name)
    {
        int steps = 0;
        using (NewDisposeScope())
            Run(name, () => steps++);
        Assert.IsGreaterThan(1, steps);
        Live.Tensors();      // collects, once for all steps
        for (int k = 1; k <= steps; k++)
            AssertThrowsAndRestores(name, k, () => throw new TimeoutException($"at {k}"));
        AssertThrowsAndRestores(name, steps / 2 + 1, NativeFailure);      // which takes milliseconds to say where it is
    }

    private void AssertThrowsAndRestores(string name, int k, Action failure)
    {
        using DisposeScope scope = NewDisposeScope();
        bool gradMode = is_grad_enabled();
        long live = Tensor.TotalCount;
        int step = 0;
        Exception? thrown = null, expected = null;
        try
        {
            Run(name, () =>
            {
                if (++step < k)
                    return;      // and from then on at each step, because a call may try again in another way
                try
                {
                    failure();
                }
                catch (Exception e)
                {
                    expected = e;
                    throw;
                }
            });
        }
        catch (Exception e)
        {
            thrown = e;
        }
        Assert.IsNotNull(expected, $"step {k} was not reached");
        Assert.AreSame(expected, thrown, $"step {k}: {thrown}");
        Assert.AreEqual(gradMode, is_grad_enabled(), $"step {k}: grad mode");
        Assert.AreEqual(live, Tensor.TotalCount, $"step {k}: live tensors");
        AssertUsable(scope);
    }

    /// <summary>
    /// No scope, level or mode is left behind: a new tensor is in the caller's
    /// scope, a dual level can be entered, and derivatives are right.
    /// </summary>
    private void AssertUsable(DisposeScope scope)
    {
        Tensor made = _setting.X * _setting.V;
        Assert.IsTrue(scope.Contains(made), "another dispose scope is current");
        Assert.IsFalse(made.requires_grad);
        Assert.AreEqual(0, Engine.LevelStack.Depth);
        Assert.AreEqual(0, Native.Functorch.Depth);
        CollectionAssert.AreEqual(new[] { 0.5, -0.3, -1.4 }, made.data<double>().ToArray());
        using (DualLevel level = ForwardAD.EnterDualLevel())
            Assert.IsNull(level.UnpackDual(made).Tangent);
        Tensor jacobian = Autograd.Jacobian(a => a * _setting.V, _setting.X, vectorize: true, strategy: JacobianStrategy.ForwardMode);
        Numeric.AssertClose("a derivative afterwards", diag(_setting.V), jacobian, 0, 0);
        Numeric.AssertClose("another", diag(_setting.V), Autograd.Jacobian(a => a * _setting.V, _setting.X), 0, 0);
    }

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void InputsAreAsBefore(string name)
    {
        using var scope = NewDisposeScope();
        Tensor x = _setting.X.clone(), v = _setting.V.clone(), leaf = _setting.X.clone().requires_grad_(),
            other = _setting.V.clone().requires_grad_();
        leaf.grad = ones_like(leaf);
        foreach ((Tensor a, Tensor b) in new[] { (x, v), (leaf, other) })
        {
            ScenarioCatalogue.Named(name).Run(new Setting(a, b));
            Assert.AreEqual(ReferenceEquals(a, leaf), a.requires_grad);
            Assert.AreEqual(ReferenceEquals(a, leaf), b.requires_grad);
            Numeric.AssertClose("x", _setting.X, a, 0, 0);
            Numeric.AssertClose("v", _setting.V, b, 0, 0);
        }
        Assert.IsNull(x.grad);
        Assert.IsNull(v.grad);
        Assert.IsNull(other.grad);
        CollectionAssert.AreEqual(new[] { 1.0, 1.0, 1.0 }, Numeric.Values(leaf.grad));
    }

    private Tensor[] Run(string name, Action? step = null)
    {
        _setting.Step = step ?? (() => { });
        return [.. ScenarioCatalogue.Named(name).Run(_setting).Select(result => result!)];
    }

    /// <summary>An error of LibTorch's inside the function, as TorchSharp reports it.</summary>
    private static void NativeFailure()
    {
        using Tensor a = ones(2, 3), b = ones(2, 3);
        mm(a, b);
    }
}
