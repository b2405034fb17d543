namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>The graph that <c>Backward</c> walks from an output: its operations, the leaves, and the ways between them.</summary>
    /// <param name="output">A tensor that requires grad. A leaf is a graph of one node.</param>
    /// <returns>The graph as it is now, as data; it keeps no tensor alive. It draws itself by <c>ToDot</c> and <c>ToMermaid</c>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="output"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="output"/> has been disposed.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: there is no graph. <see cref="AutogradError.NotImplemented"/>: this LibTorch does
    /// not show it (see the capability <c>Graph</c> of <see cref="NativeRuntime.Diagnose"/>).
    /// </exception>
    /// <example><code>Console.WriteLine(Autograd.Graph(loss).ToMermaid());</code></example>
    /// <seealso href="https://pytorch.org/docs/stable/autograd.html#autograd-graph">torch.autograd.graph</seealso>
    public static AutogradGraph Graph(Tensor output)
    {
        Check.Usable(output);
        return Operators.Reverse.Graph.Run(output);
    }
}
