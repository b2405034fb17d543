using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>JacRev, JacFwd and Hessian against Autograd's operators, row by row.</summary>
[TestClass]
public class JacobianTransformTests : TransformTest
{
    private static Tensor Random(params long[] shape) => rand(shape, dtype: float64) + 0.5;

    private static Tensor Matrix(Tensor x) => x.sin().outer(x.exp()) * x.prod();

    private static Tensor[] Two(Tensor[] x) => [x[0].outer(x[1]) * x[1].prod(), (x[0] * x[0]).sum() + x[1].sum()];

    private static Tensor Scalar(Tensor[] x) => (x[0].sin().sum() * x[1].prod()).exp();

    [TestMethod]
    [DataRow(null)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(4)]
    [DataRow(1000)]
    public void OneTensor(int? chunkSize)
    {
        Tensor x = Random(3), expected = Autograd.Jacobian(Matrix, x, vectorize: false);
        Same.Values(expected, JacRev(Matrix, chunkSize)(x));
        Same.Values(expected, JacFwd(Matrix, chunkSize: chunkSize)(x));
    }

    [TestMethod]
    public void AnyShapes()
    {
        foreach (long[] shape in new long[][] { [], [1], [2, 3], [1, 2, 1] })
        {
            Tensor x = rand(shape, dtype: float64);
            foreach (Func<Tensor, Tensor> f in
                new Func<Tensor, Tensor>[] { t => t.exp(), t => t.sin().sum(), t => stack([t, t * t]), t => (t * 2).unsqueeze(0) })
            {
                Tensor expected = Autograd.Jacobian(f, x, vectorize: false);
                Same.Values(expected, JacRev(f)(x));
                Same.Values(expected, JacFwd(f)(x));
            }
        }
    }

    [TestMethod]
    public void SeveralInputsAndOutputs()
    {
        Tensor[] x = [Random(2), Random(3)];
        Tensor[][] expected = Autograd.Jacobian(Two, x, vectorize: false);
        foreach (int? chunkSize in new int?[] { null, 2 })
        {
            AssertSame(expected, JacRev(Two, [0, 1], chunkSize)(x));
            AssertSame(expected, JacFwd(Two, [0, 1], chunkSize: chunkSize)(x));
            AssertSame([.. expected.Select(row => row[1..])], JacRev(Two, [1], chunkSize)(x));
            AssertSame([.. expected.Select(row => row[1..])], JacFwd(Two, [-1], chunkSize: chunkSize)(x));
            AssertSame([.. expected.Select(row => new[] { row[1], row[0] })], JacRev(Two, [1, 0], chunkSize)(x));
        }
        AssertSame([.. expected.Select(row => row[..1])], JacRev(Two)(x));
        AssertSame([.. expected.Select(row => row[..1])], JacFwd(Two)(x));
    }

    [TestMethod]
    public void WhatElseTheFunctionReturns()
    {
        Tensor x = Random(3), expected = Autograd.Jacobian(Matrix, x);
        (Tensor reverse, Tensor aux) = JacRev((Tensor t) => (Matrix(t), t * 3))(x);
        Same.Values([expected, x * 3], [reverse, aux]);
        (Tensor forward, Tensor[] several) = JacFwd((Tensor t) => (Matrix(t), new[] { t, x }))(x);
        Same.Values([expected, x, x], [forward, .. several]);
        (_, int number) = JacRev((Tensor t) => (t * 2, 7), chunkSize: 1)(x);
        Assert.AreEqual(7, number);
        Assert.AreEqual("text", JacFwd((Tensor t) => (t * 2, "text"), chunkSize: 2)(x).Aux);
    }

    [TestMethod]
    public void OutputsThatDoNotDependOnTheInput()
    {
        Tensor x = Random(3), zero = zeros(2, 3, dtype: float64);
        Same.Values(zero, JacRev((Tensor _) => ones(2, dtype: float64))(x));
        Same.Values(zero, JacFwd((Tensor _) => ones(2, dtype: float64))(x));
        Same.Values([zero, eye(3, dtype: float64)],
            JacRev((Tensor[] a) => [ones(2, dtype: float64), a[0]])([x]).Select(row => row[0]).ToArray());
        Same.Values([zero, eye(3, dtype: float64)],
            JacFwd((Tensor[] a) => [ones(2, dtype: float64), a[0]])([x]).Select(row => row[0]).ToArray());
    }

