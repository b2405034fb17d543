using TorchBridge;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>Something small to differentiate, made anew for each pass.</summary>
internal interface IGraph : IDisposable
{
    Tensor Leaf { get; }

    /// <summary>A new graph; its leaves have no gradient yet, so that no pass adds where another sets.</summary>
    Tensor Loss();
}

internal sealed class TanhLayer : IGraph
{
    private readonly Tensor _x = randn(64, 64, dtype: float64);

    public Tensor Leaf { get; } = randn(64, 64, dtype: float64, requires_grad: true);

    public Tensor Loss()
    {
        Leaf.ZeroGrad();
        using Tensor product = _x.mm(Leaf);
        using Tensor y = product.tanh();
        return y.sum();
    }

    public void Dispose()
    {
        _x.Dispose();
        Leaf.Dispose();
    }
}

internal sealed class ScalarChain : IGraph
{
    public Tensor Leaf { get; } = tensor(0.5, requires_grad: true);

    public Tensor Loss()
    {
        Leaf.ZeroGrad();
        using Tensor y = Leaf.sin();
        return y.exp();
    }

    public void Dispose() => Leaf.Dispose();
}
