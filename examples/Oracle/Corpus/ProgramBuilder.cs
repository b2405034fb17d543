using System.Globalization;
using TorchBridge.Oracle.Programs;

namespace TorchBridge.Oracle.Corpus;

/// <summary>Collects the nodes of a program. Arguments find their parameters by kind: tensors in the order of the tensors, the rest in the order of the rest.</summary>
internal sealed class ProgramBuilder(IEnumerable<string> inputs)
{
    private readonly string[] _inputs = [.. inputs];
    private readonly List<Draft> _nodes = [];
    private readonly HashSet<string> _names = [.. inputs];

    public sealed class Draft(Operator form, Argument[] arguments, Dictionary<string, AttributeValue> attributes)
    {
        public Operator Form { get; } = form;

        public Argument[] Arguments { get; } = arguments;

        public Dictionary<string, AttributeValue> Attributes { get; } = attributes;

        public List<string> Results { get; } = [];
    }

    public OracleProgram Build(string[] outputs) =>
        new(_inputs, [.. _nodes.Select(node => new Node([.. node.Results], node.Form.Name, node.Arguments, node.Attributes))], outputs);

    public Operand Call(string name, IReadOnlyList<Operand> arguments, IReadOnlyDictionary<string, Operand> keywords)
    {
        IReadOnlyList<Operator> forms = OperatorTable.Find(name) ?? throw new FormatException($"there is no operator {name}");
        foreach (Operator form in forms)
            if (TryPlace(form, arguments, keywords) is { } draft)
            {
                _nodes.Add(draft);
                if (form.Results != 1)
                    return new Operand.Results(draft);
                draft.Results.Add(NewName());
                return new Operand.Value(draft.Results[0]);
            }
        throw new FormatException($"{name} does not take ({string.Join(", ", arguments)}; {string.Join(", ", keywords)}); it has {string.Join(" and ", forms)}");
    }

    /// <summary>Result <paramref name="index"/> of an operator with several.</summary>
    public Operand.Value Pick(Draft node, int index)
    {
        while (node.Results.Count <= index)
            node.Results.Add(NewName());
        return new Operand.Value(node.Results[index]);
    }

    /// <summary>Gives a value the name that the formula has for it, unless it is an input or has one already.</summary>
    public string Rename(string from, string to)
    {
        if (_inputs.Contains(from) || !IsTemporary(from) || !_names.Add(to))
            return from;
        _names.Remove(from);
        foreach (Draft node in _nodes)
        {
            for (int i = 0; i < node.Results.Count; i++)
                node.Results[i] = node.Results[i] == from ? to : node.Results[i];
            for (int i = 0; i < node.Arguments.Length; i++)
                node.Arguments[i] = node.Arguments[i].Name == from ? new Argument(to, null) : node.Arguments[i];
        }
        return to;
    }

    private static bool IsTemporary(string name) => name[0] == 't' && int.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private string NewName()
    {
        int i = _nodes.Count;
        while (!_names.Add($"t{i}"))
            i++;
        return $"t{i}";
    }

    private static Draft? TryPlace(Operator form, IReadOnlyList<Operand> arguments, IReadOnlyDictionary<string, Operand> keywords)
    {
        var taken = new Operand?[form.Parameters.Length];
        foreach ((string name, Operand value) in keywords)
        {
            int p = Array.FindIndex(form.Parameters, parameter => parameter.Name == name);
            if (p < 0 || taken[p] is not null || !Fits(form.Parameters[p], value))
                return null;
            taken[p] = value;
        }
        int lastTensor = -1;
        foreach (Operand argument in arguments)
        {
            int p = Array.FindIndex(form.Parameters, parameter => taken[Array.IndexOf(form.Parameters, parameter)] is null && Fits(parameter, argument));
            if (p < 0 || (argument is Operand.Value && p < lastTensor))
                return null;
            taken[p] = argument;
            lastTensor = form.Parameters[p].TakesTensor ? p : lastTensor;
        }
        if (form.Parameters.Where((parameter, p) => taken[p] is null && parameter.Default is null).Any())
            return null;
        return Place(form, taken);
    }

    private static bool Fits(Parameter parameter, Operand operand) => operand switch
    {
        Operand.Value => parameter.TakesTensor && !parameter.IsList,
        Operand.Number n => parameter.Kind is ParameterKind.TensorOrNumber or ParameterKind.Float
            || (parameter.Kind is ParameterKind.Int or ParameterKind.IntList && n.Amount == Math.Floor(n.Amount))
            || parameter.Choices.Contains(n.Amount.ToString(CultureInfo.InvariantCulture)),
        Operand.Text text => parameter.Choices.Contains(text.Content),
        Operand.Truth => parameter.Kind == ParameterKind.Bool,
        Operand.Nothing => parameter.Default == "None",
        Operand.Sequence list => list.Items.Count > 0 && list.Items.All(item => item is Operand.Value) ? parameter.IsList : parameter.Kind == ParameterKind.IntList,
        _ => false,
    };

    private static Draft Place(Operator form, Operand?[] taken)
    {
        var arguments = new List<Argument>();
        var attributes = new Dictionary<string, AttributeValue>();
        // Arguments end where the first attribute would come; a number keeps its place only among them.
        int last = Array.FindLastIndex(taken, operand => operand is Operand.Value || (operand is Operand.Sequence list && list.Items is [Operand.Value, ..]));
        for (int p = 0; p < taken.Length; p++)
        {
            Parameter parameter = form.Parameters[p];
            switch (taken[p])
            {
                case Operand.Value value:
                    arguments.Add(new Argument(value.Name, null));
                    break;
                case Operand.Sequence list when parameter.IsList:
                    arguments.AddRange(list.Items.Cast<Operand.Value>().Select(item => new Argument(item.Name, null)));
                    break;
                case Operand.Number number when p < last || parameter.Kind == ParameterKind.TensorOrNumber:
                    arguments.Add(new Argument(null, number.Amount));
                    break;
                case null or Operand.Nothing when p < last && (parameter.TakesTensor || parameter.Default == "None"):
                    arguments.Add(default);
                    break;
                case null or Operand.Nothing:
                    break;
                default:
                    attributes[parameter.Name] = Attribute(taken[p]!);
                    break;
            }
        }
        return new Draft(form, [.. arguments], attributes);
    }

    private static AttributeValue Attribute(Operand operand) => operand switch
    {
        Operand.Number number => new(number.Amount, null, null, null),
        Operand.Truth truth => new(null, truth.IsTrue, null, null),
        Operand.Text text => new(null, null, text.Content, null),
        Operand.Sequence list => new(null, null, null, [.. list.Items.Select(item => ((Operand.Number)item).Amount)]),
        _ => throw new FormatException($"{operand} cannot be an attribute"),
    };
}


/// <summary>What an expression of a formula stands for.</summary>
internal abstract record Operand
{
    public sealed record Value(string Name) : Operand;

    public sealed record Number(double Amount) : Operand;

    public sealed record Text(string Content) : Operand;

    public sealed record Truth(bool IsTrue) : Operand;

    public sealed record Nothing : Operand;

    public sealed record Sequence(IReadOnlyList<Operand> Items) : Operand;

    /// <summary>The results of an operator that has several: they get names when they are picked.</summary>
    public sealed record Results(ProgramBuilder.Draft Node) : Operand;
}
