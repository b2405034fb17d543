using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Programs;

/// <summary>What stands at one parameter of a bound call: names, a constant, or nothing (then the default holds).</summary>
internal readonly record struct Binding(string[]? Names, object? Constant)
{
    public bool IsAbsent => Names is null && Constant is null;
}

/// <summary>Finds the form of an operator that a node's arguments and attributes fit.</summary>
internal static class Binder
{
    public static (Operator Form, Binding[] Bindings) Bind(Node node)
    {
        IReadOnlyList<Operator> forms = OperatorTable.Find(node.Operator)
            ?? throw new OracleException(ErrorCode.UnknownOperator,
                $"there is no operator {JsonText.Quote(node.Operator)}{OperatorTable.Suggest(node.Operator)}");
        string why = "";
        foreach (Operator form in forms)
            if (TryBind(form, node, out why) is { } bindings)
                return (form, bindings);
        throw new OracleException(ErrorCode.InvalidArgument, forms.Count == 1
            ? $"{forms[0]}: {why}"
            : $"{node.Operator} does not take these arguments; its forms are {string.Join(" and ", forms)}");
    }

    private static Binding[]? TryBind(Operator form, Node node, out string why)
    {
        var bindings = new Binding[form.Parameters.Length];
        int next = 0, used = 0;
        for (int p = 0; p < bindings.Length; p++)
        {
            Parameter parameter = form.Parameters[p];
            why = $"it needs {parameter.Name}";
            if (parameter.IsList)
            {
                int later = form.Parameters.Skip(p + 1).Count(after => after.TakesTensor && after.Default is null);
                string?[] names = [.. node.Arguments.Skip(next).SkipLast(later).Select(argument => argument.Name)];
                if (names.Length == 0 || names.Contains(null))
                    return null;
                bindings[p] = new Binding(names!, null);
                next += names.Length;
            }
            else if (next < node.Arguments.Length)
            {
                Argument argument = node.Arguments[next++];
                why = $"its {parameter.Name} cannot be {argument}";
                if (node.Attributes.ContainsKey(parameter.Name) || Positional(parameter, argument) is not { } binding)
                    return null;
                bindings[p] = binding;
            }
            else if (!parameter.TakesTensor && node.Attributes.TryGetValue(parameter.Name, out AttributeValue value))
            {
                used++;
                why = $"its {parameter.Name} is {Describe(parameter)}";
                if (value.IsNothing && parameter.Default == "None")
                    continue;
                if (Constant(parameter, value) is not { } constant)
                    return null;
                bindings[p] = new Binding(null, constant);
            }
            else if (parameter.Default is null)
                return null;
        }
        why = next < node.Arguments.Length
            ? $"it takes no argument {node.Arguments[next]} at that place"
            : $"it has no attribute {JsonText.Quote(node.Attributes.Keys.FirstOrDefault(key => form.Parameters.All(p => p.Name != key || p.TakesTensor)) ?? "")}";
        return next == node.Arguments.Length && used == node.Attributes.Count ? bindings : null;
    }

    private static Binding? Positional(Parameter parameter, Argument argument)
    {
        if (argument.IsNothing)
            return parameter.Kind == ParameterKind.OptionalTensor || parameter.Default == "None" ? new Binding() : null;
        if (argument.Name is { } name)
            return parameter.TakesTensor ? new Binding([name], null) : null;
        if (parameter.Kind == ParameterKind.TensorOrNumber)
            return new Binding(null, argument.Number!.Value);
        return !parameter.TakesTensor && Constant(parameter, new AttributeValue(argument.Number, null, null, null)) is { } constant ? new Binding(null, constant) : null;
    }

    /// <summary>The value as the script takes it: double, int, long[], bool, or the text of a choice; null where it does not fit.</summary>
    private static object? Constant(Parameter parameter, AttributeValue value) => parameter.Kind switch
    {
        ParameterKind.Float => value.Number,
        ParameterKind.Int => value.Number is { } number && Whole(number) ? (int)number : null,
        ParameterKind.IntList when value.Number is { } number => Whole(number) ? new[] { (long)number } : null,
        ParameterKind.IntList => value.List is { Length: <= 64 } list && list.All(Whole) ? list.Select(each => (long)each).ToArray() : null,
        ParameterKind.Bool => value.Truth,
        ParameterKind.Choice when value.Number is { } number => parameter.Choices.Contains(number.ToString(System.Globalization.CultureInfo.InvariantCulture)) ? number.ToString(System.Globalization.CultureInfo.InvariantCulture) : null,
        ParameterKind.Choice => parameter.Choices.Contains(value.Text) ? value.Text : null,
        _ => null,
    };

    private static bool Whole(double number) => number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue;

    private static string Describe(Parameter parameter) => parameter.Kind switch
    {
        ParameterKind.Float => "a number",
        ParameterKind.Int => "a whole number of at most 31 bits",
        ParameterKind.IntList => "a list of whole numbers",
        ParameterKind.Bool => "true or false",
        _ => $"one of {string.Join(", ", parameter.Choices)}",
    };
}
