namespace TorchBridge;

/// <summary>A node of the graph: the backward of an operation, or the place where the gradient of a leaf is added up.</summary>
/// <example>
/// <code>
/// Tensor x = ones(2, 3, requires_grad: true);
/// AutogradGraph graph = Autograd.Graph(x.exp().sum());
/// Console.WriteLine(graph.Nodes[0].Name);                          // SumBackward0
/// Console.WriteLine(string.Join(", ", graph.Leaves[0].Shape!));    // 2, 3
/// </code>
/// </example>
/// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.graph.Node.html">torch.autograd.graph.Node</seealso>
public sealed class AutogradNode
{
    internal AutogradNode(int id, string name, IReadOnlyList<long>? shape, ScalarType? type) =>
        (Id, Name, Shape, Type) = (id, name, shape, type);

    /// <summary>The index of the node in <see cref="AutogradGraph.Nodes"/>.</summary>
    public int Id { get; }

    /// <summary>
    /// The name that LibTorch gives the node, such as <c>MulBackward0</c>. It is <c>AccumulateGrad</c> for a leaf, and
    /// <c>CustomFunction</c> for a <see cref="CustomFunction"/>.
    /// </summary>
    public string Name { get; }

    /// <summary>
    /// The leaf's name, where names were given to <c>Autograd.Graph</c>. Several names of one tensor are joined by commas. Null for a leaf
    /// without a name, and for an operation.
    /// </summary>
    public string? LeafName { get; internal init; }

    /// <summary>Whether the node is a leaf: gradients end here and are added to its <c>.grad</c>.</summary>
    public bool IsLeaf => Shape is not null;

    /// <summary>The shape of the leaf, with -1 for each dimension of a nested tensor. Null for an operation.</summary>
    public IReadOnlyList<long>? Shape { get; }

    /// <summary>The element type of the leaf. Null for an operation.</summary>
    public ScalarType? Type { get; }

    /// <summary>
    /// The place of the operation in the order in which its thread recorded operations. A later operation has a larger number. Null for a
    /// leaf.
    /// </summary>
    public long? SequenceNumber { get; internal init; }

    /// <summary>
    /// The shape, type and device of each gradient that the node receives: one for each output of its operation, as in PyTorch's
    /// <c>_input_metadata</c>. Empty if this build of LibTorch does not show it.
    /// </summary>
    public IReadOnlyList<AutogradInput> Inputs { get; internal init; } = [];

    /// <summary>The label of the node in drawings.</summary>
    /// <returns>
    /// <c>MulBackward0</c> for an operation; <c>fc.weight float32 [10, 64]</c> for a leaf with a name; <c>leaf float64 [2, 3]</c> for
    /// another leaf.
    /// </returns>
    public override string ToString() => IsLeaf ? $"{LeafName ?? "leaf"} {TypeAndShape}" : Name;

    internal string TypeAndShape => $"{Support.Describe.Type(Type!.Value)} [{string.Join(", ", Shape!)}]";
}

/// <summary>The shape, type and device of a gradient that a node receives. An output of its operation has the same.</summary>
public sealed class AutogradInput
{
    internal AutogradInput(IReadOnlyList<long> shape, ScalarType type, Device device) => (Shape, Type, Device) = (shape, type, device);

    /// <summary>The sizes of the dimensions. Empty for a nested tensor, which has no shape.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The element type.</summary>
    public ScalarType Type { get; }

    /// <summary>The device.</summary>
    public Device Device { get; }
}

/// <summary>A connection along which a gradient flows: from an operation to the node that made one of its inputs.</summary>
public sealed class AutogradEdge
{
    internal AutogradEdge(int from, int to, int inputNumber) => (From, To, InputNumber) = (from, to, inputNumber);

    /// <summary>The index of the node that computes the gradient.</summary>
    public int From { get; }

    /// <summary>The index of the node that receives the gradient.</summary>
    public int To { get; }

    /// <summary>
    /// The index of the output, of the receiving node's operation, to which the gradient belongs. It is 0 unless the operation has several
    /// outputs.
    /// </summary>
    public int InputNumber { get; }
}
