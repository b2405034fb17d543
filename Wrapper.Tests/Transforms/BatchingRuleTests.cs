using System.Runtime.InteropServices;
using TorchBridge.Tests.Tools;
using static TorchBridge.Transforms;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;
using Reduction = TorchSharp.torch.nn.Reduction;

namespace TorchBridge.Tests;

/// <summary>
/// Losses on a batch of examples, against a loop of ordinary autograd: values, first and second derivatives, whichever arguments have the
/// batch.
/// </summary>
[TestClass]
public sealed class BatchingRuleTests : TransformTest
{
    private const double Rounding = 1e-10;

    private const int Examples = 3;

    /// <summary>A loss of some arguments, and three examples of each argument. Derivatives are taken in the first.</summary>
    private sealed record Case(string Name, Func<Tensor[], Tensor> Loss, Tensor[] Arguments)
    {
        /// <summary>One number whose derivative with respect to the loss is not constant.</summary>
        public Tensor Scalar(Tensor[] arguments) => Loss(arguments).square().sum();

        public Tensor[] Example(int index, bool[] batched) => [.. Arguments.Select((all, i) => all[batched[i] ? index : 0])];

        public Tensor[] Batch(bool[] batched) => [.. Arguments.Select((all, i) => batched[i] ? all : all[0])];

        public Func<Tensor, Tensor> OfFirst(Tensor[] arguments) => x => Scalar([x, .. arguments[1..]]);
    }

    private static readonly Dictionary<string, Case> s_cases = Cases().ToDictionary(each => each.Name);

    /// <summary>Losses whose own rules in LibTorch take two batches, one in each argument, for one dimension of different sizes.</summary>
    private static readonly string[] s_notCrossed = ["mse", "smooth l1", "huber"];

