using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>
/// Jacobians and Hessians in forward mode, column by column, of functions that no level lets through: those that read values, and those
/// that write to what they capture. They run
/// on plain dual numbers, as ForwardAD has them.
/// </summary>
[TestClass]
public sealed partial class PlainDualTests
{
    private const double Rounding = 1e-10, Differences = 1e-5;
    private const JacobianStrategy Forward = JacobianStrategy.ForwardMode;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _x = tensor([0.5, -1.0, 2.0, 0.7, -0.2, 1.4]).clone(), _w = tensor([0.3, 1.1, -0.8, 0.5, 0.9, -0.4]).clone();

    public static IEnumerable<object?[]> Loops => [[null], [false]];

    [TestCleanup]
    public void End()
    {
        _scope.Dispose();
        TransformTest.AssertAtRest(long.MaxValue);
        using DualLevel level = ForwardAD.EnterDualLevel();
    }

    private static Tensor ReadsValues(Tensor x) => x[0].item<double>() > 0 ? x.pow(3) * x.sum() : x;

    private static Tensor ReadsValuesAndNorms(Tensor x) => x.data<double>()[1] < 0 ? nn.functional.layer_norm(x, [6]).sin() : x;

    private static Func<Tensor, Tensor> BatchNorm(out TorchSharp.Modules.BatchNorm1d module)
    {
        TorchSharp.Modules.BatchNorm1d norm = module = nn.BatchNorm1d(2, dtype: float64);
        return x => norm.call(x.reshape(3, 2)).sin().reshape(-1);
    }

    [TestMethod]
    [DynamicData(nameof(Loops))]
    public void WhatReadsValues(bool? vectorize)
    {
        foreach (Func<Tensor, Tensor> f in new[] { ReadsValues, ReadsValuesAndNorms })
            AssertRight(f, vectorize);
        Assert.ThrowsExactly<System.Runtime.InteropServices.ExternalException>(() =>
            Autograd.Jacobian(ReadsValues, _x, vectorize: true, strategy: Forward));
    }

    [TestMethod]
    [DynamicData(nameof(Loops))]
    public void ABatchNormInTrainingMode(bool? vectorize)
    {
        Func<Tensor, Tensor> f = BatchNorm(out TorchSharp.Modules.BatchNorm1d module);
        AssertRight(f, vectorize);
        Assert.IsFalse(Autograd.Jacobian(f, _x, vectorize: vectorize, strategy: Forward).requires_grad, "of the parameters");
        module.Dispose();
    }

    /// <summary>Once for each column: a first try at all of them together, which fails, is not counted.</summary>
    [TestMethod]
    [DynamicData(nameof(Loops))]
    public void ItsStatisticsCountEachColumnOnce(bool? vectorize)
    {
        Tensor mean = _x.reshape(3, 2).mean([0]);
        foreach (Action<Func<Tensor, Tensor>> run in new Action<Func<Tensor, Tensor>>[]
        {
            f => Autograd.Jacobian(f, _x, vectorize: vectorize, strategy: Forward),
            f => Autograd.Hessian(x => f(x).sum(), _x, vectorize: vectorize, outerStrategy: Forward),
        })
        {
            run(BatchNorm(out TorchSharp.Modules.BatchNorm1d module));
            Same.Values(mean * (1 - Math.Pow(0.9, 6)), module.running_mean!.detach());
            Assert.AreEqual(6.0, module.num_batches_tracked!.to_type(float64).item<double>());
            module.Dispose();
        }
    }

    [TestMethod]
    public void TheFunctionSeesWhatPyTorchShowsIt()
    {
        var seen = new List<bool>();
        Autograd.Jacobian(Seen, _x, vectorize: false, strategy: Forward);
        Assert.IsTrue(seen.Count == 6 && seen.TrueForAll(each => !each), "a Jacobian's argument does not require grad");
        seen.Clear();
        Autograd.Hessian(x => Seen(x).sum(), _x, vectorize: false, outerStrategy: Forward);
        Assert.IsTrue(seen.Count == 6 && seen.TrueForAll(each => each), "the argument of a Hessian's does");
        using (no_grad())
            Numeric.AssertClose("under no_grad", Autograd.Hessian(x => x.pow(3).sum(), _x),
                Autograd.Hessian(x => x.pow(3).sum(), _x, vectorize: false, outerStrategy: Forward), Rounding, Rounding);

        Tensor Seen(Tensor x)
        {
            seen.Add(x.requires_grad);
            return x * x;
        }
    }

    [TestMethod]
    public void ACheckpointInsideIsComputedOnce()
    {
        Tensor f(Tensor x) => Autograd.Checkpoint(t => t.sin() * t.sum(), x);
        Numeric.AssertClose("Jacobian", Autograd.Jacobian(f, _x), Autograd.Jacobian(f, _x, vectorize: false, strategy: Forward),
            Rounding, Rounding);
        Numeric.AssertClose("Hessian", Autograd.Hessian(x => f(x).sum(), _x),
            Autograd.Hessian(x => f(x).sum(), _x, vectorize: false, outerStrategy: Forward), Rounding, Rounding);
    }

    [TestMethod]
    public void RandomNumbersAreTheSameInEveryColumn()
    {
        foreach (bool? vectorize in new bool?[] { null, false })
        {
            Tensor drawn = zeros(0);
            Tensor jacobian = Autograd.Jacobian(x =>
            {
                drawn = rand_like(x).DetachFromDisposeScope();
                return x[0].item<double>() > 0 ? x * drawn : x;
            }, _x, vectorize: vectorize, strategy: Forward);
            Numeric.AssertClose($"{vectorize}", diag(drawn), jacobian, 0, 0);
            drawn.Dispose();
        }
    }

    /// <summary>As by reverse mode, and by differences.</summary>
    private void AssertRight(Func<Tensor, Tensor> f, bool? vectorize)
    {
        Tensor loss(Tensor x) => (f(x) * _w).sum().exp();
        Tensor jacobian = Autograd.Jacobian(f, _x, vectorize: vectorize, strategy: Forward),
            hessian = Autograd.Hessian(loss, _x, vectorize: vectorize, outerStrategy: Forward);
        Numeric.AssertClose("Jacobian in reverse", Autograd.Jacobian(f, _x), jacobian, Rounding, Rounding);
        Numeric.AssertClose("Hessian in reverse", Autograd.Hessian(loss, _x), hessian, Rounding, Rounding);
        Numeric.AssertClose("differences", Numeric.Jacobian(x => [f(x[0])], [_x])[0][0], jacobian, Differences, Differences);
        Numeric.AssertClose("differences of the gradient", Numeric.Jacobian(x => [Autograd.ValueAndGrad(loss, x[0]).Grad], [_x])[0][0],
            hessian, Differences, Differences);
    }
}
