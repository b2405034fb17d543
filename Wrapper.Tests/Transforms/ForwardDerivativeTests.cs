using TorchBridge.Tests.Tools;
using static TorchBridge.Transforms;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchBridge.Tests;

/// <summary>
/// Second derivatives by forward mode of operators whose forward derivatives PyTorch has in Python, against two backward passes of
/// ordinary autograd.
/// </summary>
[TestClass]
public sealed class ForwardDerivativeTests : TransformTest
{
    private const double Rounding = 1e-9;

    private static readonly Tensor s_sign = tensor([1.0, -1, 1, 1, -1, 1, -1, -1, 1, 1, -1, 1, 1, -1, 1]).reshape(3, 5),
        s_classes = tensor(new long[] { 1, 4, 0 });

    private static readonly Dictionary<string, Func<Tensor, Tensor>> s_functions = new()
    {
        ["trace"] = x => mm(x, x.t()).trace().square(),
        ["log sigmoid"] = x => F.logsigmoid(x).square().sum(),
        ["softmax"] = x => F.softmax(x, 1).square().sum(),
        ["softmax of columns"] = x => F.softmax(x, 0).pow(3).sum(),
        ["log softmax"] = x => F.log_softmax(x, 1).square().sum(),
        ["cross entropy"] = x => F.cross_entropy(x, s_classes),
        ["cross entropy with weights that ignores"] = x =>
            F.cross_entropy(x, s_classes, Weights(5), ignore_index: 4, reduction: nn.Reduction.Sum).square(),
        ["cross entropy of each"] = x => F.cross_entropy(x, s_classes, reduction: nn.Reduction.None).square().sum(),
        ["cross entropy of images"] = x => F.cross_entropy(x.t().reshape(1, 5, 3, 1), s_classes.reshape(1, 3, 1), Weights(5)).square(),
        ["layer norm"] = x => F.layer_norm(x, [5]).pow(3).sum(),
        ["layer norm of all dimensions"] = x => F.layer_norm(x, [3, 5]).pow(3).sum(),
        ["layer norm in its weights too"] = x => F.layer_norm(x[..2], [5], x[2], x[2].sin()).pow(3).sum(),
        ["batch norm"] = x => F.batch_norm(x, null, null, Weights(5), null, true).pow(3).sum(),
        ["batch norm in its weights too"] = x => F.batch_norm(x[..2], null, null, x[2], x[2].sin(), true).pow(3).sum(),
        ["batch norm of images"] = x => F.batch_norm(x.reshape(3, 1, 5, 1), null, null, null, null, true).pow(3).sum(),
        ["batch norm by running statistics"] = x =>
            F.batch_norm(x[..2], arange(5, dtype: float64), Weights(5), x[2], null, false).pow(3).sum(),
        ["group norm"] = x => F.group_norm(x.reshape(1, 3, 5), 3, Weights(3)).pow(3).sum(),
        ["instance norm"] = x => F.instance_norm(x.reshape(1, 3, 5)).pow(3).sum(),
        ["huber"] = x => F.huber_loss(x.square(), x.sin(), 0.7),
        ["huber of each"] = x => F.huber_loss(x.square(), x.sin(), 0.7, nn.Reduction.None).square().sum(),
        ["smooth l1"] = x => F.smooth_l1_loss(x.square(), x.sin(), beta: 0.7),
        ["mse"] = x => F.mse_loss(x.square(), x.sin()),
        ["mse of each"] = x => F.mse_loss(x.square(), x.sin(), nn.Reduction.None).square().sum(),
        ["soft margin"] = x => F.soft_margin_loss(x.square(), s_sign),
        ["soft margin of each"] = x => F.soft_margin_loss(x.square(), s_sign, nn.Reduction.None).square().sum(),
        ["hinge embedding"] = x => F.hinge_embedding_loss(x.square(), s_sign, 1.3).square(),
        ["margin ranking"] = x => F.margin_ranking_loss(x.square(), x.pow(3), s_sign, 0.3).square(),
        ["cosine embedding"] = x => F.cosine_embedding_loss(x.square(), x.sin(), tensor([1.0, -1, 1])),
        ["inverse of a Cholesky factor"] = x => cholesky_inverse(x[.., ..3] + 3 * eye(3, dtype: float64)).square().sum(),
        ["inverse of an upper Cholesky factor"] = x =>
            cholesky_inverse(x[.., ..3] + 3 * eye(3, dtype: float64), upper: true).square().sum(),
        ["solution with a Cholesky factor for many"] = x =>
            cholesky_solve(Wave(0.3).reshape(5, 3, 1), x[.., ..3] + 3 * eye(3, dtype: float64)).square().sum(),
    };

