namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>The place of a tensor in the graph, where <c>Grad</c> and <c>Backward</c> can start and end without the tensor.</summary>
    /// <param name="tensor">A tensor that requires grad, leaf or not.</param>
    /// <returns>
    /// The edge, to be disposed. It keeps the graph behind <paramref name="tensor"/> alive, but not its values: the tensor can be disposed.
    /// The edge of a leaf keeps the leaf. A later in-place operation on <paramref name="tensor"/> does not move the edge.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="tensor"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="tensor"/> has been disposed, or is nested.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: <paramref name="tensor"/> does not require grad.
    /// <see cref="AutogradError.NotImplemented"/>: inside a transformed function, or where this build of LibTorch does not show its graph
    /// (<see cref="NativeCapabilities.Graph"/>).
    /// </exception>
    /// <example>
    /// <code>
    /// GradientEdge boundary;
    /// using (Tensor hidden = first.call(x))
    /// {
    ///     boundary = Autograd.GradientEdge(hidden);
    ///     Send(hidden);                                            // another stage computes with it
    /// }
    /// Autograd.Backward([boundary], [ReceiveGradient()]);          // the tensor is gone, its graph is not
    /// boundary.Dispose();
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

    /// <summary>The same as <c>Grad</c> of tensors, from edges to edges. Make an edge of each tensor among them.</summary>
    /// <param name="outputs">Where the pass starts. An edge that is listed twice counts twice.</param>
    /// <param name="inputs">Where it ends; at least one.</param>
    /// <param name="gradOutputs">
    /// One gradient for each output, of its shape; null stands for 1 where the output is real and has one element. Null as a whole, the
    /// default, stands for all null.
    /// </param>
    /// <param name="retainGraph">
    /// Whether the graph can be walked again. Null, the default, means the value of <paramref name="createGraph"/>.
    /// </param>
    /// <param name="createGraph">Whether the results get a graph of their own. Default false.</param>
    /// <param name="allowUnused">Whether an input that no output depends on gets null; it is an error otherwise, the default.</param>
    /// <param name="isGradsBatched">Whether each of <paramref name="gradOutputs"/> has a batch dimension in front. Default false.</param>
    /// <param name="materializeGrads">Whether an input that no output depends on gets zeros. Default false.</param>
    /// <returns>A gradient for each input, of its shape and type; null where <paramref name="allowUnused"/> says.</returns>
    /// <exception cref="ArgumentNullException">A list or an edge is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="inputs"/> is empty; an edge or a gradient has been disposed; a gradient does not fit its output.
    /// </exception>
    /// <exception cref="AutogradException">As for tensors.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.grad.html">torch.autograd.grad</seealso>
#if NET9_0_OR_GREATER
    [System.Runtime.CompilerServices.OverloadResolutionPriority(-1)]      // null and [] mean tensors
#endif
    public static Tensor?[] Grad(IEnumerable<GradientEdge> outputs, IEnumerable<GradientEdge> inputs,
        IEnumerable<Tensor?>? gradOutputs = null, bool? retainGraph = null, bool createGraph = false, bool allowUnused = false,
        bool isGradsBatched = false, bool materializeGrads = false)
    {
        return Grad(Places(outputs, nameof(Grad), nameof(outputs)), Places(inputs, nameof(Grad), nameof(inputs)), gradOutputs, retainGraph,
            createGraph, allowUnused, isGradsBatched, materializeGrads);
    }

    /// <summary>The same as <c>Backward</c> of tensors, from edges. Make an edge of each tensor among them.</summary>
    /// <param name="tensors">Where the pass starts; at least one.</param>
    /// <param name="gradTensors">
    /// One gradient for each, of its shape; null stands for 1 where the output is real and has one element. Null as a whole, the default,
    /// stands for all null.
    /// </param>
    /// <param name="retainGraph">
    /// Whether the graph can be walked again. Null, the default, means the value of <paramref name="createGraph"/>.
    /// </param>
    /// <param name="createGraph">Whether the gradients get a graph of their own. Default false.</param>
    /// <param name="inputs">
    /// The edges of the leaves to accumulate into, at least one. Null, the default, means all leaves. Of a tensor that is no leaf nothing
    /// could keep the gradient: use <c>Grad</c>.
    /// </param>
    /// <exception cref="ArgumentNullException">A list or an edge is null.</exception>
    /// <exception cref="ArgumentException">
    /// A list is empty; an edge or a gradient has been disposed; a gradient does not fit its output; an edge in <paramref name="inputs"/>
    /// is not that of a leaf.
    /// </exception>
    /// <exception cref="AutogradException">As for tensors.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.backward.html">torch.autograd.backward</seealso>
#if NET9_0_OR_GREATER
    [System.Runtime.CompilerServices.OverloadResolutionPriority(-1)]
#endif
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
