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

    /// <summary>The exception that an error case ends in, if it is not an AutogradException.</summary>
    public Type? Throws { get; set; }

    /// <summary>The text that the message must contain, if it is not the first line of PyTorch's message. A comment says why.</summary>
    public string? Message { get; set; }

    /// <summary>A result that C# can't record. A comment says why.</summary>
    public string? Without { get; set; }
}
