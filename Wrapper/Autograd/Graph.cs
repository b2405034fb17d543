namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>The graph that <c>Backward</c> goes through from an output: operations, leaves, and how they are connected.</summary>
    /// <param name="output">A tensor that requires grad. The graph of a leaf has one node.</param>
    /// <returns>
    /// The graph as it is now, as data. It keeps no tensor alive. <see cref="AutogradGraph.ToSvg"/> draws it,
    /// <see cref="AutogradGraph.ToMermaid"/> and <see cref="AutogradGraph.ToDot"/> write it for other programs.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="output"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="output"/> has been disposed.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: <paramref name="output"/> does not require grad, so it has no graph.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: this build of LibTorch does not show its graph. See the capability <c>Graph</c> of
    /// <see cref="NativeRuntime.Diagnose"/>.
    /// </exception>
    /// <example>
    /// What the backward pass of <c>(a + b) * a</c> consists of:
    /// <code>
    /// Tensor a = tensor(2.0, requires_grad: true), b = tensor(3.0, requires_grad: true);
    /// AutogradGraph graph = Autograd.Graph((a + b) * a);
    /// Console.WriteLine(graph);   // 4 nodes, 4 edges, 2 leaves
    /// Console.WriteLine(string.Join("; ", graph.Nodes));   // MulBackward0; AddBackward0; leaf float64 []; leaf float64 []
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/autograd.html#autograd-graph">torch.autograd.graph</seealso>
    public static AutogradGraph Graph(Tensor output)
    {
        Check.Usable(output);
        return Operators.Reverse.Graph.Run(output, []);
    }

    /// <summary>The graph with the names of a model's parameters.</summary>
    /// <typeparam name="T"><c>Parameter</c> or <c>Tensor</c>. The compiler finds it.</typeparam>
    /// <param name="output">A tensor that requires grad.</param>
    /// <param name="names">
    /// Names of leaves, as <c>model.named_parameters()</c> returns them, or a list such as <c>[("x", x), ("w", w)]</c>.
    /// Leaves that are not among them have no name. Tensors that are not leaves of the graph are ignored.
    /// </param>
    /// <returns>
    /// The graph, as from <see cref="Graph(Tensor)"/>. The names are in <see cref="AutogradNode.LeafName"/> and in the drawings.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="output"/>, <paramref name="names"/> or a tensor in it is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="output"/> or a tensor in <paramref name="names"/> has been disposed.</exception>
    /// <exception cref="ArgumentException">A name is null.</exception>
    /// <exception cref="AutogradException">As from <see cref="Graph(Tensor)"/>.</exception>
    /// <example>
    /// <code>
    /// using var model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1));
    /// Tensor loss = model.forward(ones(1, 2)).sum();
    /// AutogradGraph graph = Autograd.Graph(loss, model.named_parameters());
    /// Console.WriteLine(graph.Leaves[0]);   // 2.bias float32 [1]
    /// string svg = graph.ToSvg();
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/autograd.html#autograd-graph">torch.autograd.graph</seealso>
    public static AutogradGraph Graph<T>(Tensor output, IEnumerable<(string name, T tensor)> names)
        where T : Tensor
    {
        Check.Usable(output);
        return Operators.Reverse.Graph.Run(output,
            Guard.Named(names?.Select(each => (each.name, (Tensor)each.tensor)), nameof(Graph), nameof(names)));
    }

    /// <summary>The graph with names of leaves from a dictionary.</summary>
    /// <param name="output">A tensor that requires grad.</param>
    /// <param name="names">
    /// Tensors by name. Leaves that are not among them have no name. Tensors that are not in the graph are ignored.
    /// </param>
    /// <returns>
    /// The graph, as from <see cref="Graph(Tensor)"/>. The names are in <see cref="AutogradNode.LeafName"/> and in the drawings.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="output"/>, <paramref name="names"/> or a tensor in it is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="output"/> or a tensor in <paramref name="names"/> has been disposed.</exception>
    /// <exception cref="ArgumentException">A name is null.</exception>
    /// <exception cref="AutogradException">As from <see cref="Graph(Tensor)"/>.</exception>
    /// <example>
    /// <code>
    /// Tensor x = ones(2, requires_grad: true), w = ones(2, requires_grad: true);
    /// var names = new Dictionary&lt;string, Tensor&gt; { ["x"] = x, ["w"] = w };
    /// Console.WriteLine(string.Join(", ", Autograd.Graph(x.dot(w), names).Leaves));   // x float32 [2], w float32 [2]
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/autograd.html#autograd-graph">torch.autograd.graph</seealso>
    public static AutogradGraph Graph(Tensor output, IEnumerable<KeyValuePair<string, Tensor>> names)
    {
        Check.Usable(output);
        return Operators.Reverse.Graph.Run(output,
            Guard.Named(names?.Select(each => (each.Key, each.Value)), nameof(Graph), nameof(names)));
    }
}