    public static IEnumerable<object[]> Names => s_functions.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void ForwardModeOverReverseIsDoubleBackward(string name)
    {
        Tensor x = Wave(0.7), y = Wave(0.45), v = Wave(1.3);
        Func<Tensor, Tensor> function = s_functions[name];
        Tensor expected = Autograd.Hessian(function, x, vectorize: false), ofOther = Autograd.Hessian(function, y, vectorize: false);
        Tensor product = mm(expected.reshape(15, 15), v.reshape(15, 1)).reshape(3, 5);
        int calls = 0;
        Tensor Counted(Tensor each)
        {
            calls++;
            return function(each);
        }

        AssertOnce("Hessian", expected, () => Hessian(Counted)(x));
        AssertOnce("JacFwd(Grad)", expected, () => JacFwd(Grad(Counted))(x));
        AssertOnce("Vmap(Hessian)", stack([expected, ofOther]), () => Vmap(Hessian(Counted))(stack([x, y])));
        AssertOnce("Vmap(Vmap(Hessian))", stack([expected, ofOther]).unsqueeze(1), () =>
            Vmap(Vmap(Hessian(Counted)))(stack([x, y]).unsqueeze(1)));
        AssertOnce("Jvp(Grad)", product, () => Jvp(Grad(Counted), x, v).Tangent);
        AssertOnce("Vmap(Jvp(Grad))", stack([product, product]), () =>
            Vmap((Tensor tangent) => Jvp(Grad(Counted), x, tangent).Tangent)(stack([v, v])));

        // Two backward passes, where no forward derivative serves, call the function a second time.
        void AssertOnce(string way, Tensor right, Func<Tensor> run)
        {
            calls = 0;
            Numeric.AssertClose($"{name}, {way}", right, run(), Rounding, Rounding);
            Assert.AreEqual(1, calls, $"{name}, {way}: calls of the function");
        }
    }

    /// <summary>mse writes to zeros that LibTorch keeps without memory. Without a transform no rule prevents this.</summary>
    public static IEnumerable<object[]> NamesForDuals =>
        s_functions.Keys.Where(name => !name.StartsWith("mse", StringComparison.Ordinal)).Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(NamesForDuals))]
    public void DualNumbersPassThroughTheBackwardPass(string name)
    {
        Tensor x = Wave(0.7), v = Wave(1.3);
        Tensor expected = mm(Autograd.Hessian(s_functions[name], x, vectorize: false).reshape(15, 15), v.reshape(15, 1)).reshape(3, 5);
        using DualLevel level = ForwardAD.EnterDualLevel();
        Tensor dual = level.MakeDual(x.requires_grad_(), v);
        for (int time = 0; time < 3; time++)      // TorchScript's executors look at a function's first runs
        {
            Tensor gradient = Autograd.Grad(s_functions[name](dual), dual, createGraph: true)!;
            Numeric.AssertClose($"{name}, time {time}", expected, level.UnpackDual(gradient).Tangent!, Rounding, Rounding);
        }
    }

    /// <summary>Two modes that share no rule: differences of the gradient, and the Jacobian of the gradient by forward mode.</summary>
    [TestMethod]
    [DynamicData(nameof(Names))]
    public void ForwardModeAgreesWithDifferences(string name)
    {
        Tensor x = Wave(0.7);
        double[] found = Numeric.Values(JacFwd(Grad(s_functions[name]))(x).reshape(-1));
        double[] differences = Numeric.Values(Numeric.Jacobian(at =>
            [Autograd.ValueAndGrad(s_functions[name], at[0]).Grad], [x])[0][0].reshape(-1));
        Numeric.AssertClose(differences, found, 1e-5, 1e-5);
    }

    private static Tensor Weights(long count) => arange(1, count + 1, dtype: float64) * 0.5;

    private static Tensor Wave(double frequency) => (arange(15, dtype: float64) * frequency + 0.2).sin().reshape(3, 5) * 1.7;
}
