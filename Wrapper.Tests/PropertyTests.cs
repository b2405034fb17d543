using CsCheck;
using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Backward, Grad and central differences agree for random graphs. A failure prints the seed that reproduces it.</summary>
[TestClass]
public sealed class PropertyTests
{
    private static readonly Gen<RandomGraph.Step> s_step =
        Gen.Select(Gen.Int[0, RandomGraph.OperationCount - 1], Gen.Int[0, 1000], Gen.Int[0, 1000],
        (operation, first, second) => new RandomGraph.Step(operation, first, second));

    private static readonly Gen<RandomGraph> s_graph =
        from rows in Gen.Long[1, 3]
        from columns in Gen.Long[1, 3]
        from input in Gen.Double[-1.5, 1.5].Array[(int)(rows * columns)]
        from steps in s_step.Array[5, 40]
        select new RandomGraph(rows, columns, input, steps);

    [TestMethod]
    public void BackwardGradAndCentralDifferencesAgree() => s_graph.Sample(Agree, iter: 300, threads: 1);

    [TestMethod]
    [TestCategory("Soak")]
    public void BackwardGradAndCentralDifferencesAgreeManyTimes() => s_graph.Sample(Agree, iter: 2_000, threads: 1);

    [TestMethod]
    public void ACheckpointOrAHookChangesNothing() => s_graph.Sample(graph =>
    {
        using var scope = NewDisposeScope();
        Tensor x = graph.Leaf();
        double[] plain = Numeric.Values(Autograd.Grad(graph.Run(x), x));
        Numeric.AssertClose(plain, Numeric.Values(Autograd.Grad(Autograd.Checkpoint(graph.Run, x), x)), 1e-12, 1e-14);
        Numeric.AssertClose(plain, Numeric.Values(Autograd.Grad(graph.Run(x.WithGradHook(g => g.clone())), x)), 1e-12, 1e-14);
    }, iter: 100, threads: 1);

    /// <summary>Second derivatives against central differences of first ones.</summary>
    [TestMethod]
    public void TheGradientOfAGradientAgrees() => s_graph.Sample(graph =>
    {
        using var scope = NewDisposeScope();
        Tensor x = graph.Leaf();
        Tensor v = arange(x.numel(), dtype: float64).cos().reshape(x.shape);
        Tensor first = Autograd.Grad([graph.Run(x)], [x], createGraph: true, materializeGrads: true)[0]!;
        Tensor product = (first * v).sum();
        // Of a linear function the gradient is constant, and has no graph.
        Tensor second = product.requires_grad ? Autograd.Grad([product], [x], materializeGrads: true)[0]! : zeros_like(x);
        double[] expected = Numeric.Gradient(at => (GradientAt(graph, at) * v).sum(), x);
        Numeric.AssertClose(expected, Numeric.Values(second), 1e-4, 1e-5);
    }, iter: 100, threads: 1);

    private static void Agree(RandomGraph graph)
    {
        using var scope = NewDisposeScope();
        Tensor x = graph.Leaf();
        Tensor y = graph.Run(x);
        double[] returned = Numeric.Values(Autograd.Grad(y, x, retainGraph: true));
        y.Backward(retainGraph: true);
        CollectionAssert.AreEqual(returned, Numeric.Values(x.grad));
        y.Backward();
        Numeric.AssertClose([.. returned.Select(g => 2 * g)], Numeric.Values(x.grad), 1e-12, 0);
        Numeric.AssertClose(Numeric.Gradient(graph.Run, x), returned, 1e-5, 1e-6);
    }

    private static Tensor GradientAt(RandomGraph graph, Tensor at)
    {
        using var recording = enable_grad();
        Tensor leaf = at.detach().requires_grad_();
        return Autograd.Grad(graph.Run(leaf), leaf);
    }
}
