namespace TorchBridge.Operators.Structures;

/// <summary>The arguments of one call, flattened into a list of tensors.</summary>
internal sealed class Arguments
{
    private readonly Signature _signature;
    private readonly Form[] _forms;

    public Arguments(Signature signature, object?[] values)
    {
        var tensors = new List<Tensor>();
        (_signature, _forms) = (signature, new Form[values.Length]);
        for (int i = 0; i < values.Length; i++)
            _forms[i] = Read(signature, i, values[i], tensors);
        Tensors = [.. tensors];
    }

    /// <summary>The tensors of all arguments, one argument after the other.</summary>
    public Tensor[] Tensors { get; }

    public IReadOnlyList<Form> Forms => _forms;

    /// <summary>The numbers of an argument's tensors.</summary>
    public int[] NumbersOf(int argument)
    {
        int start = StartOf(argument);
        return [.. Enumerable.Range(start, _forms[argument].Count)];
    }

    /// <summary>All arguments, with other tensors.</summary>
    public object?[] Write(Tensor[] tensors)
    {
        var leaves = new Structure.Leaves(tensors);
        var values = new object?[_forms.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = _signature.Structures[i].Write(_forms[i], leaves);
        return values;
    }

    /// <summary>One argument, with other tensors.</summary>
    /// <param name="argument">The number of the argument.</param>
    /// <param name="tensors">A list that contains its tensors.</param>
    /// <param name="start">Where they start.</param>
    public T Write<T>(int argument, Tensor[] tensors, int start = 0) =>
        (T)_signature.Structures[argument].Write(_forms[argument], new Structure.Leaves(tensors, start))!;

    /// <summary>
    /// The numbers of the arguments to differentiate with respect to, not negative. Argument 0 if argnums is null. Each argument has
    /// tensors, all with a type that has derivatives.
    /// </summary>
    public int[] Argnums(int[]? argnums)
    {
        int[] numbers = Guard.Argnums(argnums, _forms.Length, _signature.Api);
        foreach (int argument in numbers)
            CheckDifferentiable(argument);
        return numbers;
    }

    /// <summary>Checks that an argument has tensors, all with a type that has derivatives.</summary>
    public void CheckDifferentiable(int argument)
    {
        string name = _signature.Names[argument];
        if (_forms[argument].Count == 0)
            throw ArgumentMessages.NoTensorsIn(_signature.Api, name);
        int start = StartOf(argument);
        for (int i = 0; i < _forms[argument].Count; i++)
            if (Tensors[start + i] is var tensor && !tensor.is_floating_point() && !tensor.is_complex())
                throw ArgumentMessages.IntegerPart(_signature.Api, name, _forms[argument].NameOf(name, i), tensor);
    }

    /// <summary>Checks that other arguments, for example tangents, have the form of these.</summary>
    public void CheckSame(Arguments others, string what, string whose)
    {
        for (int i = 0; i < _forms.Length; i++)
            if (!_forms[i].Same(others._forms[i]))
                throw ArgumentMessages.OtherStructure(_signature.Api, others._signature.Names[i], what, whose, _forms[i].ToString(),
                    others._forms[i].ToString());
    }

    private int StartOf(int argument)
    {
        int start = 0;
        for (int i = 0; i < argument; i++)
            start += _forms[i].Count;
        return start;
    }

    private static Form Read(Signature signature, int i, object? value, List<Tensor> tensors)
    {
        int start = tensors.Count;
        Form form = signature.Structures[i].Read(value, tensors);
        string name = signature.Names[i];
        if (form.NameOfMissing(name) is { } missing)
            throw ArgumentMessages.NullPart(signature.Api, name, missing);
        if (form.KeyTwice() is { } twice)
            throw ArgumentMessages.NameTwice(signature.Api, name, twice);
        for (int k = start; k < tensors.Count; k++)
            if (tensors[k] is null)
                throw ArgumentMessages.NullPart(signature.Api, name, form.NameOf(name, k - start));
            else if (tensors[k].IsInvalid)
                throw ArgumentMessages.DisposedPart(signature.Api, name, form.NameOf(name, k - start));
        return form;
    }
}