    public static IEnumerable<object[]> Names => s_cases.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void ABatchIsALoopOverItsExamples(string name)
    {
        Case loss = s_cases[name];
        foreach (bool[] batched in Combinations(loss.Arguments.Length))
        {
            int?[] dims = [.. batched.Select(each => each ? 0 : (int?)null)];
            Tensor[] batch = loss.Batch(batched);
            Tensor[][] examples = [.. Enumerable.Range(0, Examples).Select(i => loss.Example(i, batched))];
            string title = $"{name}, batched: {string.Join(' ', batched)}";
            AssertClose(title, stack(examples.Select(loss.Loss)), Vmap(arguments => [loss.Loss(arguments)], dims)(batch)[0]);
            AssertClose($"{title}, gradient", stack(examples.Select(each => Gradient(loss, each))),
                Vmap(Grad(loss.Scalar, 0), dims)(batch)[0]);
            AssertClose($"{title}, Hessian", stack(examples.Select(each => DoubleBackward(loss, each))),
                Vmap(each => [Hessian(loss.OfFirst(each))(each[0])], dims)(batch)[0]);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void ARuleIsDifferentiableItself(string name)
    {
        Case loss = s_cases[name];
        bool[] all = [.. loss.Arguments.Select(_ => true)];
        Tensor Sum(Tensor x) => Vmap(each => [loss.Scalar(each)])([x, .. loss.Arguments[1..]])[0].square().sum();
        Tensor Loop(Tensor x) => Enumerable.Range(0, Examples).Select(i =>
            loss.Scalar([x[i], .. loss.Example(i, all)[1..]]).square()).Aggregate((a, b) => a + b);
        Tensor x = loss.Arguments[0];
        AssertClose(name, Autograd.ValueAndGrad(Loop, x).Grad, Grad(Sum)(x));
        Tensor expected = Autograd.Hessian(Loop, x, vectorize: false);
        AssertClose($"{name}, JacRev of Grad of Vmap", expected, JacRev(Grad(Sum))(x));
        AssertClose($"{name}, Hessian of Vmap", expected, Hessian(Sum)(x));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void BatchesNest(string name)
    {
        Case loss = s_cases[name];
        Tensor[] twice = Array.ConvertAll(loss.Arguments, all => stack([all, all.flip(0)]));
        bool[] all = [.. loss.Arguments.Select(_ => true)];
        Tensor expected = stack(Enumerable.Range(0, Examples).Select(i => Gradient(loss, loss.Example(i, all))));
        AssertClose(name, stack([expected, expected.flip(0)]), Vmap(Vmap(Grad(loss.Scalar, 0)))(twice)[0]);
        // The outer batch in the first argument, the inner one in the others.
        int?[] outer = [0, .. loss.Arguments[1..].Select(_ => (int?)null)], inner = [null, .. loss.Arguments[1..].Select(_ => 0)];
        Tensor Crossed() => Vmap(arguments => Vmap(Grad(loss.Scalar, 0), inner)(arguments), outer)(loss.Arguments)[0];
        if (Array.Exists(s_notCrossed, start => name.StartsWith(start, StringComparison.Ordinal)))
        {
            Assert.ThrowsExactly<ExternalException>(Crossed, "LibTorch can do it now");
            return;
        }
        Tensor crossed = Crossed();
        for (int i = 0; i < Examples; i++)
            for (int j = 0; j < Examples; j++)
                AssertClose($"{name} {i} {j}", Gradient(loss, [loss.Arguments[0][i], .. loss.Example(j, all)[1..]]), crossed[i][j]);
    }

    [TestMethod]
    public void AnExampleWhoseElementsAreAllIgnoredHasNoMean()
    {
        Tensor x = Wave(0.7, 2, 4, 5), classes = tensor(new long[,] { { 1, 1, 1, 1 }, { 1, 2, 1, 0 } });
        Tensor Loss(Tensor[] arguments) => F.cross_entropy(arguments[0], arguments[1], ignore_index: 1);
        Tensor losses = Vmap(arguments => [Loss(arguments)])([x, classes])[0];
        Assert.IsTrue(double.IsNaN(losses[0].item<double>()));
        AssertClose("the other", Loss([x[1], classes[1]]), losses[1]);
        Tensor gradients = Vmap(Grad(Loss, 0))([x, classes])[0];
        using Tensor leaf = x[0].detach().requires_grad_();
        Assert.IsTrue(gradients[0].allclose(Autograd.Grad(Loss([leaf, classes[0]]), leaf)!, equal_nan: true), "gradient");
    }

    [TestMethod]
    public void AnInfiniteScoreThatIsIgnoredStaysOut()
    {
        Tensor scores = tensor([double.NegativeInfinity, 1.0, 2.0]).expand(2, 3), classes = tensor(new long[] { 0, 1 });
        Tensor losses = Vmap(each => [F.cross_entropy(each[0], each[1], ignore_index: 0, reduction: Reduction.Sum)])([scores, classes])[0];
        AssertClose("losses", tensor([0, Math.Log(1 + Math.E)]), losses);
    }

    [TestMethod]
    public void AClassThatDoesNotExistIsRefused()
    {
        Tensor scores = Wave(0.7, 2, 5), classes = tensor(new long[] { 0, 5 });
        var thrown = Assert.ThrowsExactly<ExternalException>(() => Vmap(each => [F.cross_entropy(each[0], each[1])])([scores, classes]));
        StringAssert.Contains(thrown.Message, "out of bounds");
    }

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(1.0)]
    [DataRow(1.5)]
    [DataRow(2.0)]
    [DataRow(3.0)]
    [DataRow(double.PositiveInfinity)]
    public void TheBackwardPassOfCdistTakesEveryBatch(double p)
    {
        (long[], long[])[] shapes = [([4, 3], [5, 3]), ([2, 4, 3], [5, 3]), ([4, 3], [2, 5, 3]), ([2, 1, 4, 3], [3, 5, 3])];
        foreach ((long[] first, long[] second) in shapes)
        {
            long[] distances = cdist(zeros(first), zeros(second)).shape;
            Tensor[] all = [Wave(0.7, [Examples, .. first]), Wave(0.43, [Examples, .. second]), Wave(1.1, [Examples, .. distances])];
            Tensor[] Pulled(Tensor[] each) => Vjp((Tensor[] q) => [cdist(q[0], q[1], p)], [each[0], each[1]]).VjpFn([each[2]]);
            foreach (bool[] batched in Combinations(3))
            {
                Tensor[] found = Vmap(Pulled, [.. batched.Select(each => each ? 0 : (int?)null)])([.. all.Select((each, i) =>
                    batched[i] ? each : each[0])]);
                for (int i = 0; i < Examples; i++)
                    Numeric.AssertClose($"p {p} [{string.Join(", ", first)}] {string.Join(' ', batched)}",
                        Pulled([.. all.Select((each, k) => each[batched[k] ? i : 0])]), [found[0][i], found[1][i]], Rounding, Rounding);
            }
        }
    }

    [TestMethod]
    public void TheJacobianOfCdistIsRightByEveryRoute()
    {
        Tensor x = Wave(0.7, 4, 3), y = Wave(0.3, 5, 3);
        Tensor expected = JacFwd((Tensor t) => t.unsqueeze(1).sub(y).square().sum(-1).sqrt())(x);
        AssertClose("JacRev", expected, JacRev((Tensor t) => cdist(t, y))(x));
        AssertClose("Jacobian", expected, Autograd.Jacobian(t => cdist(t, y), x, vectorize: true));
        AssertClose("Vmap(JacRev)", expected, Vmap(JacRev((Tensor t) => cdist(t, y)))(stack([x, x]))[1]);
    }

    private static void AssertClose(string name, Tensor expected, Tensor actual) =>
        Numeric.AssertClose(name, expected, actual, Rounding, Rounding);

    private static Tensor Gradient(Case loss, Tensor[] example) => Autograd.ValueAndGrad(loss.OfFirst(example), example[0]).Grad;

    private static Tensor DoubleBackward(Case loss, Tensor[] example) =>
        Autograd.Hessian(loss.OfFirst(example), example[0], vectorize: false);

    /// <summary>All ways for some arguments to have the batch, and at least one.</summary>
    private static IEnumerable<bool[]> Combinations(int count) =>
        Enumerable.Range(1, (1 << count) - 1).Select(bits => Enumerable.Range(0, count).Select(i => (bits >> i & 1) != 0).ToArray());

    private static Tensor Wave(double frequency, params long[] shape) =>
        (arange(shape.Aggregate(1L, (a, b) => a * b), dtype: float64) * frequency + 0.1).sin().reshape(shape) * 2;

    private static Tensor Classes(params long[] shape) =>
        (arange(shape.Aggregate(1L, (a, b) => a * b), dtype: int64) * 7).remainder(5).reshape(shape);

    private static IEnumerable<Case> Cases()
    {
        foreach (Reduction reduction in Enum.GetValues<Reduction>())
        {
            yield return new($"cross entropy of one element, {reduction}", a =>
                F.cross_entropy(a[0], a[1], reduction: reduction), [Wave(0.7, 3, 5), Classes(3)]);
            yield return new($"cross entropy, {reduction}", a =>
                F.cross_entropy(a[0], a[1], reduction: reduction), [Wave(0.7, 3, 4, 5), Classes(3, 4)]);
            yield return new($"nll with weights, {reduction}", a =>
                F.nll_loss(a[0], a[1], a[2], reduction: reduction), [Wave(0.7, 3, 4, 5), Classes(3, 4), Wave(0.9, 3, 5).exp()]);
            yield return new($"cross entropy that ignores, {reduction}", a =>
                F.cross_entropy(a[0], a[1], a[2], ignore_index: 2, reduction: reduction),
                [Wave(0.7, 3, 4, 5), Classes(3, 4), Wave(0.9, 3, 5).exp()]);
            yield return new($"cross entropy of images, {reduction}", a =>
                F.cross_entropy(a[0], a[1], ignore_index: 1, reduction: reduction), [Wave(0.7, 3, 2, 5, 2, 2), Classes(3, 2, 2, 2)]);
            yield return new($"cross entropy of images with weights, {reduction}", a =>
                F.cross_entropy(a[0], a[1], a[2], reduction: reduction),
                [Wave(0.7, 3, 1, 5, 2, 1), Classes(3, 1, 2, 1), Wave(0.9, 3, 5).exp()]);
            yield return new($"cross entropy of sequences, {reduction}", a =>
                F.cross_entropy(a[0], a[1], reduction: reduction), [Wave(0.7, 3, 2, 5, 2), Classes(3, 2, 2)]);
            yield return new($"mse, {reduction}", a => F.mse_loss(a[0], a[1], reduction), [Wave(0.7, 3, 2, 3), Wave(0.4, 3, 2, 3)]);
            yield return new($"smooth l1, {reduction}", a =>
                F.smooth_l1_loss(a[0], a[1], reduction, 0.7), [Wave(0.7, 3, 2, 3), Wave(0.4, 3, 2, 3)]);
            yield return new($"soft margin, {reduction}", a =>
                F.soft_margin_loss(a[0], a[1].sign(), reduction), [Wave(0.7, 3, 2, 3), Wave(0.4, 3, 2, 3)]);
            yield return new($"huber, {reduction}", a =>
                F.huber_loss(a[0], a[1], 0.7, reduction), [Wave(0.7, 3, 2, 3), Wave(0.4, 3, 2, 3)]);
        }
    }
}
