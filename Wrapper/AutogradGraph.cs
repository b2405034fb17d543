using System.Globalization;
using System.Text;
using TorchBridge.Support.Drawing;

namespace TorchBridge;

/// <summary>
/// The operations that a backward pass from an output goes through, as data. It holds no tensor. <c>Autograd.Graph</c> makes it.
/// </summary>
/// <example>
/// A picture of a model's loss, which a browser shows:
/// <code>
/// using var model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1));
/// Tensor loss = model.forward(ones(1, 2)).sum();
/// File.WriteAllText("loss.svg", Autograd.Graph(loss, model.named_parameters()).ToSvg());
/// </code>
/// How many matrix products the backward pass goes through:
/// <code>
/// using var model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1));
/// Tensor loss = model.forward(ones(1, 2)).sum();
/// Console.WriteLine(Autograd.Graph(loss).Nodes.Count(node => node.Name == "AddmmBackward0"));   // 2
/// </code>
/// </example>
public sealed class AutogradGraph
{
    private const int LargestDrawing = 30_000;

    internal AutogradGraph(IReadOnlyList<AutogradNode> nodes, IReadOnlyList<AutogradEdge> edges)
    {
        (Nodes, Edges) = (nodes, edges);
        Leaves = [.. nodes.Where(node => node.IsLeaf)];
    }

    /// <summary>
    /// The operations and leaves, each once. Node 0 is the operation that made the output; the others follow breadth first.
    /// </summary>
    public IReadOnlyList<AutogradNode> Nodes { get; }

    /// <summary>The connections along which gradients flow, one for each use of a value.</summary>
    public IReadOnlyList<AutogradEdge> Edges { get; }

    /// <summary>The nodes at which gradients are added to a leaf's <c>.grad</c>.</summary>
    public IReadOnlyList<AutogradNode> Leaves { get; }

    /// <summary>The graph as a picture in SVG, which browsers, Markdown viewers and notebooks show. It needs no other program.</summary>
    /// <returns>
    /// The text of an SVG file with a white background. Operations are round and leaves are square boxes; the arrows show where gradients
    /// flow, from the output at the top to the leaves. A long name is shortened, and shown as a whole when the mouse is over it. A number
    /// at an arrow's head says to which output of the operation the gradient belongs, where that is not its first one; <c>2×</c> says that
    /// two gradients take this way. A leaf that operations far from each other use is drawn once for each use, such as a weight that each
    /// step of a long recurrent network uses. The same graph always gives the same text.
    /// </returns>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>: the graph is too large for a picture. The limit is about 30,000 nodes and as many edges. It
    /// is lower if edges go past many operations.
    /// </exception>
    /// <example>
    /// <code>
    /// Tensor x = ones(3, requires_grad: true);
    /// string svg = Autograd.Graph((x * x).sum()).ToSvg();
    /// Console.WriteLine(svg.Contains("MulBackward0"));   // True
    /// </code>
    /// </example>
    public string ToSvg() => Picture.Svg([.. Nodes.Select(BoxOf)],
        [.. Edges.GroupBy(edge => (edge.From, edge.To)).Select(same => (same.Key.From, same.Key.To, Label(same)))], LargestDrawing)
        ?? throw GraphMessages.GraphTooLargeToDraw(nameof(ToSvg), Nodes.Count, Edges.Count);

    /// <summary>The graph in the language of Graphviz, whose program <c>dot</c> draws graphs of any size.</summary>
    /// <returns>The text of a <c>digraph</c>. Its arrows show where gradients flow.</returns>
    /// <example>
    /// <code>
    /// Tensor x = ones(3, requires_grad: true);
    /// File.WriteAllText("graph.dot", Autograd.Graph(x.exp()).ToDot());      // then: dot -Tsvg graph.dot
    /// </code>
    /// </example>
    public string ToDot()
    {
        var text = new StringBuilder("digraph autograd {\n");
        foreach (AutogradNode node in Nodes)
            text.Append(CultureInfo.InvariantCulture,
                $"  n{node.Id} [label=\"{Letters.Dot(node.ToString())}\"{(node.IsLeaf ? ", shape=box" : "")}];\n");
        foreach (AutogradEdge edge in Edges)
            text.Append(CultureInfo.InvariantCulture,
                $"  n{edge.From} -> n{edge.To}{(edge.InputNumber == 0 ? "" : $" [label=\"{edge.InputNumber}\"]")};\n");
        return text.Append("}\n").ToString();
    }

    /// <summary>The graph in the language of Mermaid, which some Markdown viewers draw.</summary>
    /// <returns>The text of a <c>flowchart</c>. Its arrows show where gradients flow.</returns>
    /// <example>
    /// <code>
    /// Tensor x = ones(3, requires_grad: true);
    /// Console.Write(Autograd.Graph(x.exp()).ToMermaid());
    /// </code>
    /// </example>
    public string ToMermaid()
    {
        var text = new StringBuilder("flowchart TD\n");
        foreach (AutogradNode node in Nodes)
        {
            string label = $"\"{Letters.Mermaid(node.ToString())}\"";
            text.Append(CultureInfo.InvariantCulture, $"  n{node.Id}{(node.IsLeaf ? $"[{label}]" : $"([{label}])")}\n");
        }
        foreach (AutogradEdge edge in Edges)
            text.Append(CultureInfo.InvariantCulture,
                $"  n{edge.From} -->{(edge.InputNumber == 0 ? "" : $"|{edge.InputNumber}|")} n{edge.To}\n");
        return text.ToString();
    }

    /// <summary>The size of the graph.</summary>
    /// <returns>For example <c>6 nodes, 6 edges, 3 leaves</c>.</returns>
    public override string ToString() => $"{Nodes.Count} nodes, {Edges.Count} edges, {Leaves.Count} leaves";

    private static Box BoxOf(AutogradNode node) => node.IsLeaf
        ? new(node.LeafName ?? "leaf", node.TypeAndShape, IsLeaf: true)
        : new(node.Name, null, IsLeaf: false);

    /// <summary>What is written at the head of an arrow that stands for several edges from one node to another.</summary>
    private static string Label(IEnumerable<AutogradEdge> edges)
    {
        (int Output, int Count)[] outputs =
            [.. edges.GroupBy(edge => edge.InputNumber).OrderBy(same => same.Key).Select(same => (same.Key, same.Count()))];
        return string.Join(", ", outputs.Select(each =>
            (each.Count, each.Output) switch
            {
                (1, 0) => outputs.Length == 1 ? "" : "0",
                (1, _) => $"{each.Output}",
                (_, 0) when outputs.Length == 1 => $"{each.Count}×",
                _ => $"{each.Count}× {each.Output}",
            }));
    }
}
