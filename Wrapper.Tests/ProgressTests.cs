using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>What long calls tell an <see cref="IProgress{T}"/>, and what it may do.</summary>
[TestClass]
[DoNotParallelize]
public sealed partial class ProgressTests
{
    /// <summary>Writes down what it is told, and does something else besides.</summary>
    private sealed class Notes(Action<double>? then = null) : IProgress<double>
    {
        public List<double> Values { get; } = [];

        public void Report(double value)
        {
            Values.Add(value);
            then?.Invoke(value);
        }

        /// <summary>Each in a fraction of a whole.</summary>
        public string In(int whole) => string.Join(' ', Values.Select(value => Math.Round(value * whole, 6)));
    }

    private static Tensor Ten => arange(10, dtype: float64);

    private static Tensor Elementwise(Tensor x) => x.sin() * x;

    private static Tensor Loss(Tensor x) => Elementwise(x).sum();

    /// <summary>Every long call, by a name.</summary>
    private static readonly Dictionary<string, Action<IProgress<double>?>> s_calls = new()
    {
        ["Jacobian"] = p => Autograd.Jacobian(Elementwise, Ten, progress: p),
        ["Jacobian of several inputs"] = p => Autograd.Jacobian(t => t[0] * t[1], [Ten, Ten], progress: p),
        ["Jacobian of several outputs"] = p => Autograd.Jacobian(t => [t[0] * t[1], t[0].sum()], [Ten, Ten], progress: p),
        ["Jacobian, strict"] = p => Autograd.Jacobian(Elementwise, Ten, strict: true, progress: p),
        ["Jacobian, row by row"] = p => Autograd.Jacobian(Elementwise, Ten, vectorize: false, progress: p),
        ["Jacobian, in chunks"] = p => Autograd.Jacobian(Elementwise, Ten, chunkSize: 3, progress: p),
        ["Jacobian, forward"] = p =>
            Autograd.Jacobian(Elementwise, Ten, strategy: JacobianStrategy.ForwardMode, progress: p),
        ["Jacobian, forward in chunks"] = p =>
            Autograd.Jacobian(Elementwise, Ten, strategy: JacobianStrategy.ForwardMode, chunkSize: 3, progress: p),
        ["Jacobian, column by column"] = p =>
            Autograd.Jacobian(Elementwise, Ten, vectorize: false, strategy: JacobianStrategy.ForwardMode, progress: p),
        ["Hessian"] = p => Autograd.Hessian(Loss, Ten, progress: p),
        ["Hessian, row by row"] = p => Autograd.Hessian(Loss, Ten, vectorize: false, progress: p),
        ["Hessian of several inputs"] = p => Autograd.Hessian(t => Loss(t[0]) * Loss(t[1]), [Ten, Ten], progress: p),
        ["Hessian, forward"] = p => Autograd.Hessian(Loss, Ten, outerStrategy: JacobianStrategy.ForwardMode, progress: p),
        ["GradCheck"] = p => Autograd.GradCheck(Elementwise, Ten.requires_grad_(), progress: p),
        ["GradCheck of several"] = p =>
            Autograd.GradCheck(t => [t[0] * t[1], t[0].sum()], [Ten.requires_grad_(), Ten], checkForwardAd: true, progress: p),
        ["GradCheck, fast"] = p =>
            Autograd.GradCheck(Elementwise, Ten.requires_grad_(), fastMode: true, checkForwardAd: true, progress: p),
        ["GradCheck, options"] = p =>
            Autograd.GradCheck(t => [Elementwise(t[0])], [Ten.requires_grad_()], new GradCheckOptions { Progress = p }),
        ["GradCheck, complex"] = p =>
            Autograd.GradCheck(x => x * x, complex(Ten, Ten).requires_grad_(), checkForwardAd: true, progress: p),
        ["GradGradCheck"] = p => Autograd.GradGradCheck(Elementwise, Ten.requires_grad_(), progress: p),
        ["GradGradCheck of several"] = p => Autograd.GradGradCheck(t => [Elementwise(t[0])], [Ten.requires_grad_()], progress: p),
        ["GradGradCheck, options"] = p => Autograd.GradGradCheck(t => [Elementwise(t[0])], [Ten.requires_grad_()], null,
            new GradCheckOptions { Progress = p, FastMode = true }),
    };

