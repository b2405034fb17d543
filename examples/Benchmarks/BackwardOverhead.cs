using TorchBridge;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>A piece of work, how to time it both ways, and the ratio that it may not exceed.</summary>
internal sealed record Comparison(string Work, double Limit, Func<(double Ours, double Theirs)> Measure)
{
    /// <summary>Instead of a ratio: how many microseconds more it may take.</summary>
    public double? Allowance { get; init; }

    public bool Met(double ours, double theirs) => Allowance is { } allowance ? ours <= theirs + allowance : ours <= Limit * theirs;

    public override string ToString() => Allowance is { } allowance ? $"+{allowance} us" : $"{Limit:F3}";
}

/// <summary>The facade's own cost: <c>loss.Backward()</c> against TorchSharp's <c>loss.backward()</c> on the same graph.</summary>
internal static class BackwardOverhead
{
    public static IEnumerable<Comparison> All()
    {
        yield return new("Backward of a 64x64 tanh layer, and TorchSharp's", 1.05, () => Measure(3000, new TanhLayer()));
        yield return new("Backward of two scalar operations, and TorchSharp's", 1.25, () => Measure(20000, new ScalarChain()));
    }

    private static (double Ours, double Theirs) Measure(int runs, IGraph graph)
    {
        using (graph)
            return Paired.Medians(runs, graph.Loss, loss => loss.Backward(), loss => loss.backward());
    }

    private interface IGraph : IDisposable
    {
        /// <summary>A new graph; its leaves have no gradient yet, so that no pass adds where another sets.</summary>
        Tensor Loss();
    }

    private sealed class TanhLayer : IGraph
    {
        private readonly Tensor _x = randn(64, 64, dtype: float64);
        private readonly Tensor _w = randn(64, 64, dtype: float64, requires_grad: true);

        public Tensor Loss()
        {
            _w.ZeroGrad();
            using Tensor product = _x.mm(_w);
            using Tensor y = product.tanh();
            return y.sum();
        }

        public void Dispose()
        {
            _x.Dispose();
            _w.Dispose();
        }
    }

    private sealed class ScalarChain : IGraph
    {
        private readonly Tensor _x = tensor(0.5, requires_grad: true);

        public Tensor Loss()
        {
            _x.ZeroGrad();
            using Tensor y = _x.sin();
            return y.exp();
        }

        public void Dispose() => _x.Dispose();
    }
}
