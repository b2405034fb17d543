namespace TorchBridge;

/// <summary>An operation's backward, or the place where a leaf's gradient is added up.</summary>
public sealed class AutogradNode
{
    internal AutogradNode(int id, string name, IReadOnlyList<long>? shape, ScalarType? type) =>
        (Id, Name, Shape, Type) = (id, name, shape, type);

    /// <summary>Its place in <see cref="AutogradGraph.Nodes"/>.</summary>
    public int Id { get; }

    /// <summary>LibTorch's name: <c>MulBackward0</c>; <c>AccumulateGrad</c> for a leaf; <c>CustomFunction</c> for a managed one.</summary>
    public string Name { get; }

    /// <summary>
    /// The leaf's name, where names were given to <c>Autograd.Graph</c>. Several names of one tensor are joined by commas. Null for a leaf
    /// without a name, and for an operation.
    /// </summary>
    public string? LeafName { get; internal init; }

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
    /// <returns>
    /// <c>MulBackward0</c> for an operation; <c>fc.weight float32 [10, 64]</c> for a leaf with a name; <c>leaf float64 [2, 3]</c> for
    /// another leaf.
    /// </returns>
    public override string ToString() => IsLeaf ? $"{LeafName ?? "leaf"} {TypeAndShape}" : Name;

    internal string TypeAndShape => $"{Support.Describe.Type(Type!.Value)} [{string.Join(", ", Shape!)}]";
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
