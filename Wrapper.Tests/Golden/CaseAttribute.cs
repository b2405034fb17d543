namespace TorchBridge.Tests.Golden;

/// <summary>A method that does in C# what the snippet of a golden case does in Python.</summary>
/// <param name="id">The id of the case in its file.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CaseAttribute(string id) : Attribute
{
    public string Id { get; } = id;

    /// <summary>The kind of the AutogradException that an error case ends in.</summary>
    public AutogradError Kind { get => KindOrNull ?? default; set => KindOrNull = value; }

    public AutogradError? KindOrNull { get; private set; }

    /// <summary>The exception that an error case ends in, where that is not an AutogradException.</summary>
    public Type? Throws { get; set; }

    /// <summary>What the message must have in it, where that is not the first line of PyTorch's; say why beside it.</summary>
    public string? Message { get; set; }

    /// <summary>A result that C# has no way to record; say why beside it.</summary>
    public string? Without { get; set; }
}
