using TorchBridge.Tests.Scenarios;
using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Hessians and their products at random points, each computed in a second way.</summary>
[TestClass]
public sealed class HessianTests
{
    private const double Rounding = 1e-10, Differences = 1e-5;

    private static readonly (bool? Vectorize, JacobianStrategy Outer)[] s_ways =
    [
        (null, JacobianStrategy.ReverseMode), (true, JacobianStrategy.ReverseMode), (false, JacobianStrategy.ReverseMode),
        (null, JacobianStrategy.ForwardMode), (true, JacobianStrategy.ForwardMode), (false, JacobianStrategy.ForwardMode),
    ];

    public static IEnumerable<object[]> Samples => Sample.ScalarRows;

    public static IEnumerable<object?[]> Ways => s_ways.Select(way => new object?[] { way.Vectorize, way.Outer });

    [TestMethod]
    [DynamicData(nameof(Samples))]
    public void EqualsDifferencesOfTheGradientEveryWay(string name)
    {
        using var scope = NewDisposeScope();
        Sample sample = Sample.Named(name, scalar: true);
        Tensor[] inputs = sample.Inputs(3);
        Tensor[][] differences = Numeric.Jacobian(x => Autograd.ValueAndGrad(sample.One, x).Grads, inputs);
        Tensor[][] rows = Autograd.Hessian(sample.One, inputs, vectorize: false);
        Numeric.AssertClose("differences", differences, rows, Differences, Differences);
        foreach ((bool? vectorize, JacobianStrategy outer) in s_ways)
            Numeric.AssertClose($"vectorize {vectorize}, {outer}", rows,
                Autograd.Hessian(sample.One, inputs, vectorize: vectorize, outerStrategy: outer), Rounding, Rounding);
    }

    [TestMethod]
    [DynamicData(nameof(Samples))]
    public void HvpAndVhpAreProductsWithIt(string name)
    {
        using var scope = NewDisposeScope();
        Sample sample = Sample.Named(name, scalar: true);
        Tensor[] inputs = sample.Inputs(4), v = Sample.Like(inputs, 5);
        Tensor[][] hessian = Autograd.Hessian(sample.One, inputs, vectorize: false);
        (Tensor output, Tensor[] hvp) = Autograd.Hvp(sample.One, inputs, v);
        (Tensor same, Tensor[] vhp) = Autograd.Vhp(sample.One, inputs, v);
        Numeric.AssertClose("output of hvp", sample.One(inputs), output, 0, 0);
        Numeric.AssertClose("output of vhp", sample.One(inputs), same, 0, 0);
        Numeric.AssertClose("hvp", Numeric.Times(hessian, v, inputs), hvp, Rounding, Rounding);
        Numeric.AssertClose("vhp", Numeric.TransposeTimes(hessian, v, inputs), vhp, Rounding, Rounding);
        if (inputs.Length > 1)
            return;
        Numeric.AssertClose("one input: hessian", hessian[0][0], Autograd.Hessian(x => sample.One([x]), inputs[0]), Rounding, Rounding);
        Numeric.AssertClose("one input: hvp", hvp[0], Autograd.Hvp(x => sample.One([x]), inputs[0], v[0]).Hvp, 0, 0);
        Numeric.AssertClose("one input: vhp", vhp[0], Autograd.Vhp(x => sample.One([x]), inputs[0], v[0]).Vhp, 0, 0);
    }

    [TestMethod]
    [DynamicData(nameof(Ways))]
    public void AQuadraticFormHasItsMatrix(bool? vectorize, JacobianStrategy outer)
    {
        using var scope = NewDisposeScope();
        Tensor a = randn([5, 5], float64), x = randn(5, float64);
        Tensor hessian = Autograd.Hessian(x => x.dot(mv(a, x)), x, vectorize: vectorize, outerStrategy: outer);
        Numeric.AssertClose("a + a'", a + a.t(), hessian, Rounding, Rounding);
    }

    [TestMethod]
    [DynamicData(nameof(Ways))]
    public void FuncIsCalledOnceForAChunk(bool? vectorize, JacobianStrategy outer)
    {
        using var scope = NewDisposeScope();
        int calls = 0;
        Autograd.Hessian(a =>
        {
            calls++;
            return a.tanh().sum();
        }, randn(3, float64), vectorize: vectorize, outerStrategy: outer);
        Assert.AreEqual(vectorize == false && outer == JacobianStrategy.ForwardMode ? 3 : 1, calls);      // a column a call there
    }

    [TestMethod]
    [DynamicData(nameof(Ways))]
    public void AnEmptyInputGivesAnEmptyResult(bool? vectorize, JacobianStrategy outer)
    {
        using var scope = NewDisposeScope();
        Tensor none = zeros([0, 2], float64), x = randn(3, float64);
        CollectionAssert.AreEqual(new long[] { 0, 2, 0, 2 },
            Autograd.Hessian(a => a.sum().exp(), none, vectorize: vectorize, outerStrategy: outer).shape);
        Tensor[][] blocks = Autograd.Hessian(a => a[0].pow(2).sum() + a[1].pow(2).sum(), [x, none], vectorize: vectorize,
            outerStrategy: outer);
        Numeric.AssertClose("full", 2 * eye(3, dtype: float64), blocks[0][0], Rounding, Rounding);
        CollectionAssert.AreEqual(new long[] { 3, 0, 2 }, blocks[0][1].shape);
        CollectionAssert.AreEqual(new long[] { 0, 2, 3 }, blocks[1][0].shape);
        CollectionAssert.AreEqual(new long[] { 0, 2, 0, 2 }, blocks[1][1].shape);
    }

