using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>The graph as data.</summary>
internal static partial class GraphWalk
{
    /// <summary>The graph, with the names of those leaves that are among the named tensors.</summary>
    public static AutogradGraph Graph(string api, Tensor output, (string Name, Tensor Tensor)[] names)
    {
        ILookup<nint, string> byTensor = names.ToLookup(each => TensorClass.Object(each.Tensor.Handle), each => each.Name);
        using Tensor root = Probe(api, output);
        List<nint> reached = Reached([NodeBehind(api, root)]);
        var numbers = new Dictionary<nint, int>();
        foreach (nint node in reached)
            numbers.Add(node, numbers.Count);
        var edges = new List<AutogradEdge>();
        foreach (nint node in reached)
            foreach (ref readonly GraphNode.Edge edge in GraphNode.NextEdges(node))
                if (edge.Function != 0)
                    edges.Add(new AutogradEdge(numbers[node], numbers[edge.Function], (int)edge.InputNumber));
        var graph = new AutogradGraph([.. reached.Select((node, number) => Describe(node, number, byTensor))], edges);
        GC.KeepAlive(names);
        return graph;
    }

    private static AutogradNode Describe(nint node, int number, ILookup<nint, string> names)
    {
        AutogradInput[] inputs = !NodeOutput.IsSupported ? []
            : [.. Enumerable.Range(0, NodeOutput.Count(node)).Select(i => Input(NodeOutput.Of(node, i)))];
        if (!IsLeaf(node))
            return new AutogradNode(
                number, GraphNode.Name(node).Replace("CSharpNode", "CustomFunction", StringComparison.Ordinal), null, null)
            { SequenceNumber = (long)GraphNode.SequenceNumber(node), Inputs = inputs };
        using Tensor leaf = Leaf(node);
        string name = string.Join(", ", names[TensorClass.Object(leaf.Handle)].Distinct().Where(each => !string.IsNullOrWhiteSpace(each)));
        return new AutogradNode(number, GraphNode.Accumulate,
            TensorClass.IsNested(leaf.Handle) ? [.. Enumerable.Repeat(-1L, (int)leaf.dim())] : Shapes.Of(leaf), leaf.dtype)
        { Inputs = inputs, LeafName = name.Length > 0 ? name : null };
    }

    private static AutogradInput Input(NodeOutput output) =>
        new([.. output.Shape], output.Type, new Device(output.DeviceType, output.DeviceIndex));
}
