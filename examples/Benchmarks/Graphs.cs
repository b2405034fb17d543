using TorchBridge;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>A small graph to differentiate, which is made again for each pass.</summary>
internal interface IGraph : IDisposable
{
    Tensor Leaf { get; }

    /// <summary>Makes a new graph. Its leaves have no gradient, so that every pass sets the gradient and none adds to it.</summary>
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