    [TestMethod]
    public void EmptyInputsAndOutputs()
    {
        Tensor none = zeros(0, dtype: float64), x = Random(2);
        Same.Values(zeros(0, 2, dtype: float64), JacRev((Tensor t) => t[..0])(x));
        Same.Values(zeros(0, 2, dtype: float64), JacFwd((Tensor t) => t[..0])(x));
        Same.Values(zeros(0, dtype: float64), JacRev((Tensor t) => t.sum())(none));
        Same.Values(zeros(0, dtype: float64), JacFwd((Tensor t) => t.sum())(none));
        Same.Values(zeros(0, 0, dtype: float64), Hessian((Tensor t) => t.sum())(none));
    }

    [TestMethod]
    public void ReverseRunsTheFunctionOnce()
    {
        int calls = 0;
        JacRev((Tensor t) =>
        {
            calls++;
            return t * 2;
        })(Random(5));
        Assert.AreEqual(1, calls);
    }

    [TestMethod]
    public void TheHessian()
    {
        Tensor[] x = [Random(2), Random(3)];
        AssertSame(Autograd.Hessian(Scalar, x, vectorize: false), Hessian(Scalar, 0, 1)(x));
        AssertSame([[Autograd.Hessian(Scalar, x)[1][1]]], Hessian(Scalar, 1)(x));
        AssertSame([[Autograd.Hessian(Scalar, x)[0][0]]], Hessian(Scalar)(x));
        static Tensor F(Tensor t) => t.pow(3).sum() + t.prod();
        Tensor at = Random(2, 2);
        Same.Values(Autograd.Hessian(F, at), Hessian(F)(at));
        Same.Values(zeros(3, 3, dtype: float64), Hessian((Tensor t) => (t * 3).sum())(Random(3)));
    }

    [TestMethod]
    public void RandomnessIsRefusedAllowedOrShared()
    {
        Tensor x = zeros(20, dtype: float64);
        static Tensor Noisy(Tensor t) => t * rand_like(t);
        if (WithLevels)
            Assert.Throws<Exception>(() => JacFwd(Noisy)(x));
        Tensor different = JacFwd(Noisy, VmapRandomness.Different)(x).diagonal(), same = JacFwd(Noisy, VmapRandomness.Same)(x).diagonal();
        Assert.AreEqual(20, different.count_nonzero().ToInt64());
        Assert.AreEqual(20, same.count_nonzero().ToInt64());
        manual_seed(5);
        Tensor drawn = rand(20, dtype: float64);
        manual_seed(5);
        Same.Values(drawn, JacFwd(Noisy, VmapRandomness.Same)(x).diagonal());
        Assert.AreEqual(20, JacRev(Noisy)(x).diagonal().count_nonzero().ToInt64());      // drawn once, outside any batch
    }

    [TestMethod]
    public void TheResultRequiresGradOnlyWhereSomethingOutsideDoes()
    {
        Tensor x = Random(3), w = Random(3).requires_grad_();
        Assert.IsFalse(JacRev((Tensor t) => t.sin())(x).requires_grad);
        Assert.IsFalse(JacFwd((Tensor t) => t.sin())(x).requires_grad);
        Tensor reverse = JacRev((Tensor t) => t.sin() * w)(x), forward = JacFwd((Tensor t) => t.sin() * w)(x);
        Same.Values(x.cos(), Autograd.Grad(reverse.sum(), w));
        Same.Values(x.cos(), Autograd.Grad(forward.sum(), w));
    }

    [TestMethod]
    public void TheResultsLiveInTheScopeOfTheCallAndNothingElseDoes()
    {
        Tensor[] x = [Random(2), Random(3)];
        using var scope = NewDisposeScope();
        _ = JacRev(Two, [0, 1])(x);
        Assert.AreEqual(4, scope.DisposablesCount);
        _ = JacFwd(Two, argnums: [0, 1])(x);
        Assert.AreEqual(8, scope.DisposablesCount);
        _ = Hessian(Scalar, 0, 1)(x);
        Assert.AreEqual(12, scope.DisposablesCount);
    }

    private static void AssertSame(Tensor[][] expected, Tensor[][] actual)
    {
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++)
            Same.Values(expected[i], actual[i], 1e-12, $"[{i}]");
    }
}

/// <summary>The same by loops.</summary>
[TestClass]
public sealed class JacobianTransformFallbackTests : JacobianTransformTests
{
    protected override bool WithLevels => false;
}
