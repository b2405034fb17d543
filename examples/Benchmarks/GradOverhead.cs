using TorchBridge;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary><c>Autograd.Grad</c>, guarded, against TorchSharp's <c>torch.autograd.grad</c>, which ends the process on any error.</summary>
internal static class GradOverhead
{
    public static IEnumerable<Comparison> All()
    {
        yield return new("grad of a 64x64 tanh layer", 1.00, () => One(new TanhLayer()));
        yield return new("grad of a 64x64 tanh layer, lists", 1.00, () => Lists(new TanhLayer()));
        yield return new("grad of a scalar chain of two operations", 1.00, () => One(new ScalarChain()));
        yield return new("grad of the scalar chain, lists", 1.00, () => Lists(new ScalarChain()));
    }

    private static Measured One(IGraph graph)
    {
        Tensor leaf = graph.Leaf;
        using (graph)
            return Paired.Medians(graph.Loss, loss => Autograd.Grad(loss, leaf).Dispose(), loss =>
                autograd.grad([loss], [leaf])[0].Dispose());
    }

    private static Measured Lists(IGraph graph)
    {
        Tensor leaf = graph.Leaf;
        using (graph)
            return Paired.Medians(graph.Loss, loss => Autograd.Grad([loss], [leaf])[0]!.Dispose(), loss =>
                autograd.grad([loss], [leaf])[0].Dispose());
    }
}
