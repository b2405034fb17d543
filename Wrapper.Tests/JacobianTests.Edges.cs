using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Empty, complex, of mixed types, and with a graph of their own.</summary>
public sealed partial class JacobianTests
{
    public static IEnumerable<object[]> EmptyShapes =>
    [
        [new long[] { 0 }, new long[] { 0 }], [new long[] { 3 }, new long[] { 0 }], [new long[] { 0 }, new long[] { 3 }],
        [new long[] { 2, 0 }, new long[] { 3 }], [new long[] { 2 }, new long[] { 0, 4 }], [Array.Empty<long>(), new long[] { 0 }],
        [new long[] { 0 }, Array.Empty<long>()],
    ];

    [TestMethod]
    [DynamicData(nameof(EmptyShapes))]
    public void AnEmptyInputOrOutputGivesAnEmptyResult(long[] input, long[] output)
    {
        using var scope = NewDisposeScope();
        Tensor x = randn(input, float64);
        Tensor F(Tensor a) => a.sum() * ones(output, float64);
        long[] expected = [.. output, .. input];
        foreach ((bool? vectorize, JacobianStrategy strategy) in s_ways)
        {
            Tensor jacobian = Autograd.Jacobian(F, x, vectorize: vectorize, strategy: strategy);
            CollectionAssert.AreEqual(expected, jacobian.shape, $"vectorize {vectorize}, {strategy}");
            Assert.AreEqual(float64, jacobian.dtype);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Ways))]
    public void AnEmptyBlockStandsBesideFullOnes(bool? vectorize, JacobianStrategy strategy)
    {
        using var scope = NewDisposeScope();
        Tensor x = randn(2, float64), none = zeros([0], float64);
        Tensor[][] jacobian = Autograd.Jacobian(a => [a[0] * a[0], a[1].exp(), cat([a[0], a[1]])], [x, none], vectorize: vectorize,
            strategy: strategy);
        Numeric.AssertClose("full", diag(2 * x), jacobian[0][0], Rounding, Rounding);
        Numeric.AssertClose("identity", eye(2, dtype: float64), jacobian[2][0], Rounding, Rounding);
        CollectionAssert.AreEqual(new long[] { 2, 0 }, jacobian[0][1].shape);
        CollectionAssert.AreEqual(new long[] { 0, 2 }, jacobian[1][0].shape);
        CollectionAssert.AreEqual(new long[] { 0, 0 }, jacobian[1][1].shape);
        CollectionAssert.AreEqual(new long[] { 2, 0 }, jacobian[2][1].shape);
    }

    [TestMethod]
    [DynamicData(nameof(Ways))]
    public void NoOutputGivesNoRow(bool? vectorize, JacobianStrategy strategy)
    {
        using var scope = NewDisposeScope();
        Assert.IsEmpty(Autograd.Jacobian(_ => [], [randn(2, float64)], vectorize: vectorize, strategy: strategy));
    }

    /// <summary>Reverse mode: d Re f / d Re z + i d Re f / d Im z, PyTorch's conjugate convention, holomorphic or not.</summary>
    [TestMethod]
    [DataRow("square")]
    [DataRow("exp")]
    [DataRow("conj")]
    [DataRow("abs")]
    [DataRow("real")]
    public void AComplexJacobianInReverseModeIsConjugate(string name)
    {
        using var scope = NewDisposeScope();
        Tensor re = randn(3, float64), im = randn(3, float64);
        Tensor[] partial = Numeric.Jacobian(x => [real(ComplexFunction(name, complex(x[0], x[1])))], [re, im])[0];
        Tensor expected = complex(partial[0], partial[1]);
        foreach (bool? vectorize in new bool?[] { null, true, false })
        {
            Tensor found = Autograd.Jacobian(z => ComplexFunction(name, z), complex(re, im), vectorize: vectorize);
            Assert.AreEqual(complex128, found.dtype);
            Numeric.AssertClose($"{name}, vectorize {vectorize}", view_as_real(expected), view_as_real(found.resolve_conj()),
                Differences, Differences);
        }
    }

    /// <summary>Forward mode: the derivative along the real axis.</summary>
    [TestMethod]
    [DataRow("square")]
    [DataRow("exp")]
    [DataRow("conj")]
    [DataRow("abs")]
    [DataRow("real")]
    public void AComplexJacobianInForwardModeIsAlongTheRealAxis(string name)
    {
        using var scope = NewDisposeScope();
        Tensor re = randn(3, float64), im = randn(3, float64);
        Tensor[][] partial = Numeric.Jacobian(x =>
        {
            Tensor y = ComplexFunction(name, complex(x[0], im));
            return y.is_complex() ? [real(y), imag(y)] : [y, zeros_like(y)];
        }, [re]);
        foreach (bool? vectorize in new bool?[] { null, true, false })
        {
            Tensor found = Autograd.Jacobian(z => ComplexFunction(name, z), complex(re, im), vectorize: vectorize,
                strategy: JacobianStrategy.ForwardMode);
            Numeric.AssertClose($"{name}, real part", partial[0][0], real(found.to_type(complex128)), Differences, Differences);
            Numeric.AssertClose($"{name}, imaginary part", partial[1][0], imag(found.to_type(complex128)), Differences, Differences);
        }
    }

    private static Tensor ComplexFunction(string name, Tensor z) => name switch
    {
        "square" => z * z,
        "exp" => z.exp() * z.sum(),
        "conj" => z.conj() * z * z,
        "abs" => z.abs(),
        "real" => real(z) * imag(z),
        _ => throw new ArgumentException(name),
    };

    [TestMethod]
    [DynamicData(nameof(Ways))]
    public void EachBlockHasItsInputsType(bool? vectorize, JacobianStrategy strategy)
    {
        if (strategy == JacobianStrategy.ForwardMode)
            return;      // a column is a tangent, so it has its output's type: see the next test
        using var scope = NewDisposeScope();
        Tensor a = randn(2, float32), b = randn(2, float64);
        Tensor[] jacobian = Autograd.Jacobian(x => x[0] * x[1], [a, b], vectorize: vectorize);
        Numeric.AssertClose("float32", diag(b.to_type(float32)), jacobian[0], 1e-6, 1e-7);
        Numeric.AssertClose("float64", diag(a.to_type(float64)), jacobian[1], Rounding, Rounding);
    }

    [TestMethod]
    [DynamicData(nameof(Ways))]
    public void SinglePrecisionStaysSingle(bool? vectorize, JacobianStrategy strategy)
    {
        using var scope = NewDisposeScope();
        Tensor x = randn(3, float32);
        Numeric.AssertClose("float32", diag(x.cos()), Autograd.Jacobian(sin, x, vectorize: vectorize, strategy: strategy), 1e-6, 1e-7);
    }

    [TestMethod]
    [DataRow(ScalarType.Float16)]
    [DataRow(ScalarType.BFloat16)]
    [DataRow(ScalarType.ComplexFloat32)]
    [DataRow(ScalarType.ComplexFloat64)]
    public void EveryTypeThatHasDerivativesHasUnitVectors(ScalarType type)
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new[] { 0.5, -1.0, 2.0 }).to(type);
        foreach (bool? vectorize in new bool?[] { null, true, false })
        {
            Tensor jacobian = Autograd.Jacobian(t => t * t, x, vectorize: vectorize);      // exact in each of them
            Assert.AreEqual(type, jacobian.dtype);
            Numeric.AssertClose($"vectorize {vectorize}", diag(tensor(new[] { 1.0, -2.0, 4.0 })).to(complex128),
                jacobian.conj().to(complex128), 0, 0);
        }
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow(true)]
    [DataRow(false)]
    public void WithCreateGraphTheResultCanBeDifferentiated(bool? vectorize)
    {
        using var scope = NewDisposeScope();
        Tensor x = randn(3, float64).requires_grad_(), w = randn(3, float64).requires_grad_();
        Tensor jacobian = Autograd.Jacobian(a => (w * a).exp(), x, createGraph: true, vectorize: vectorize);
        Assert.IsTrue(jacobian.requires_grad);
        Tensor?[] second = Autograd.Grad([jacobian.sum()], [x, w]);
        using Tensor e = (w * x).exp().detach();
        Numeric.AssertClose("in x", (w * w * e).detach(), second[0]!, Rounding, Rounding);      // d w e^(wx) / dx
        Numeric.AssertClose("in w", ((1 + w * x) * e).detach(), second[1]!, Rounding, Rounding);
    }

    [TestMethod]
    public void WithoutCreateGraphNothingRequiresGrad()
    {
        using var scope = NewDisposeScope();
        Tensor x = randn(3, float64).requires_grad_(), w = randn(3, float64).requires_grad_();
        foreach ((bool? vectorize, JacobianStrategy strategy) in s_ways)
            Assert.IsFalse(Autograd.Jacobian(a => w * a * a, x, vectorize: vectorize, strategy: strategy).requires_grad,
                $"vectorize {vectorize}, {strategy}");
    }

    [TestMethod]
    public void OfTheJacobianOfTheJacobian()
    {
        using var scope = NewDisposeScope();
        Tensor x = randn(2, float64);
        Tensor third = Autograd.Jacobian(a =>
            Autograd.Jacobian(b => Autograd.Jacobian(c => c.pow(4), b, createGraph: true), a, createGraph: true), x);
        Tensor expected = zeros([2, 2, 2, 2], float64);
        for (int i = 0; i < 2; i++)
            expected[i, i, i, i] = 24 * x[i];
        Numeric.AssertClose("fourth order", expected, third, Rounding, Rounding);
    }

    [TestMethod]
    public void UnderNoGradTheyAreTheSame()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor x = randn(3, float64);
        foreach ((bool? vectorize, JacobianStrategy strategy) in s_ways)
            Numeric.AssertClose("no_grad", diag(2 * x), Autograd.Jacobian(a => a * a, x, vectorize: vectorize, strategy: strategy),
                Rounding, Rounding);
        Assert.IsFalse(is_grad_enabled());
    }
}
