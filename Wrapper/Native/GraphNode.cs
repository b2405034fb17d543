using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>
/// Reads torch::autograd::Node in memory, because LibTorch exports no accessors. The offsets of the fields are found once, on a small known
/// graph. If that fails, graphs cannot be read. A tensor must keep a node alive while it is read.
/// </summary>
internal static unsafe class GraphNode
{
    public const string Accumulate = "AccumulateGrad";

    private const int SequenceNumberAt = 24;      // after the vtable pointer and enable_shared_from_this
    private static readonly ConcurrentDictionary<nint, string> s_names = new();
    private static readonly Layout? s_layout = Layout.Find();

    /// <summary>Whether nodes can be read with this LibTorch on this platform.</summary>
    public static bool IsSupported => Switches.Graph && s_layout is not null;

    /// <summary>The sequence number that the next node made on this thread will have.</summary>
    public static ulong NextSequenceNumber => LibTorch.NextSequenceNumber;

    /// <summary>The tensor's grad_fn, 0 for a leaf. The tensor must not be a view that was later modified through another view.</summary>
    public static nint Of(Tensor tensor) => LibTorch.GradFn(tensor.Handle);

    /// <summary>Whether the tensor is a view, or whether this is unknown. <see cref="Of"/> must not be called directly then.</summary>
    public static bool IsView(Tensor tensor)
    {
        bool view = LibTorch.IsView(tensor.Handle);
        GC.KeepAlive(tensor);
        return view;
    }

    public static ReadOnlySpan<Edge> NextEdges(nint node) => EdgesAt(node, s_layout!.Edges);

    /// <summary>The node's number in the order of its thread. For a leaf's accumulator it is the largest number.</summary>
    public static ulong SequenceNumber(nint node) => *(ulong*)(node + SequenceNumberAt);

    /// <summary>The leaf of an accumulator, as a handle that must not be disposed.</summary>
    public static nint Variable(nint node) => node + s_layout!.Variable;

    /// <summary>The name of the node's C++ class, without namespaces: <c>MulBackward0</c>.</summary>
    public static string Name(nint node) => NameOfClass(Class(node));

    /// <summary>A number for the node's C++ class. All nodes of one class have the same number.</summary>
    public static nint Class(nint node) => *(nint*)node;

    /// <summary>The name of the class with this number.</summary>
    public static string NameOfClass(nint number) => s_names.GetOrAdd(number, static vtable => ClassName.Of(vtable));

    private static ReadOnlySpan<Edge> EdgesAt(nint node, int offset)
    {
        var vector = (Edge**)(node + offset);      // std::vector: begin, end
        return new(vector[0], (int)(vector[1] - vector[0]));
    }

    /// <summary>torch::autograd::Edge: a shared_ptr to the next node, and the index of the input that the gradient goes to.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly struct Edge
    {
        public readonly nint Function;
        private readonly nint _control;
        public readonly uint InputNumber;
    }

    /// <summary>The offsets of fields that have no accessors.</summary>
    private sealed record Layout(int Edges, int Variable)
    {
        private const int FirstEdges = 56, LastEdges = 160, LastVariable = 640;

        /// <summary>Searches the node of <c>a * b</c> for its two edges, and the nodes behind them for a and b.</summary>
        public static Layout? Find()
        {
            if (!Platform.IsTriedOrWanted || !LibTorch.ExportsGraph)
                return null;
            using IDisposable normal = inference_mode(false), recording = enable_grad();
            using Tensor a = ones(1, requires_grad: true), b = ones(1, requires_grad: true);
            ulong before = LibTorch.NextSequenceNumber;
            using Tensor product = a.mul(b);
            nint node = Of(product);
            if (Name(node) != "MulBackward0" || SequenceNumber(node) != before)
                return null;
            for (int edges = FirstEdges; edges <= LastEdges; edges += sizeof(nint))
                if (AreTwo(node, edges) && EdgesAt(node, edges) is var both && Name(both[0].Function) == Accumulate
                    && Name(both[1].Function) == Accumulate)
                    for (int variable = edges; variable <= LastVariable; variable += sizeof(nint))
                        if (Same(both[0].Function + variable, a.Handle) && Same(both[1].Function + variable, b.Handle))
                            return new Layout(edges, variable);
            return null;
        }

        private static bool AreTwo(nint node, int offset)
        {
            var vector = (nint*)(node + offset);
            return vector[0] > 0xffff && vector[0] % sizeof(nint) == 0 && vector[1] - vector[0] == 2 * sizeof(Edge);
        }

        private static bool Same(nint handle, nint other) => *(nint*)handle == *(nint*)other;
    }
}
