using System.Runtime.InteropServices;
using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>
/// A description of a graph that outlives it and can be compared. It has each node's operation, its edges, and the shape, type and device
/// of the operation's outputs. It does not contain the values that the operations used, such as constants.
/// </summary>
internal sealed class GraphTrace
{
    private const int None = -1;

    private readonly List<long> _words;
    private readonly List<int> _starts;      // where each node's words begin; entry 0 is the outputs themselves
    private readonly int _known;

    /// <param name="roots">The edges from the outputs.</param>
    /// <param name="nodes">All nodes behind them, in a fixed order.</param>
    /// <param name="leaves">The number of each accumulator's leaf.</param>
    /// <param name="known">Leaves with numbers below this are arguments of the function. The function may have made the others.</param>
    public GraphTrace(GraphNode.Edge[] roots, List<nint> nodes, Dictionary<nint, int> leaves, int known)
    {
        const int wordsOfANode = 12;      // a node with two edges and an output of one dimension has 12
        _known = known;
        (_words, _starts) = (new(wordsOfANode * nodes.Count), new(nodes.Count + 1));
        var numbers = new Dictionary<nint, int>(nodes.Count);
        foreach (nint node in nodes)
            numbers.Add(node, numbers.Count);
        _starts.Add(0);
        AddEdges(roots, numbers);
        foreach (nint node in nodes)
            Add(node, leaves.GetValueOrDefault(node, None), numbers);
    }

    /// <summary>Whether nodes and their outputs can be read.</summary>
    public static bool IsSupported => NodeOutput.IsSupported;

    public int NodeCount => _starts.Count - 1;

    /// <summary>The first node that differs from the other graph, or 0 for the outputs. -1 if the graphs are equal.</summary>
    public int FirstDifference(GraphTrace other)
    {
        for (int i = 0; i < Math.Min(_starts.Count, other._starts.Count); i++)
            if (!Same(Node(i), other.Node(i), i > 0, other))
                return i;
        return _starts.Count == other._starts.Count ? None : Math.Min(_starts.Count, other._starts.Count);
    }

    /// <summary>A node as text: its operation, and its outputs in PyTorch's format.</summary>
    public string Describe(int node)
    {
        ReadOnlySpan<long> words = Node(node);
        string outputs = "";
        for (ReadOnlySpan<long> rest = words[(int)(3 + 2 * words[2])..]; rest.Length > 0; rest = rest[(int)(4 + rest[3])..])
            outputs +=
                $"{(outputs.Length == 0 ? "" : ", ")}{{'shape': torch.Size([{string.Join(", ", rest.Slice(4, (int)rest[3]).ToArray())}]), "
                + $"'dtype': torch.{Support.Describe.Type((ScalarType)rest[0])}, 'device': {Device(rest[1], rest[2])}}}";
        return $"{GraphNode.NameOfClass((nint)words[0]).Replace("CSharpNode", "CustomFunction", StringComparison.Ordinal)} {outputs}";

        static string Device(long type, long index) =>
            $"{((TorchSharp.DeviceType)type).ToString().ToLowerInvariant()}{(index < 0 ? "" : $":{index}")}";
    }

    private ReadOnlySpan<long> Node(int index) =>
        CollectionsMarshal.AsSpan(_words)[_starts[index]..(index + 1 < _starts.Count ? _starts[index + 1] : _words.Count)];

    /// <summary>Two leaves that the function made itself count as equal, because it makes new ones each time.</summary>
    private bool Same(ReadOnlySpan<long> words, ReadOnlySpan<long> others, bool isNode, GraphTrace other)
    {
        if (!isNode || words[1] < _known || others[1] < other._known)
            return words.SequenceEqual(others);
        return words[0] == others[0] && words[2..].SequenceEqual(others[2..]);
    }

    private void Add(nint node, int leaf, Dictionary<nint, int> numbers)
    {
        _starts.Add(_words.Count);
        ReadOnlySpan<GraphNode.Edge> edges = GraphNode.NextEdges(node);
        _words.Add(GraphNode.Class(node));
        _words.Add(leaf);
        _words.Add(edges.Length);
        AddEdges(edges, numbers);
        for (int i = 0; i < NodeOutput.Count(node); i++)
        {
            NodeOutput output = NodeOutput.Of(node, i);
            ReadOnlySpan<long> shape = output.Shape;
            ReadOnlySpan<long> description = [(long)output.Type, (long)output.DeviceType, output.DeviceIndex, shape.Length];
            _words.AddRange(description);
            _words.AddRange(shape);
        }
    }

    private void AddEdges(ReadOnlySpan<GraphNode.Edge> edges, Dictionary<nint, int> numbers)
    {
        foreach (ref readonly GraphNode.Edge edge in edges)
        {
            _words.Add(edge.Function == 0 ? None : numbers[edge.Function]);
            _words.Add(edge.InputNumber);
        }
    }
}