    [TestMethod]
    public void ProductsWithAnEmptyInputAreEmpty()
    {
        using var scope = NewDisposeScope();
        Tensor none = zeros([0], float64);
        CollectionAssert.AreEqual(new long[] { 0 }, Autograd.Hvp(a => a.sum().exp(), none, none).Hvp.shape);
        CollectionAssert.AreEqual(new long[] { 0 }, Autograd.Vhp(a => a.sum().exp(), none, none).Vhp.shape);
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow(true)]
    [DataRow(false)]
    public void WithCreateGraphTheResultCanBeDifferentiated(bool? vectorize)
    {
        using var scope = NewDisposeScope();
        Tensor x = randn(3, float64).requires_grad_();
        Tensor hessian = Autograd.Hessian(a => a.pow(4).sum(), x, createGraph: true, vectorize: vectorize);
        Assert.IsTrue(hessian.requires_grad);
        Numeric.AssertClose("third derivative", (24 * x).detach(), Autograd.Grad(hessian.sum(), x), Rounding, Rounding);
    }

    [TestMethod]
    public void OfProductsWithCreateGraphTheResultCanBeDifferentiated()
    {
        using var scope = NewDisposeScope();
        Tensor x = randn(3, float64).requires_grad_(), v = randn(3, float64).requires_grad_();
        Tensor hvp = Autograd.Hvp(a => a.pow(4).sum(), x, v, createGraph: true).Hvp,
            vhp = Autograd.Vhp(a => a.pow(4).sum(), x, v, createGraph: true).Vhp;
        foreach (Tensor product in new[] { hvp, vhp })
        {
            Tensor?[] second = Autograd.Grad([product.sum()], [x, v]);
            Numeric.AssertClose("in x", (24 * x * v).detach(), second[0]!, Rounding, Rounding);
            Numeric.AssertClose("in v", (12 * x * x).detach(), second[1]!, Rounding, Rounding);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Ways))]
    public void AnOutputThatDependsOnNothingHasZeros(bool? vectorize, JacobianStrategy outer)
    {
        using var scope = NewDisposeScope();
        Tensor x = randn(2, float64), y = randn(3, float64);
        foreach (Tensor[] row in Autograd.Hessian(_ => tensor(1.0), [x, y], vectorize: vectorize, outerStrategy: outer))
            foreach (Tensor block in row)
                Numeric.AssertClose("constant", zeros_like(block), block, 0, 0);
        Tensor[][] linear = Autograd.Hessian(a => a[0].sum() + (a[1] * a[1]).sum(), [x, y], vectorize: vectorize, outerStrategy: outer);
        Numeric.AssertClose("linear in the first", zeros([2, 2], float64), linear[0][0], 0, 0);
        Numeric.AssertClose("no cross term", zeros([3, 2], float64), linear[1][0], 0, 0);
        Numeric.AssertClose("quadratic in the second", 2 * eye(3, dtype: float64), linear[1][1], Rounding, Rounding);
    }

    /// <summary>
    /// LibTorch has no forward derivative for the backward of these functions. The forward mode that the caller asks for is then replaced.
    /// </summary>
    [TestMethod]
    [DynamicData(nameof(Ways))]
    public void ABackwardWithoutAForwardDerivativeIsDoneInReverse(bool? vectorize, JacobianStrategy outer)
    {
        using var scope = NewDisposeScope();
        Tensor x = randn([2, 3], float64);
        foreach (Func<Tensor, Tensor> f in new Func<Tensor, Tensor>[] { a => nn.functional.log_softmax(a, 1).pow(2).sum(),
            a => nn.functional.layer_norm(a, [3]).exp().sum() })
        {
            Tensor differences = Numeric.Jacobian(a => [Autograd.ValueAndGrad(f, a[0]).Grad], [x])[0][0];
            Numeric.AssertClose("hessian", differences, Autograd.Hessian(f, x, vectorize: vectorize, outerStrategy: outer),
                Differences, Differences);
        }
    }

    [TestMethod]
    public void StrictSaysWhatIsIndependent()
    {
        using var scope = NewDisposeScope();
        Tensor x = randn(2, float64), y = randn(3, float64);
        var unused = Assert.ThrowsExactly<AutogradException>(() => Autograd.Hessian(a => a[0].pow(3).sum(), [x, y], strict: true));
        StringAssert.Contains(unused.Message, "independent of");
        StringAssert.Contains(unused.Message, "input 1");
        var linear = Assert.ThrowsExactly<AutogradException>(() => Autograd.Hvp(a => a.sum(), x, x, strict: true));
        StringAssert.Contains(linear.Message, "independent of");
        Assert.HasCount(2, Autograd.Hessian(a => (a[0].pow(3).sum() * a[1].exp().sum()), [x, y], strict: true));
    }
}
