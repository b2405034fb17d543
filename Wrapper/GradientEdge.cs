namespace TorchBridge;

/// <summary>
/// The place of a tensor in the graph, without the tensor. <c>Grad</c> and <c>Backward</c> can start and end there after the tensor has
/// been disposed. <see cref="Autograd.GradientEdge(Tensor)"/> makes one.
/// </summary>
/// <remarks>
/// An edge keeps the graph behind the tensor alive. Dispose it to release the graph. It belongs to no dispose scope, so that it can outlive
/// the tensors of a scope.
/// </remarks>
/// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.graph.GradientEdge.html">
/// torch.autograd.graph.GradientEdge
/// </seealso>
public sealed class GradientEdge : IDisposable
{
    internal GradientEdge(Tensor place, long outputNr) => (Place, Shape, Type, IsLeaf, OutputNr) =
        (place.DetachFromDisposeScope(), Shapes.Of(place), place.dtype, place.is_leaf, outputNr);

    /// <summary>The shape of the tensor. Gradients at this edge have the same shape.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The element type of the tensor.</summary>
    public ScalarType Type { get; }

    /// <summary>Whether the tensor is a leaf. If so, the edge holds the leaf itself.</summary>
    public bool IsLeaf { get; }

    /// <summary>
    /// Which output of its operation the tensor is, counted from 0. It is above 0 only for operations with several outputs.
    /// </summary>
    public long OutputNr { get; }

    /// <summary>A tensor without values that has this place in the graph.</summary>
    internal Tensor Place { get; }

    /// <summary>Releases the graph. Further calls do nothing.</summary>
    public void Dispose() => Place.Dispose();

    /// <summary>Returns a short description.</summary>
    /// <returns>For example <c>GradientEdge of float64 [2, 3]</c>.</returns>
    public override string ToString() =>
        $"GradientEdge of {(IsLeaf ? "a leaf, " : "")}{Support.Describe.Type(Type)} [{string.Join(", ", Shape)}]";
}
