using System.Runtime.InteropServices;
using TorchBridge.Oracle.Protocol;
using static TorchSharp.torch;

namespace TorchBridge.Oracle.Programs;

/// <summary>A node that is ready to run: an operator's form, where its tensors come from, and where its results go.</summary>
internal sealed class Call
{
    private readonly Operator _form;
    private readonly Binding[] _bindings;
    private readonly int[][] _slots;        // per parameter, for those that are names
    private readonly double _sizes;         // what whole numbers among the attributes can multiply a size by
    private OperatorScript? _script;

    public Call(Operator form, Binding[] bindings, int[][] slots, int[] results)
    {
        (_form, _bindings, _slots, Results) = (form, bindings, slots, results);
        _sizes = 1;
        foreach (Binding binding in bindings)
            _sizes *= binding.Constant switch { int one => 1 + Math.Abs((double)one), long[] many => many.Aggregate(1.0, (a, b) => a * (1 + Math.Abs((double)b))), _ => 1 };
    }

    public Operator Form => _form;

    public IReadOnlyList<Binding> Bindings => _bindings;

    public int[] Results { get; }

    /// <summary>The slots of the tensors at a parameter; none where a constant or nothing stands there.</summary>
    public int[] SlotsOf(int parameter) => _slots[parameter];

    public IEnumerable<int> Slots => _slots.SelectMany(slots => slots);

    public void Run(Tensor[] values)
    {
        var arguments = new List<object>(_bindings.Length);
        var tensors = new List<Tensor>(4);
        for (int p = 0; p < _bindings.Length; p++)
            AddArgument(p, values, arguments, tensors);
        SizeLimit.Check(_form, tensors, _sizes);
        _script ??= OperatorScript.For(_form, _bindings);
        Tensor[] results;
        try
        {
            results = _script.Invoke(_form, [.. arguments]);
        }
        catch (ExternalException e)
        {
            throw new OracleException(ErrorCode.OperatorFailed, $"{_form.Name}: {NativeText.Sentence(e.Message)}", e);
        }
        if (Results.Length > results.Length)
            throw new OracleException(ErrorCode.InvalidProgram, $"{_form.Name} gives {results.Length} results, but the program names {Results.Length}");
        for (int i = 0; i < Results.Length; i++)
            values[Results[i]] = results[i];
    }

    private void AddArgument(int p, Tensor[] values, List<object> arguments, List<Tensor> tensors)
    {
        Binding binding = _bindings[p];
        if (binding.IsAbsent)
            return;
        if (binding.Names is not null)
        {
            Tensor[] named = Array.ConvertAll(_slots[p], slot => values[slot]);
            tensors.AddRange(named);
            arguments.Add(_form.Parameters[p].IsList ? named : named[0]);
            return;
        }
        switch (binding.Constant)
        {
            case double number:
                arguments.Add(TensorBridge.Number(number));
                break;
            case long[] numbers:
                arguments.Add(TensorBridge.Numbers(numbers));
                break;
            case string:
                break;      // a choice is part of the script
            default:
                arguments.Add(binding.Constant!);
                break;
        }
    }
}
