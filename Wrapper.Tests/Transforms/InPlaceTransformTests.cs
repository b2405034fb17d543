using TorchBridge.Tests.Tools;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>
/// In-place operations, and the norms, whose derivatives LibTorch writes in place, under Vmap of the derivative transforms: the unit
/// vectors and zeros that these make belong to
/// the batch around, as in PyTorch. Against a loop over the examples in ordinary reverse mode, and against differences.
/// </summary>
[TestClass]
public sealed class InPlaceTransformTests : TransformTest
{
    private const double Rounding = 1e-10, Differences = 1e-5;

    private static readonly Dictionary<string, Func<Tensor, Tensor>> s_functions = new()
    {
        ["mul_"] = x => x.clone().mul_(x),
        ["sub_"] = x => x.sin().sub_(x * x),
        ["div_"] = x => ones_like(x).div_(x),
        ["add_ into a result"] = x => zeros_like(x).add_(x.sin()).mul_(x),
        ["writes to elements"] = x =>
        {
            Tensor result = zeros_like(x);
            result[0] = x[1] * x[2];
            result[1] = x[0].pow(2);
            result[2..] = x[..2] * x[3];
            return result;
        },
        ["the argument itself"] = x => x.clone().sin_().mul_(x[0]),
        ["layer_norm"] = x => nn.functional.layer_norm(x, [4]),
        ["instance_norm"] = x => nn.functional.instance_norm(x.reshape(1, 2, 2), null, null, null, null, true, 0.1, 1e-5).reshape(-1),
        ["batch_norm"] = x => nn.functional.batch_norm(x.reshape(2, 2), null, null, null, null, true, 0.1, 1e-5).reshape(-1),
        ["group_norm"] = x => nn.functional.group_norm(x.reshape(1, 4, 1), 2, null, null, 1e-5).reshape(-1),
    };

    // Not too near to one another: the norms then have large derivatives.
    private readonly Tensor _batch = tensor(new[,] { { 0.5, 1.7, -0.4, 2.1 }, { 1.3, -0.6, 0.9, 0.2 }, { -1.1, 0.7, 1.9, 0.4 } }).clone(),
        _v = tensor([0.3, -1.2, 0.8, 0.5]).clone();

    public static IEnumerable<object[]> Functions => s_functions.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Functions))]
    public void JacobiansOfEachExample(string name)
    {
        Func<Tensor, Tensor> f = s_functions[name];
        Tensor expected = EachOf(x => Autograd.Jacobian(f, x, vectorize: false));
        Numeric.AssertClose("differences", EachOf(x => Numeric.Jacobian(t => [f(t[0])], [x])[0][0]), expected, Differences, Differences);
        foreach (int? chunkSize in new int?[] { null, 1, 3 })
        {
            Numeric.AssertClose($"JacFwd, {chunkSize}", expected, Vmap(JacFwd(f, chunkSize: chunkSize))(_batch), Rounding, Rounding);
            Numeric.AssertClose($"JacRev, {chunkSize}", expected, Vmap(JacRev(f, chunkSize))(_batch), Rounding, Rounding);
        }
        Numeric.AssertClose("two batches", expected, Vmap(Vmap(JacFwd(f)))(_batch.unsqueeze(0))[0], Rounding, Rounding);
    }

    [TestMethod]
    [DynamicData(nameof(Functions))]
    public void HessiansOfEachExample(string name)
    {
        Func<Tensor, Tensor> f = Loss(name);
        Tensor expected = EachOf(x => Autograd.Hessian(f, x, vectorize: false));
        Numeric.AssertClose("differences", EachOf(x => Numeric.Jacobian(t => [Autograd.ValueAndGrad(f, t[0]).Grad], [x])[0][0]), expected,
            Differences, Differences);
        Numeric.AssertClose("Hessian", expected, Vmap(Hessian(f))(_batch), Rounding, Rounding);
        Numeric.AssertClose("JacRev of JacRev", expected, Vmap(JacRev(JacRev(f)))(_batch), Rounding, Rounding);
    }

    [TestMethod]
    [DynamicData(nameof(Functions))]
    public void ProductsOfEachExample(string name)
    {
        Func<Tensor, Tensor> f = s_functions[name], loss = Loss(name);
        Tensor jacobians = EachOf(x => Autograd.Jacobian(f, x, vectorize: false)),
            hessians = EachOf(x => Autograd.Hessian(loss, x, vectorize: false));
        Tensor vectors = _batch.flip(0);
        Numeric.AssertClose("its own tangent", jacobians.matmul(vectors.unsqueeze(-1)).squeeze(-1),
            Vmap((Tensor x, Tensor v) => Jvp(f, x, v).Tangent)(_batch, vectors), Rounding, Rounding);
        Numeric.AssertClose("a shared tangent", jacobians.matmul(_v), Vmap((Tensor x) => Jvp(f, x, _v).Tangent)(_batch),
            Rounding, Rounding);
        Numeric.AssertClose("of the gradient", hessians.matmul(_v), Vmap((Tensor x) => Jvp(Grad(loss), x, _v).Tangent)(_batch),
            Rounding, Rounding);
        Numeric.AssertClose("Vjp", _v.matmul(jacobians), Vmap((Tensor x) => Vjp(f, x).VjpFn(_v))(_batch), Rounding, Rounding);
    }

    /// <summary>What stands for a derivative that is not there can be written to, as the derivative can.</summary>
    [TestMethod]
    public void ZerosThatStandForDerivativesBelongToTheBatch()
    {
        static Tensor Constant(Tensor x) => x.detach() * 0 + 2;
        foreach (Func<Tensor, Tensor> transform in new[] { JacRev(Constant), JacFwd(Constant), x => Jvp(Constant, x, x).Tangent,
            Grad((Tensor x) => Constant(x).sum()), JacRev((Tensor _) => ones(4, float64)) })
            Same.Values(EachOf(x => transform(x).add(x)), Vmap((Tensor x) => transform(x).add_(x))(_batch));
        Tensor none = zeros(3, 0, dtype: float64);
        Assert.AreEqual("3, 2, 4, 0",
            string.Join(", ", Vmap((Tensor x, Tensor y) => JacFwd((Tensor t) => y.outer(y)[..2])(x).mul_(y.sum()))(none, _batch).shape));
        Assert.AreEqual("3, 0", string.Join(", ", Vmap((Tensor x) => Vmap((Tensor t) => t.clone().mul_(x[0]))(x[..0]))(_batch).shape));
    }

    private Tensor EachOf(Func<Tensor, Tensor> f) => stack([.. _batch.unbind().Select(f)]);

    private Func<Tensor, Tensor> Loss(string name) => x => (s_functions[name](x) * _v).sin().sum();
}
