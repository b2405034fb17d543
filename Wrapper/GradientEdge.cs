namespace TorchBridge;

/// <summary>
/// A tensor's place in the graph, without the tensor: <c>Grad</c> and <c>Backward</c> can start and end there when the tensor is gone. Made
/// by <see cref="Autograd.GradientEdge(Tensor)"/>.
/// </summary>
/// <remarks>
/// It keeps the graph behind the tensor alive until it is disposed. It belongs to no dispose scope, because it is meant to outlive the
/// tensors in one.
/// </remarks>
/// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.graph.GradientEdge.html">
/// torch.autograd.graph.GradientEdge
/// </seealso>
public sealed class GradientEdge : IDisposable
{
    internal GradientEdge(Tensor place, long outputNr) => (Place, Shape, Type, IsLeaf, OutputNr) =
        (place.DetachFromDisposeScope(), Shapes.Of(place), place.dtype, place.is_leaf, outputNr);

    /// <summary>The shape of the tensor, and so of the gradients here.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The element type of the tensor.</summary>
    public ScalarType Type { get; }

    /// <summary>Whether the tensor is a leaf. The edge then holds the leaf itself.</summary>
    public bool IsLeaf { get; }

    /// <summary>Which output of its operation the tensor is: 0, except for operations with several outputs.</summary>
    public long OutputNr { get; }

    /// <summary>A tensor without values that has this place in the graph.</summary>
    internal Tensor Place { get; }

    /// <summary>Lets go of the graph. Calling it again does nothing.</summary>
    public void Dispose() => Place.Dispose();

    /// <summary>What it is an edge of.</summary>
    /// <returns>For example <c>GradientEdge of float64 [2, 3]</c>.</returns>
    public override string ToString() =>
        $"GradientEdge of {(IsLeaf ? "a leaf, " : "")}{Support.Describe.Type(Type)} [{string.Join(", ", Shape)}]";
}
