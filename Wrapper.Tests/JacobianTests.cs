using TorchBridge.Tests.Scenarios;
using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Jacobians at random points, each computed in a second way.</summary>
[TestClass]
public sealed partial class JacobianTests
{
    private const double Rounding = 1e-12, Differences = 1e-6;

    /// <summary>All methods of computing a Jacobian.</summary>
    private static readonly (bool? Vectorize, JacobianStrategy Strategy)[] s_ways =
    [
        (null, JacobianStrategy.ReverseMode), (true, JacobianStrategy.ReverseMode), (false, JacobianStrategy.ReverseMode),
        (null, JacobianStrategy.ForwardMode), (true, JacobianStrategy.ForwardMode), (false, JacobianStrategy.ForwardMode),
    ];

    public static IEnumerable<object[]> Samples => Sample.Rows;

    public static IEnumerable<object?[]> Ways => s_ways.Select(way => new object?[] { way.Vectorize, way.Strategy });

    [TestMethod]
    [DynamicData(nameof(Samples))]
    public void EqualsCentralDifferencesEveryWay(string name)
    {
        using var scope = NewDisposeScope();
        Sample sample = Sample.Named(name);
        Tensor[] inputs = sample.Inputs(1);
        Tensor[][] expected = Numeric.Jacobian(sample.Function, inputs);
        Tensor[][] rows = Autograd.Jacobian(sample.Function, inputs, vectorize: false);
        Numeric.AssertClose("differences", expected, rows, Differences, Differences);
        foreach ((bool? vectorize, JacobianStrategy strategy) in s_ways)
            Numeric.AssertClose($"vectorize {vectorize}, {strategy}", rows,
                Autograd.Jacobian(sample.Function, inputs, vectorize: vectorize, strategy: strategy), Rounding, Rounding);
    }

    [TestMethod]
    [DynamicData(nameof(Samples))]
    public void AnyChunkSizeGivesTheSame(string name)
    {
        using var scope = NewDisposeScope();
        Sample sample = Sample.Named(name);
        Tensor[] inputs = sample.Inputs(2);
        Tensor[][] expected = Autograd.Jacobian(sample.Function, inputs, vectorize: false);
        foreach (int chunkSize in new[] { 1, 2, 3, 5, int.MaxValue })
            foreach ((bool? vectorize, JacobianStrategy strategy) in s_ways)
                Numeric.AssertClose($"{chunkSize}, vectorize {vectorize}, {strategy}", expected,
                    Autograd.Jacobian(sample.Function, inputs, vectorize: vectorize, strategy: strategy, chunkSize: chunkSize),
                        Rounding, Rounding);
    }

    [TestMethod]
    public void TheOverloadsAreOne()
    {
        using var scope = NewDisposeScope();
        Tensor x = randn(3, float64), y = randn(2, float64);
        Tensor[][] both = Autograd.Jacobian(a => [outer(a[0], a[1]), a[0].sin()], [x, y]);
        Tensor[] first = Autograd.Jacobian(a => outer(a[0], a[1]), [x, y]);
        Tensor single = Autograd.Jacobian(sin, x);
        Numeric.AssertClose("one output", both[0], first, 0, 0);
        Numeric.AssertClose("one input", both[1][0], single, 0, 0);
    }

    [TestMethod]
    [DynamicData(nameof(Ways))]
    public void FuncIsCalledOnceForAChunk(bool? vectorize, JacobianStrategy strategy)
    {
        using var scope = NewDisposeScope();
        int calls = 0;
        using Tensor x = randn(3, float64);
        Autograd.Jacobian(a =>
        {
            calls++;
            return a.tanh();
        }, x, vectorize: vectorize, strategy: strategy);
        Assert.AreEqual(vectorize == false && strategy == JacobianStrategy.ForwardMode ? 3 : 1, calls);      // a column a call there
    }

    [TestMethod]
    public void BatchedAndRowByRowAgreeOnALargeOne()
    {
        using var scope = NewDisposeScope();
        Tensor w = randn([40, 40], float64) / 6, x = randn(40, float64);
        Tensor F(Tensor a) => mv(w, mv(w, mv(w, a).tanh()).tanh());
        Tensor expected = Autograd.Jacobian(F, x, vectorize: false);
        foreach ((bool? vectorize, JacobianStrategy strategy) in s_ways)
            foreach (int? chunkSize in new int?[] { null, 7, 39, 40, 41 })
                Numeric.AssertClose($"vectorize {vectorize}, {strategy}, {chunkSize}", expected,
                    Autograd.Jacobian(F, x, vectorize: vectorize, strategy: strategy, chunkSize: chunkSize), 1e-11, Rounding);
    }

    /// <summary>The meaning of null: an operation without a batching rule, or one that reads its values, is computed row by row.</summary>
    [TestMethod]
    public void WhatCannotBeBatchedIsDoneRowByRow()
    {
        using var scope = NewDisposeScope();
        Tensor x = randn(4, float64);
        Tensor Branch(Tensor a) => a[0].ToDouble() > -1e9 ? a * a : a;
        Tensor Masked(Tensor a) => a.masked_select(a > -1e9).pow(3);
        Tensor Custom(Tensor a) => Functions.Cube(a);
        Numeric.AssertClose("branch", diag(2 * x), Autograd.Jacobian(Branch, x), Rounding, Rounding);
        Numeric.AssertClose("mask", diag(3 * x * x), Autograd.Jacobian(Masked, x), Rounding, Rounding);
        Numeric.AssertClose("custom function", diag(3 * x * x), Autograd.Jacobian(Custom, x), Rounding, Rounding);
        Numeric.AssertClose("branch, forward", diag(2 * x), Autograd.Jacobian(Branch, x, strategy: JacobianStrategy.ForwardMode),
            Rounding, Rounding);
        Numeric.AssertClose("mask, forward", diag(3 * x * x), Autograd.Jacobian(Masked, x, strategy: JacobianStrategy.ForwardMode),
            Rounding, Rounding);
    }
}
