using TorchBridge;

namespace Benchmarks;

/// <summary>The facade's own cost: <c>loss.Backward()</c> against TorchSharp's <c>loss.backward()</c> on the same graph.</summary>
internal static class BackwardOverhead
{
    public static IEnumerable<Comparison> All()
    {
        yield return new("backward of a 64x64 tanh layer", 1.15, () => Measure(new TanhLayer()));
        yield return new("backward of a scalar chain of two operations", 1.4, () => Measure(new ScalarChain()));
    }

    private static Measured Measure(IGraph graph)
    {
        using (graph)
            return Paired.Medians(graph.Loss, loss => loss.Backward(), loss => loss.backward());
    }
}
