using System.Globalization;
using System.Text;

namespace TorchBridge;

/// <summary>
/// The operations that a backward pass from an output walks, as data: it holds no tensor. See <see cref="Autograd.Graph"/>.
/// </summary>
public sealed class AutogradGraph
{
    internal AutogradGraph(IReadOnlyList<AutogradNode> nodes, IReadOnlyList<AutogradEdge> edges)
    {
        (Nodes, Edges) = (nodes, edges);
        Leaves = [.. nodes.Where(node => node.IsLeaf)];
    }

    /// <summary>Every node once, breadth first from the output's, which is number 0.</summary>
    public IReadOnlyList<AutogradNode> Nodes { get; }

    /// <summary>The ways that gradients take, one for each use of a value.</summary>
    public IReadOnlyList<AutogradEdge> Edges { get; }

    /// <summary>The nodes at which gradients are added to a leaf's <c>.grad</c>.</summary>
    public IReadOnlyList<AutogradNode> Leaves { get; }

    /// <summary>The graph in Graphviz's language.</summary>
    /// <returns>A <c>digraph</c>, whose arrows point the way of the gradients.</returns>
    public string ToDot()
    {
        var text = new StringBuilder("digraph autograd {\n");
        foreach (AutogradNode node in Nodes)
            text.Append(CultureInfo.InvariantCulture, $"  n{node.Id} [label=\"{node}\"{(node.IsLeaf ? ", shape=box" : "")}];\n");
        foreach (AutogradEdge edge in Edges)
            text.Append(CultureInfo.InvariantCulture,
                $"  n{edge.From} -> n{edge.To}{(edge.InputNumber == 0 ? "" : $" [label=\"{edge.InputNumber}\"]")};\n");
        return text.Append("}\n").ToString();
    }

    /// <summary>The graph in Mermaid's language, which Markdown viewers draw.</summary>
    /// <returns>A <c>flowchart</c>, whose arrows point the way of the gradients.</returns>
    public string ToMermaid()
    {
        var text = new StringBuilder("flowchart TD\n");
        foreach (AutogradNode node in Nodes)
            text.Append(CultureInfo.InvariantCulture, $"  n{node.Id}{(node.IsLeaf ? $"[\"{node}\"]" : $"([\"{node}\"])")}\n");
        foreach (AutogradEdge edge in Edges)
            text.Append(CultureInfo.InvariantCulture,
                $"  n{edge.From} -->{(edge.InputNumber == 0 ? "" : $"|{edge.InputNumber}|")} n{edge.To}\n");
        return text.ToString();
    }

    /// <summary>How large it is.</summary>
    /// <returns>For example <c>6 nodes, 6 edges, 3 leaves</c>.</returns>
    public override string ToString() => $"{Nodes.Count} nodes, {Edges.Count} edges, {Leaves.Count} leaves";
}

/// <summary>An operation's backward, or the place where a leaf's gradient is added up.</summary>
public sealed class AutogradNode
{
    internal AutogradNode(int id, string name, IReadOnlyList<long>? shape, ScalarType? type) =>
        (Id, Name, Shape, Type) = (id, name, shape, type);

    /// <summary>Its place in <see cref="AutogradGraph.Nodes"/>.</summary>
    public int Id { get; }

    /// <summary>LibTorch's name: <c>MulBackward0</c>; <c>AccumulateGrad</c> for a leaf; <c>CustomFunction</c> for a managed one.</summary>
    public string Name { get; }

    /// <summary>Whether gradients end here, in a leaf's <c>.grad</c>.</summary>
    public bool IsLeaf => Shape is not null;

    /// <summary>The leaf's shape, -1 for each dimension of a nested tensor; null for an operation.</summary>
    public IReadOnlyList<long>? Shape { get; }

    /// <summary>The leaf's element type; null for an operation.</summary>
    public ScalarType? Type { get; }

    /// <summary>
    /// The node's place in the order in which its thread recorded operations: a later one has a larger number. Null for a leaf.
    /// </summary>
    public long? SequenceNumber { get; internal init; }

    /// <summary>
    /// What the node expects of the gradients that it gets, one for each output of its operation, as in PyTorch's <c>_input_metadata</c>.
    /// Empty where this build of LibTorch does not show it.
    /// </summary>
    public IReadOnlyList<AutogradInput> Inputs { get; internal init; } = [];

    /// <summary>The label that drawings have.</summary>
    /// <returns><c>MulBackward0</c>, or <c>leaf float64 [2, 3]</c>.</returns>
    public override string ToString() => IsLeaf ? $"leaf {Support.Describe.Type(Type!.Value)} [{string.Join(", ", Shape!)}]" : Name;
}

/// <summary>The shape, type and device of a gradient that a node gets, which are those of an output of its operation.</summary>
public sealed class AutogradInput
{
    internal AutogradInput(IReadOnlyList<long> shape, ScalarType type, Device device) => (Shape, Type, Device) = (shape, type, device);

    /// <summary>The sizes. Empty for a nested tensor, which has no shape.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The element type.</summary>
    public ScalarType Type { get; }

    /// <summary>The device.</summary>
    public Device Device { get; }
}

/// <summary>A way that a gradient takes, from an operation to one that made an input of it.</summary>
public sealed class AutogradEdge
{
    internal AutogradEdge(int from, int to, int inputNumber) => (From, To, InputNumber) = (from, to, inputNumber);

    /// <summary>The number of the node that computes the gradient.</summary>
    public int From { get; }

    /// <summary>The number of the node that receives it.</summary>
    public int To { get; }

    /// <summary>
    /// Which output of the receiving node's operation the gradient belongs to: 0 but for operations with several outputs.
    /// </summary>
    public int InputNumber { get; }
}
