namespace TorchBridge.Oracle.Programs;

/// <summary>An argument of a node as it was written: a name, a number, or nothing (null, for an optional tensor).</summary>
internal readonly record struct Argument(string? Name, double? Number)
{
    public bool IsNothing => Name is null && Number is null;

    public override string ToString() => Name ?? (Number is { } number ? number.ToString("R", System.Globalization.CultureInfo.InvariantCulture) : "null");
}

/// <summary>An attribute of a node as it was written.</summary>
internal readonly record struct AttributeValue(double? Number, bool? Truth, string? Text, double[]? List)
{
    public bool IsNothing => Number is null && Truth is null && Text is null && List is null;
}

/// <summary>A node as it was written: names of results, an operator, arguments and attributes.</summary>
internal sealed record Node(string[] Results, string Operator, Argument[] Arguments, IReadOnlyDictionary<string, AttributeValue> Attributes);
