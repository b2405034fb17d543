using System.Runtime.InteropServices;
using TorchBridge.Native;
using TorchBridge.Support;
using static TorchSharp.torch;

namespace TorchBridge.Engine;

/// <summary>The nodes that a pass from some outputs would walk.</summary>
internal static unsafe class GraphWalk
{
    /// <summary>Whether the graph can be seen.</summary>
    public static bool IsSupported => !SwitchedOff && GraphNode.IsSupported;

    /// <summary>For tests: as on a platform where it can't.</summary>
    internal static bool SwitchedOff { get; set; }

    /// <summary>What the next recorded operation of this thread will be numbered.</summary>
    public static ulong NextSequenceNumber => GraphNode.NextSequenceNumber;

    /// <summary>What lies behind outputs: the leaves, as new tensors, and the number of the oldest operation of this thread's.</summary>
    public readonly record struct Behind(Tensor[] Leaves, ulong OldestNode);

    /// <summary>Whether two objects stand for one tensor.</summary>
    public static bool Same(Tensor a, Tensor b)
    {
        bool same = *(nint*)a.Handle == *(nint*)b.Handle;
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        return same;
    }

    /// <summary>Outputs that don't require grad have nothing behind them.</summary>
    public static Behind From(string api, IEnumerable<Tensor> outputs)
    {
        Tensor[] roots = [.. outputs.Where(output => output.requires_grad).Select(output => Probe(api, output))];
        try
        {
            List<nint> nodes = Reached([.. roots.Select(NodeBehind)]);
            return new Behind([.. nodes.Where(IsLeaf).Select(Leaf)], nodes.Select(GraphNode.SequenceNumber).DefaultIfEmpty(ulong.MaxValue).Min());
        }
        finally
        {
            foreach (Tensor root in roots)
                root.Dispose();
        }
    }

    /// <summary>Whether an operation, by the name of its node, is behind any of the outputs. Where the graph can't be seen, none is.</summary>
    public static bool Reaches(string api, IEnumerable<Tensor> outputs, string name)
    {
        if (!IsSupported)
            return false;
        foreach (Tensor output in outputs.Where(output => output.requires_grad))
        {
            using Tensor root = Probe(api, output);
            if (Reached([NodeBehind(root)]).Any(node => GraphNode.Name(node) == name))
                return true;
        }
        return false;
    }

    /// <summary>The graph as data.</summary>
    public static AutogradGraph Graph(string api, Tensor output)
    {
        using Tensor root = Probe(api, output);
        List<nint> reached = Reached([NodeBehind(root)]);
        var numbers = new Dictionary<nint, int>();
        foreach (nint node in reached)
            numbers.Add(node, numbers.Count);
        var edges = new List<AutogradEdge>();
        foreach (nint node in reached)
            foreach (ref readonly GraphNode.Edge edge in GraphNode.NextEdges(node))
                if (edge.Function != 0)
                    edges.Add(new AutogradEdge(numbers[node], numbers[edge.Function], (int)edge.InputNumber));
        return new AutogradGraph([.. reached.Select((node, number) => Describe(node, number))], edges);
    }

    private static AutogradNode Describe(nint node, int number)
    {
        if (!IsLeaf(node))
            return new AutogradNode(number, GraphNode.Name(node).Replace("CSharpNode", "CustomFunction", StringComparison.Ordinal), null, null);
        using Tensor leaf = Leaf(node);
        return new AutogradNode(number, GraphNode.Accumulate, Shapes.Of(leaf), leaf.dtype);
    }

    /// <summary>
    /// A view of the output, made the guarded way. Of some tensors the graph can't be asked for (views that were written to through
    /// another one, and may not be), and LibTorch says so by an exception that nothing would catch.
    /// </summary>
    private static Tensor Probe(string api, Tensor output)
    {
        using IDisposable normal = inference_mode(false), recording = enable_grad();
        try
        {
            return output.unsqueeze(0);
        }
        catch (ExternalException native)
        {
            throw EngineError.Translate(api, native.Message);
        }
    }

    /// <summary>The node behind the probe's own.</summary>
    private static nint NodeBehind(Tensor probe) => GraphNode.NextEdges(GraphNode.Of(probe))[0].Function;

    private static bool IsLeaf(nint node) => GraphNode.Name(node) == GraphNode.Accumulate;

    private static Tensor Leaf(nint node) => Tensor.UnsafeCreateTensor(LibTorch.Copy(GraphNode.Variable(node)));

    /// <summary>Breadth first, each node once.</summary>
    private static List<nint> Reached(nint[] roots)
    {
        var seen = new HashSet<nint>();
        var nodes = new List<nint>();
        foreach (nint root in roots)
            if (seen.Add(root))
                nodes.Add(root);
        for (int i = 0; i < nodes.Count; i++)
            foreach (ref readonly GraphNode.Edge edge in GraphNode.NextEdges(nodes[i]))
                if (edge.Function != 0 && seen.Add(edge.Function))
                    nodes.Add(edge.Function);
        return nodes;
    }
}
