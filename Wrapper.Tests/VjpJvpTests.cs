using TorchBridge.Tests.Scenarios;
using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Products of vectors and Jacobians, and gradients with their values, each found a second way.</summary>
[TestClass]
public sealed class VjpJvpTests
{
    private const double Rounding = 1e-11, Differences = 1e-6;

    public static IEnumerable<object[]> Samples => Sample.Rows;

    public static IEnumerable<object[]> ScalarSamples => Sample.ScalarRows;

    [TestMethod]
    [DynamicData(nameof(Samples))]
    public void EqualTheProductsWithDifferences(string name)
    {
        using var scope = NewDisposeScope();
        Sample sample = Sample.Named(name);
        Tensor[] inputs = sample.Inputs(6), expected = sample.Function(inputs);
        Tensor[] cotangents = Sample.Like(expected, 7), tangents = Sample.Like(inputs, 8);
        Tensor[][] jacobian = Numeric.Jacobian(sample.Function, inputs);
        (Tensor[] outputs, Tensor[] vjp) = Autograd.Vjp(sample.Function, inputs, cotangents);
        Numeric.AssertClose("outputs of vjp", expected, outputs, 0, 0);
        Numeric.AssertClose("vjp", Numeric.TransposeTimes(jacobian, cotangents, inputs), vjp, Differences, Differences);
        (outputs, Tensor[] jvp) = Autograd.Jvp(sample.Function, inputs, tangents);
        Numeric.AssertClose("outputs of jvp", expected, outputs, 0, 0);
        Numeric.AssertClose("jvp", Numeric.Times(jacobian, tangents, expected), jvp, Differences, Differences);
    }

    /// <summary>u·(J v) = (uᵀJ)·v, to rounding, without any Jacobian.</summary>
    [TestMethod]
    [DynamicData(nameof(Samples))]
    public void EachIsTheOthersTranspose(string name)
    {
        using var scope = NewDisposeScope();
        Sample sample = Sample.Named(name);
        Tensor[] inputs = sample.Inputs(9), u = Sample.Like(sample.Function(inputs), 10), v = Sample.Like(inputs, 11);
        Tensor[] vjp = Autograd.Vjp(sample.Function, inputs, u).Vjp, jvp = Autograd.Jvp(sample.Function, inputs, v).Jvp;
        Numeric.AssertClose("u J v", Dot(u, jvp), Dot(vjp, v), Rounding, Rounding);

        static Tensor Dot(Tensor[] a, Tensor[] b) => a.Zip(b, (x, y) => (x * y).sum()).Aggregate((x, y) => x + y);
    }

    [TestMethod]
    [DynamicData(nameof(Samples))]
    public void JvpEqualsTheTangentOfDuals(string name)
    {
        using var scope = NewDisposeScope();
        Sample sample = Sample.Named(name);
        Tensor[] inputs = sample.Inputs(12), v = Sample.Like(inputs, 13);
        Tensor[] expected = Autograd.Jvp(sample.Function, inputs, v).Jvp;
        using DualLevel level = ForwardAD.EnterDualLevel();
        Tensor[] duals = sample.Function([.. inputs.Zip(v, level.MakeDual)]);
        for (int i = 0; i < duals.Length; i++)
        {
            (Tensor primal, Tensor? tangent) = level.UnpackDual(duals[i]);
            Numeric.AssertClose($"tangent {i}", expected[i], tangent ?? zeros_like(primal), Rounding, Rounding);
        }
    }

    [TestMethod]
    [DynamicData(nameof(ScalarSamples))]
    public void ValueAndGradEqualsDifferences(string name)
    {
        using var scope = NewDisposeScope();
        Sample sample = Sample.Named(name, scalar: true);
        Tensor[] inputs = sample.Inputs(14);
        Tensor[] differences = [.. Numeric.Jacobian(sample.Function, inputs)[0].Select((block, j) => block.reshape(inputs[j].shape))];
        (Tensor value, Tensor[] grads) = Autograd.ValueAndGrad(sample.One, inputs);
        Numeric.AssertClose("value", sample.One(inputs), value, 0, 0);
        Numeric.AssertClose("grads", differences, grads, Differences, Differences);
        Assert.IsFalse(value.requires_grad || grads.Any(grad => grad.requires_grad));
        if (inputs.Length == 1)
            Numeric.AssertClose("one input", grads[0], Autograd.ValueAndGrad(x => sample.One([x]), inputs[0]).Grad, 0, 0);
    }

    [TestMethod]
    public void VMayBeLeftOutWhereThereIsOneElement()
    {
        using var scope = NewDisposeScope();
        Tensor x = randn(3, float64), one = randn([1, 1], float64);
        Numeric.AssertClose("vjp", 2 * x, Autograd.Vjp(a => (a * a).sum(), x).Vjp, Rounding, Rounding);
        Numeric.AssertClose("jvp", 2 * one, Autograd.Jvp(a => a * a, one).Jvp, Rounding, Rounding);
        Numeric.AssertClose("hvp", 2 * ones_like(one), Autograd.Hvp(a => (a * a).sum(), one).Hvp, Rounding, Rounding);
        Numeric.AssertClose("vhp", 2 * ones_like(one), Autograd.Vhp(a => (a * a).sum(), one).Vhp, Rounding, Rounding);
    }

    [TestMethod]
    public void FuncIsCalledOnce()
    {
        using var scope = NewDisposeScope();
        Tensor x = randn(3, float64), one = tensor(1.0);
        int calls = 0;
        Tensor F(Tensor a)
        {
            calls++;
            return a.tanh().sum();
        }
        foreach (Action call in new Action[]
        {
            () => Autograd.ValueAndGrad(F, x), () => Autograd.Vjp(F, x, one), () => Autograd.Jvp(F, x, x), () =>
                Autograd.Hvp(F, x, x), () => Autograd.Vhp(F, x, x),
        })
        {
            calls = 0;
            call();
            Assert.AreEqual(1, calls);
        }
    }