    public static IEnumerable<object[]> Calls => s_calls.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Calls))]
    public void ItGrowsFromZeroAndEndsAtOne(string call)
    {
        using var scope = NewDisposeScope();
        var notes = new Notes();
        s_calls[call](notes);
        Assert.AreEqual(0.0, notes.Values[0]);
        Assert.AreEqual(1.0, notes.Values[^1]);
        for (int i = 1; i < notes.Values.Count; i++)
            Assert.IsGreaterThan(notes.Values[i - 1], notes.Values[i]);
    }

    [TestMethod]
    [DataRow(null, null, "0 10")]
    [DataRow(null, 3, "0 3 6 9 10")]
    [DataRow(true, 5, "0 5 10")]
    [DataRow(false, null, "0 1 2 3 4 5 6 7 8 9 10")]
    [DataRow(false, 4, "0 1 2 3 4 5 6 7 8 9 10")]
    public void AJacobianReportsEachChunkRowOrColumn(bool? vectorize, int? chunkSize, string expected)
    {
        using var scope = NewDisposeScope();
        foreach (JacobianStrategy strategy in Enum.GetValues<JacobianStrategy>())
        {
            var notes = new Notes();
            Autograd.Jacobian(Elementwise, Ten, vectorize: vectorize, strategy: strategy, chunkSize: chunkSize, progress: notes);
            Assert.AreEqual(expected, notes.In(10), strategy.ToString());
        }
    }

    [TestMethod]
    public void SeveralOutputsShareOneScale()
    {
        using var scope = NewDisposeScope();
        var notes = new Notes();
        Tensor constant = ones(7);
        Autograd.Jacobian(t => [t[0] * t[0], constant, t[0][..6]], [Ten], chunkSize: 4, progress: notes);
        Assert.AreEqual("0 4 8 10 14 16", notes.In(16));
    }

    [TestMethod]
    public void ACheckReportsCallsOfTheFunctionAndBackwardPasses()
    {
        using var scope = NewDisposeScope();
        var notes = new Notes();
        Assert.IsTrue(Autograd.GradCheck(x => x * x, tensor([1.0, 2]).requires_grad_(), checkForwardAd: true, progress: notes));
        Assert.AreEqual("0 2 4 5 6 7 8 9 10", notes.In(10));      // 2 * 2 calls, 2 * 2 backward passes, 2 tangents
    }

    /// <summary>The first try, many at once, fails in its second chunk; its report is not taken back.</summary>
    [TestMethod]
    [DataRow(JacobianStrategy.ReverseMode)]
    [DataRow(JacobianStrategy.ForwardMode)]
    public void ItNeverFallsWhereRowsAreTriedAgainOneByOne(JacobianStrategy strategy)
    {
        using var scope = NewDisposeScope();
        var notes = new Notes();
        Tensor result = Autograd.Jacobian(x => x * (x[9].item<double>() > 0 ? 2 : 3), Ten, strategy: strategy, chunkSize: 4,
            progress: notes);
        Assert.IsTrue(result.allclose(2 * eye(10, dtype: float64)));
        CollectionAssert.AreEqual(notes.Values.Distinct().Order().ToArray(), notes.Values);
        Assert.AreEqual(1.0, notes.Values[^1]);
    }

    [TestMethod]
    public void ACheckThatFailsEndsAtOneIfItReturnsAndNotIfItThrows()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2]).requires_grad_();
        Func<Tensor, Tensor> wrong = t => t.detach() * t;
        foreach (bool fast in new[] { false, true })
        {
            Notes returned = new(), thrown = new();
            Assert.IsFalse(Autograd.GradCheck(wrong, x, raiseException: false, fastMode: fast, progress: returned));
            Assert.AreEqual(1.0, returned.Values[^1]);
            Assert.ThrowsExactly<GradCheckException>(() => Autograd.GradCheck(wrong, x, fastMode: fast, progress: thrown));
            Assert.IsLessThan(1.0, thrown.Values[^1]);
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void TheResultIsTheSame(bool vectorize)
    {
        using var scope = NewDisposeScope();
        foreach (JacobianStrategy strategy in Enum.GetValues<JacobianStrategy>())
            Same.Values(
                Autograd.Jacobian(Elementwise, Ten, vectorize: vectorize, strategy: strategy, chunkSize: 3),
                Autograd.Jacobian(Elementwise, Ten, vectorize: vectorize, strategy: strategy, chunkSize: 3,
                    progress: new Notes(_ => manual_seed(3))), 0);
    }
}
