using TorchBridge;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>
/// A gradient check of a function of 10,000 parameters: along one random direction (<c>fastMode</c>) against element by element.
/// </summary>
internal static class GradCheckModes
{
    private const int Width = 100;

    public static IEnumerable<Comparison> All()
    {
        yield return new("gradcheck of 10,000 parameters, fast : full", 1.0 / 20, Measure);
    }

    private static Measured Measure()
    {
        using var layer = new Layer();
        return Paired.Medians(() => new Nothing(), _ => layer.Check(fastMode: true), _ => layer.Check(fastMode: false), turns: 5);
    }

    /// <summary>Both work on the same layer, which a check does not change.</summary>
    private readonly struct Nothing : IDisposable
    {
        public void Dispose()
        {
        }
    }

    private sealed class Layer : IDisposable
    {
        private readonly Tensor _input = randn(Width, dtype: float64);
        private readonly Tensor _weight = randn(Width, Width, dtype: float64).requires_grad_();

        public void Check(bool fastMode) => Autograd.GradCheck(Loss, _weight, fastMode: fastMode);

        public void Dispose()
        {
            _input.Dispose();
            _weight.Dispose();
        }

        private Tensor Loss(Tensor weight) => weight.mv(_input).tanh().sum();
    }
}