    [TestMethod]
    public void EmptyInputsAndOutputsGiveEmptyResults()
    {
        using var scope = NewDisposeScope();
        Tensor none = zeros([0, 2], float64), x = randn(3, float64);
        Numeric.AssertClose("vjp of an empty input", none, Autograd.Vjp(a => a.sum(), none).Vjp, 0, 0);
        Numeric.AssertClose("vjp of an empty output", zeros(3, float64), Autograd.Vjp(a => a[..0] * 2, x, zeros(0, float64)).Vjp, 0, 0);
        Numeric.AssertClose("jvp of an empty input", tensor(0.0), Autograd.Jvp(a => a.sum(), none, none).Jvp, 0, 0);
        Numeric.AssertClose("jvp of an empty output", zeros(0, float64), Autograd.Jvp(a => a[..0] * 2, x, x).Jvp, 0, 0);
        Numeric.AssertClose("gradient of an empty input", none, Autograd.ValueAndGrad(a => a.sum(), none).Grad, 0, 0);
    }

    /// <summary>f(z) = z² conj(z): its vjp and jvp by hand, from d f = 2 z conj(z) dz + z² conj(dz).</summary>
    [TestMethod]
    public void ComplexProductsFollowTheConvention()
    {
        using var scope = NewDisposeScope();
        Tensor z = complex(randn(3, float64), randn(3, float64)), v = complex(randn(3, float64), randn(3, float64));
        Tensor modulus = 2 * z * z.conj(), square = z * z;
        static Tensor F(Tensor z) => z * z * z.conj();
        Numeric.AssertClose("jvp", view_as_real((modulus * v + square * v.conj()).resolve_conj()),
            view_as_real(Autograd.Jvp(F, z, v).Jvp.resolve_conj()), Rounding, Rounding);
        Numeric.AssertClose("vjp", view_as_real((modulus.conj() * v + square * v.conj()).resolve_conj()),
            view_as_real(Autograd.Vjp(F, z, v).Vjp.resolve_conj()), Rounding, Rounding);
    }

    [TestMethod]
    public void MixedTypesKeepTheirOwn()
    {
        using var scope = NewDisposeScope();
        Tensor a = randn(2, float32), b = randn(2, float64), u = randn(2, float64);
        (Tensor[] outputs, Tensor[] vjp) = Autograd.Vjp(x => [x[0] * x[1]], [a, b], [u]);
        Assert.AreEqual(float64, outputs[0].dtype);
        Numeric.AssertClose("float32", (u * b).to_type(float32), vjp[0], 1e-6, 1e-7);
        Numeric.AssertClose("float64", u * a.to_type(float64), vjp[1], Rounding, Rounding);
        Tensor jvp = Autograd.Jvp(x => [x[0] * x[1]], [a, b], [a, b]).Jvp[0];
        Numeric.AssertClose("jvp", 2 * a.to_type(float64) * b, jvp, 1e-6, 1e-6);
    }

    [TestMethod]
    public void WithCreateGraphTheResultsCanBeDifferentiated()
    {
        using var scope = NewDisposeScope();
        Tensor x = randn(3, float64).requires_grad_(), v = randn(3, float64).requires_grad_();
        Tensor[] products = [Autograd.Vjp(a => a.pow(3), x, v, createGraph: true).Vjp,
            Autograd.Jvp(a => a.pow(3), x, v, createGraph: true).Jvp];
        foreach (Tensor product in products)
        {
            Tensor?[] second = Autograd.Grad([product.sum()], [x, v]);
            Numeric.AssertClose("in x", (6 * x * v).detach(), second[0]!, Rounding, Rounding);
            Numeric.AssertClose("in v", (3 * x * x).detach(), second[1]!, Rounding, Rounding);
        }
    }

    [TestMethod]
    public void AnOutputThatDependsOnNothingHasZeros()
    {
        using var scope = NewDisposeScope();
        Tensor x = randn(2, float64), y = randn(3, float64);
        Numeric.AssertClose("vjp", [x * 0, y * 0], Autograd.Vjp(_ => [ones(4, float64)], [x, y], [ones(4, float64)]).Vjp, 0, 0);
        Numeric.AssertClose("jvp", [zeros(4, float64)], Autograd.Jvp(_ => [ones(4, float64)], [x, y], [x, y]).Jvp, 0, 0);
    }

    [TestMethod]
    public void UnderNoGradTheyAreTheSame()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor x = randn(3, float64), v = randn(3, float64);
        Numeric.AssertClose("value and grad", 2 * x, Autograd.ValueAndGrad(a => (a * a).sum(), x).Grad, Rounding, Rounding);
        Numeric.AssertClose("vjp", 2 * x * v, Autograd.Vjp(a => a * a, x, v).Vjp, Rounding, Rounding);
        Numeric.AssertClose("jvp", 2 * x * v, Autograd.Jvp(a => a * a, x, v).Jvp, Rounding, Rounding);
        Numeric.AssertClose("hvp", 6 * x * v, Autograd.Hvp(a => a.pow(3).sum(), x, v).Hvp, Rounding, Rounding);
        Numeric.AssertClose("vhp", 6 * x * v, Autograd.Vhp(a => a.pow(3).sum(), x, v).Vhp, Rounding, Rounding);
        Assert.IsFalse(is_grad_enabled());
    }
}
