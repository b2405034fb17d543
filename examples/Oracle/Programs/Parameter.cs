namespace TorchBridge.Oracle.Programs;

/// <summary>What an operator takes at one place.</summary>
internal enum ParameterKind
{
    Tensor,
    OptionalTensor,
    TensorOrNumber,
    TensorList,
    OptionalTensorList,     // a list of tensors for an operator that would also take None in it
    Float,
    Int,
    IntList,
    Bool,
    Choice,
}

/// <summary>
/// One parameter of an operator, from its notation in the table: <c>KIND:NAME</c>, then <c>=DEFAULT</c> (TorchScript) where it may be left out.
/// Kinds: <c>T</c> tensor, <c>T?</c> tensor or none, <c>N</c> tensor or number, <c>T*</c> tensors, <c>O*</c> tensors in a list of optional ones,
/// <c>f</c> number, <c>i</c> whole number, <c>i*</c> whole numbers, <c>b</c> truth value, <c>a|b|c</c> one of these texts.
/// </summary>
internal sealed class Parameter
{
    private Parameter(ParameterKind kind, string name, string? defaultLiteral, string[] choices) =>
        (Kind, Name, Default, Choices) = (kind, name, defaultLiteral, choices);

    public ParameterKind Kind { get; }

    /// <summary>ATen's name of it, which is the attribute's.</summary>
    public string Name { get; }

    /// <summary>What stands in the script when it is left out, or null when it may not be.</summary>
    public string? Default { get; }

    public string[] Choices { get; }

    public bool IsList => Kind is ParameterKind.TensorList or ParameterKind.OptionalTensorList;

    public bool TakesTensor => IsList || Kind is ParameterKind.Tensor or ParameterKind.OptionalTensor or ParameterKind.TensorOrNumber;

    public static Parameter Parse(string notation)
    {
        int colon = notation.IndexOf(':', StringComparison.Ordinal), equals = notation.IndexOf('=', StringComparison.Ordinal);
        string kind = notation[..colon], name = notation[(colon + 1)..(equals < 0 ? notation.Length : equals)];
        string? value = equals < 0 ? null : notation[(equals + 1)..];
        return kind switch
        {
            "T" => new(ParameterKind.Tensor, name, value, []),
            "T?" => new(ParameterKind.OptionalTensor, name, "None", []),
            "N" => new(ParameterKind.TensorOrNumber, name, value, []),
            "T*" => new(ParameterKind.TensorList, name, value, []),
            "O*" => new(ParameterKind.OptionalTensorList, name, value, []),
            "f" => new(ParameterKind.Float, name, value, []),
            "i" => new(ParameterKind.Int, name, value, []),
            "i*" => new(ParameterKind.IntList, name, value, []),
            "b" => new(ParameterKind.Bool, name, value, []),
            _ => new(ParameterKind.Choice, name, value, kind.Split('|')),
        };
    }

    public override string ToString() => Kind switch
    {
        ParameterKind.TensorList or ParameterKind.OptionalTensorList => $"*{Name}",
        _ => Default is null ? Name : $"{Name}={Default}",
    };
}
