using TorchBridge.Oracle.Protocol;
using static TorchSharp.torch;

namespace TorchBridge.Oracle.Programs;

/// <summary>A straight line of calls, each result named once: what a request asks about.</summary>
internal sealed class OracleProgram
{
    private const int MaxNodes = 10_000;
    private readonly Dictionary<string, int> _slots = new(StringComparer.Ordinal);
    private readonly Call[] _calls;
    private readonly int[] _outputs;

    public OracleProgram(string[] inputs, Node[] nodes, string[] outputs)
    {
        if (nodes.Length > MaxNodes)
            throw SizeLimit.TooLarge($"the program has {nodes.Length} nodes", MaxNodes);
        (Inputs, Nodes, Outputs) = (inputs, nodes, outputs);
        foreach (string input in inputs)
            Define(input);
        _calls = Array.ConvertAll(nodes, Bind);
        if (outputs.Length == 0)
            throw new OracleException(ErrorCode.InvalidProgram, "the program has no outputs");
        if (outputs.Distinct().Count() != outputs.Length)
            throw new OracleException(ErrorCode.InvalidProgram, "the program has an output twice");
        _outputs = Array.ConvertAll(outputs, Slot);
    }

    public string[] Inputs { get; }

    public Node[] Nodes { get; }

    public string[] Outputs { get; }

    public IReadOnlyList<Call> Calls => _calls;

    /// <summary>Every value, inputs and results, by slot.</summary>
    public Tensor[] Run(IReadOnlyList<Tensor> inputs)
    {
        var values = new Tensor[_slots.Count];
        for (int i = 0; i < inputs.Count; i++)
            values[i] = inputs[i];
        long elements = 0;
        foreach (Call call in _calls)
        {
            call.Run(values);
            foreach (int slot in call.Results)
                elements += values[slot].numel();
            if (elements > SizeLimit.MaxResults)
                throw SizeLimit.TooLarge($"the results of the program up to {call.Form.Name} have {elements} elements", SizeLimit.MaxResults);
        }
        return values;
    }

    public Tensor[] OutputsOf(Tensor[] values) => Array.ConvertAll(_outputs, slot => values[slot]);

    public int Slot(string name) => _slots.TryGetValue(name, out int slot)
        ? slot
        : throw new OracleException(ErrorCode.UnknownName,
            $"the program has no value {JsonText.Quote(name)} at that node; use an input or the result of an earlier node");

    private Call Bind(Node node)
    {
        (Operator form, Binding[] bindings) = Binder.Bind(node);
        int[][] slots = Array.ConvertAll(bindings, binding => Array.ConvertAll(binding.Names ?? [], Slot));
        if (node.Results.Length == 0)
            throw new OracleException(ErrorCode.InvalidProgram, $"a node of {node.Operator} names no result");
        if (form.Results > 0 && node.Results.Length > form.Results)
            throw new OracleException(ErrorCode.InvalidProgram, $"{form.Name} gives {form.Results} results, but the program names {node.Results.Length}");
        return new Call(form, bindings, slots, Array.ConvertAll(node.Results, Define));
    }

    private int Define(string name)
    {
        if (name.Length is 0 or > 100)
            throw new OracleException(ErrorCode.InvalidProgram, "a name must have 1 to 100 characters");
        if (!_slots.TryAdd(name, _slots.Count))
            throw new OracleException(ErrorCode.InvalidProgram,
                $"{JsonText.Quote(name)} is defined twice; give every result its own name");
        return _slots.Count - 1;
    }
}
