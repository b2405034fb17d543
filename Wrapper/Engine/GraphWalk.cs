using System.Runtime.InteropServices;
using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>Walks the graph behind outputs, as a backward pass would.</summary>
internal static partial class GraphWalk
{
    /// <summary>Whether the graph can be read.</summary>
    public static bool IsSupported => GraphNode.IsSupported;

    /// <summary>Whether <see cref="Traced"/> works.</summary>
    public static bool CanTrace => IsSupported && GraphTrace.IsSupported;

    /// <summary>The sequence number of this thread's next recorded operation; 0 if the graph can't be read.</summary>
    public static ulong NextSequenceNumber => IsSupported ? GraphNode.NextSequenceNumber : 0;

    /// <summary>The graph behind outputs: its leaves, as new tensors, and the sequence number of its oldest operation.</summary>
    public readonly record struct Behind(Tensor[] Leaves, ulong OldestNode);

    /// <summary>Whether two objects stand for one tensor.</summary>
    public static bool Same(Tensor a, Tensor b)
    {
        bool same = TensorClass.Object(a.Handle) == TensorClass.Object(b.Handle);
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        return same;
    }

    /// <summary>
    /// Identifies where the gradient of a tensor arrives: the addresses of the tensor and of the node behind it, which is 0 for a leaf. An
    /// in-place write gives the tensor another node.
    /// </summary>
    public static (nint Tensor, nint Node) Place(string api, Tensor tensor)
    {
        if (GraphNode.IsView(tensor))
            Probe(api, tensor).Dispose();
        (nint, nint) place = (TensorClass.Object(tensor.Handle), GraphNode.Of(tensor));
        GC.KeepAlive(tensor);
        return place;
    }

    /// <summary>The graph behind the outputs that require grad.</summary>
    public static Behind From(string api, IEnumerable<Tensor> outputs) => Walk(api, outputs, static (_, nodes) =>
        new Behind([.. nodes.Where(IsLeaf).Select(Leaf)], Oldest(nodes)));

    /// <summary>The same, with a trace of the graph that can be compared. The known leaves are not returned.</summary>
    public static (Behind Behind, GraphTrace Trace) Traced(string api, IEnumerable<Tensor> outputs, Tensor[] known) =>
        Walk(api, outputs, (roots, nodes) =>
        {
            var numbers = new Dictionary<nint, int>();
            for (int i = 0; i < known.Length; i++)
                numbers[TensorClass.Object(known[i].Handle)] = i;
            var numbersOfNodes = new Dictionary<nint, int>();
            var others = new List<Tensor>();
            foreach (nint node in nodes.Where(IsLeaf))
            {
                if (!numbers.TryGetValue(TensorClass.Object(GraphNode.Variable(node)), out int number))
                {
                    number = known.Length + others.Count;
                    others.Add(Leaf(node));
                }
                numbersOfNodes.Add(node, number);
            }
            return (new Behind([.. others], Oldest(nodes)), new GraphTrace(roots, nodes, numbersOfNodes, known.Length));
        });

    /// <summary>Calls back with the name of each node behind an output. False if the graph can't be read.</summary>
    /// <param name="api">The public name for messages.</param>
    /// <param name="output">A tensor that requires grad.</param>
    /// <param name="since">Only nodes that this thread made from this sequence number on.</param>
    /// <param name="each">What is called.</param>
    public static bool Names(string api, Tensor output, ulong since, Action<string> each)
    {
        if (!IsSupported)
            return false;
        // The graph of a view must be read through a probe. The graph of another tensor can be read directly, which is faster.
        using Tensor? probe = LevelStack.IsInnermost(output) && !GraphNode.IsView(output) ? null : Probe(api, output);
        // The graph of a tensor of an outer level, or of no level, has no node at the innermost level.
        if (probe is not null && GraphNode.Of(probe) == 0)
            return false;
        nint root = probe is null ? GraphNode.Of(output) : NodeBehind(api, probe);
        if (root == 0)
            return true;      // a leaf
        foreach (nint node in Reached([root], since))
            each(GraphNode.Name(node));
        GC.KeepAlive(output);
        return true;
    }

    /// <summary>Throws if the node behind a tensor can't be read.</summary>
    public static void RequireReadable(string api, Tensor tensor)
    {
        using Tensor probe = Probe(api, tensor);
        NodeBehind(api, probe);
    }

    /// <summary>
    /// A view of the output, made by a guarded call. For some tensors LibTorch throws when their graph is read: views that were modified in
    /// place against the rules. The guarded call turns this into an error, where a direct read would end the process.
    /// </summary>
    private static Tensor Probe(string api, Tensor output)
    {
        bool recorded = is_grad_enabled() && !is_inference_mode_enabled();      // the usual case, which needs no guards
        using IDisposable? normal = recorded ? null : inference_mode(false), recording = recorded ? null : enable_grad();
        try
        {
            return output.unsqueeze(0);
        }
        catch (ExternalException native)
        {
            throw EngineError.Translate(api, native);
        }
    }

    /// <summary>The node behind the probe's own node.</summary>
    private static nint NodeBehind(string api, Tensor probe) => EdgeBehind(api, probe).Function;

    /// <summary>The edge to that node. The probe has no node if the tensor's graph belongs to another level.</summary>
    private static GraphNode.Edge EdgeBehind(string api, Tensor probe)
    {
        nint own = GraphNode.Of(probe);
        if (own != 0)
            return GraphNode.NextEdges(own)[0];
        throw LevelStack.Depth > 0
            ? TransformMessages.GraphOfOuterLevel(api)
            : GraphMessages.GraphIsKeptFromTransform(api);
    }

    private static T Walk<T>(string api, IEnumerable<Tensor> outputs, Func<GraphNode.Edge[], List<nint>, T> read)
    {
        Tensor[] probes = [.. outputs.Where(output => output.requires_grad).Select(output => Probe(api, output))];
        try
        {
            GraphNode.Edge[] roots = Array.ConvertAll(probes, probe => EdgeBehind(api, probe));
            return read(roots, Reached(Array.ConvertAll(roots, root => root.Function)));
        }
        finally
        {
            foreach (Tensor probe in probes)
                probe.Dispose();
        }
    }

    private static ulong Oldest(List<nint> nodes) => nodes.Select(GraphNode.SequenceNumber).DefaultIfEmpty(ulong.MaxValue).Min();

    private static bool IsLeaf(nint node) => GraphNode.Name(node) == GraphNode.Accumulate;

    private static Tensor Leaf(nint node) => Tensor.UnsafeCreateTensor(LibTorch.Copy(GraphNode.Variable(node)));

    /// <summary>
    /// All nodes, breadth first, each once. Nodes before <paramref name="since"/> lead only to older ones, so they are skipped.
    /// </summary>
    private static List<nint> Reached(nint[] roots, ulong since = 0)
    {
        var seen = new HashSet<nint>();
        var nodes = new List<nint>();
        foreach (nint root in roots)
            if (GraphNode.SequenceNumber(root) >= since && seen.Add(root))
                nodes.Add(root);
        for (int i = 0; i < nodes.Count; i++)
            foreach (ref readonly GraphNode.Edge edge in GraphNode.NextEdges(nodes[i]))
                if (edge.Function != 0 && GraphNode.SequenceNumber(edge.Function) >= since && seen.Add(edge.Function))
                    nodes.Add(edge.Function);
        return nodes;
    }
}
