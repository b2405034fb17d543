namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>
    /// Returns the place of a tensor in the graph. <c>Grad</c> and <c>Backward</c> can start and end there without the tensor.
    /// </summary>
    /// <param name="tensor">A tensor that requires grad. It need not be a leaf.</param>
    /// <returns>
    /// The edge. Dispose it to release the graph. It keeps the graph behind <paramref name="tensor"/> alive, but not the values of
    /// <paramref name="tensor"/>, which can be disposed. The edge of a leaf keeps the leaf. A later in-place operation on
    /// <paramref name="tensor"/> does not change the edge.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="tensor"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="tensor"/> has been disposed.</exception>
    /// <exception cref="ArgumentException"><paramref name="tensor"/> is nested.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: <paramref name="tensor"/> does not require grad.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: the call is inside a transformed function.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: this build of LibTorch does not show its graph: <see cref="NativeCapabilities.Graph"/>
    /// is false.
    /// </exception>
    /// <example>
    /// The tensor is disposed before the pass runs.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor x = tensor(3.0, requires_grad: true);
    /// GradientEdge boundary;
    /// using (Tensor hidden = x.square())
    ///     boundary = Autograd.GradientEdge(hidden);
    /// using (boundary)
    ///     Autograd.Backward([boundary], [tensor(10.0)]);
    /// Console.WriteLine(x.grad!.ToDouble());      // 60
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.graph.get_gradient_edge.html">
    /// torch.autograd.graph.get_gradient_edge
    /// </seealso>
    public static GradientEdge GradientEdge(Tensor tensor)
    {
        Check.Usable(tensor);
        Tensor place = Operators.Reverse.Edges.Run(tensor);
        return new GradientEdge(place, Operators.Reverse.TensorState.OutputNumber(nameof(GradientEdge), place));
    }

    /// <summary>
    /// Computes gradients from edges to edges, as <c>Grad</c> does for tensors. To mix edges and tensors, make an edge of each tensor.
    /// </summary>
    /// <param name="outputs">The edges where the pass starts. An edge that is listed twice counts twice.</param>
    /// <param name="inputs">The edges where the pass ends: at least one.</param>
    /// <param name="gradOutputs">
    /// One gradient for each output, of its shape. A null element stands for 1; it is allowed if the output is real and has one element.
    /// Null as a whole, the default, means that all are null.
    /// </param>
    /// <param name="retainGraph">
    /// True keeps the graph, so that another pass can use it. Null, the default, means the value of <paramref name="createGraph"/>.
    /// </param>
    /// <param name="createGraph">True gives the results a graph of their own. Default false.</param>
    /// <param name="allowUnused">
    /// True: the result for an input that no output depends on is null. False, the default: such an input is an error.
    /// </param>
    /// <param name="isGradsBatched">
    /// True: each element of <paramref name="gradOutputs"/> has a batch dimension in front, and so has each result. Default false.
    /// </param>
    /// <param name="materializeGrads">True: the result for an input that no output depends on is zeros. Default false.</param>
    /// <returns>
    /// A gradient for each input, of its shape and type. It is null as <paramref name="allowUnused"/> says. The caller disposes it.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="outputs"/> or an edge in it is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="inputs"/> or an edge in it is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="inputs"/> is empty.</exception>
    /// <exception cref="ArgumentException">An edge or a gradient has been disposed.</exception>
    /// <exception cref="ArgumentException"><paramref name="gradOutputs"/> has fewer elements than <paramref name="outputs"/>.</exception>
    /// <exception cref="ArgumentException">A gradient does not have the shape of its output.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotScalar"/>: a gradient is null and its output is not a real tensor of one element.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.UnusedInput"/>: no output depends on an input, and neither <paramref name="allowUnused"/> nor
    /// <paramref name="materializeGrads"/> is true.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.GraphFreed"/>: an earlier pass without <paramref name="retainGraph"/> has freed the graph.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.ModifiedInPlace"/>: a tensor that the graph saved has been written to in place.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: an operation of the graph has no derivative.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>: LibTorch's engine reports another failure. The message has its text.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.grad.html">torch.autograd.grad</seealso>
    [System.Runtime.CompilerServices.OverloadResolutionPriority(-1)]      // null and [] mean tensors
    public static Tensor?[] Grad(IEnumerable<GradientEdge> outputs, IEnumerable<GradientEdge> inputs,
        IEnumerable<Tensor?>? gradOutputs = null, bool? retainGraph = null, bool createGraph = false, bool allowUnused = false,
        bool isGradsBatched = false, bool materializeGrads = false)
    {
        return Grad(Places(outputs, nameof(Grad), nameof(outputs)), Places(inputs, nameof(Grad), nameof(inputs)), gradOutputs, retainGraph,
            createGraph, allowUnused, isGradsBatched, materializeGrads);
    }

    /// <summary>
    /// Computes gradients from edges and adds them to the <c>.grad</c> of leaves, as <c>Backward</c> does for tensors. To mix edges and
    /// tensors, make an edge of each tensor.
    /// </summary>
    /// <param name="tensors">The edges where the pass starts: at least one.</param>
    /// <param name="gradTensors">
    /// One gradient for each edge, of its shape. A null element stands for 1; it is allowed if the output is real and has one element. Null
    /// as a whole, the default, means that all are null.
    /// </param>
    /// <param name="retainGraph">
    /// True keeps the graph, so that another pass can use it. Null, the default, means the value of <paramref name="createGraph"/>.
    /// </param>
    /// <param name="createGraph">True gives the gradients a graph of their own. Default false.</param>
    /// <param name="inputs">
    /// The edges of the leaves whose <c>.grad</c> receives the gradients: at least one. Null, the default, means all leaves. The edge of a
    /// tensor that is not a leaf is an error: use <c>Grad</c> for it.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="tensors"/> or an edge in it is null.</exception>
    /// <exception cref="ArgumentNullException">An edge in <paramref name="inputs"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="tensors"/> is empty.</exception>
    /// <exception cref="ArgumentException"><paramref name="inputs"/> is an empty list.</exception>
    /// <exception cref="ArgumentException">An edge or a gradient has been disposed.</exception>
    /// <exception cref="ArgumentException"><paramref name="gradTensors"/> has fewer elements than <paramref name="tensors"/>.</exception>
    /// <exception cref="ArgumentException">A gradient does not have the shape of its output.</exception>
    /// <exception cref="ArgumentException">An edge in <paramref name="inputs"/> is not the edge of a leaf.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotScalar"/>: a gradient is null and its output is not a real tensor of one element.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.GraphFreed"/>: an earlier pass without <paramref name="retainGraph"/> has freed the graph.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.ModifiedInPlace"/>: a tensor that the graph saved has been written to in place.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: an operation of the graph has no derivative.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>: LibTorch's engine reports another failure. The message has its text.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.backward.html">torch.autograd.backward</seealso>
    [System.Runtime.CompilerServices.OverloadResolutionPriority(-1)]
    public static void Backward(IEnumerable<GradientEdge> tensors, IEnumerable<Tensor?>? gradTensors = null, bool? retainGraph = null,
        bool createGraph = false, IEnumerable<GradientEdge>? inputs = null)
    {
        Tensor[] from = Places(tensors, nameof(Backward), nameof(tensors));
        Tensor[]? into = inputs is null ? null : Places(inputs, nameof(Backward), nameof(inputs));
        for (int i = 0; i < into?.Length; i++)
            if (!into[i].IsInvalid && !into[i].is_leaf)
                throw ArgumentMessages.EdgeOfNonLeaf(nameof(Backward), nameof(inputs), i);
        Backward(from, gradTensors, retainGraph, createGraph, into);
    }

    private static Tensor[] Places(IEnumerable<GradientEdge> edges, string api, string parameter)
    {
        if (edges is null)
            throw ArgumentMessages.NullEdges(api, parameter);
        return [.. edges.Select((edge, i) => edge is null ? throw ArgumentMessages.NullEdge(api, parameter, i) : edge.Place)];
    }
}
