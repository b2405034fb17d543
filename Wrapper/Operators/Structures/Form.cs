namespace TorchBridge.Operators.Structures;

/// <summary>The form of a structure of tensors, without the tensors: its kind, its keys, and the forms of its parts.</summary>
internal sealed class Form
{
    private enum Kind { Tensor, Missing, List, Map, Tuple }

    public static readonly Form Tensor = new(Kind.Tensor, [], 1), Missing = new(Kind.Missing, [], 0);

    private readonly Kind _kind;
    private string? _twice;

    private Form(Kind kind, Form[] parts, int count, string[]? keys = null) => (_kind, Parts, Count, Keys) = (kind, parts, count, keys);

    /// <summary>The number of tensors.</summary>
    public int Count { get; }

    public Form[] Parts { get; }

    /// <summary>The keys of a dictionary, in its order; null for anything else.</summary>
    public string[]? Keys { get; }

    public bool IsTensor => _kind == Kind.Tensor;

    public static Form List(Form[] parts) => new(Kind.List, parts, Sum(parts));

    public static Form Map(string[] keys, Form[] parts) => new(Kind.Map, parts, Sum(parts), keys);

    /// <summary>The same for a dictionary that may have a key twice, which is possible for other implementations than .NET's.</summary>
    public static Form MapOfUnknown(string[] keys, Form[] parts) =>
        new(Kind.Map, parts, Sum(parts), keys) { _twice = keys.GroupBy(key => key).FirstOrDefault(group => group.Count() > 1)?.Key };

    public static Form Tuple(Form[] parts) => new(Kind.Tuple, parts, Sum(parts));

    /// <summary>Whether two forms are the same, including the order of the keys.</summary>
    public bool Same(Form other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (_kind != other._kind || Parts.Length != other.Parts.Length || !(Keys ?? []).AsSpan().SequenceEqual(other.Keys ?? []))
            return false;
        for (int i = 0; i < Parts.Length; i++)
            if (!Parts[i].Same(other.Parts[i]))
                return false;
        return true;
    }

    /// <summary>The name of a tensor as an expression in C#: <c>arg1["weight"]</c>.</summary>
    /// <param name="whole">The name of the structure.</param>
    /// <param name="tensor">The number of the tensor.</param>
    public string NameOf(string whole, int tensor)
    {
        for (int i = 0; i < Parts.Length; tensor -= Parts[i++].Count)
            if (tensor < Parts[i].Count)
                return Parts[i].NameOf(whole + Access(i), tensor);
        return whole;
    }

    /// <summary>The same for the first array or dictionary that is null; null if none is.</summary>
    public string? NameOfMissing(string whole)
    {
        if (_kind == Kind.Missing)
            return whole;
        for (int i = 0; i < Parts.Length; i++)
            if (Parts[i].NameOfMissing(whole + Access(i)) is { } name)
                return name;
        return null;
    }

    /// <summary>The name of a part.</summary>
    public string NamePart(string whole, int part) => whole + Access(part);

    /// <summary>A key that a dictionary has twice; null if there is none.</summary>
    public string? KeyTwice() => _twice ?? Parts.Select(part => part.KeyTwice()).FirstOrDefault(key => key is not null);

    /// <summary>For messages: a star for each tensor.</summary>
    public override string ToString() => _kind switch
    {
        Kind.Tensor => "*",
        Kind.Missing => "null",
        Kind.List => $"[{string.Join(", ", Parts.Select(part => part.ToString()))}]",
        Kind.Map => $"{{{string.Join(", ", Keys!.Zip(Parts, (key, part) => $"{key}: {part}"))}}}",
        _ => $"({string.Join(", ", Parts.Select(part => part.ToString()))})",
    };

    private static int Sum(Form[] parts)
    {
        int count = 0;
        foreach (Form part in parts)
            count += part.Count;
        return count;
    }

    private string Access(int i) => _kind switch
    {
        Kind.List => $"[{i}]",
        Kind.Map => $"[\"{Keys![i]}\"]",
        _ => $".Item{i + 1}",
    };
}
