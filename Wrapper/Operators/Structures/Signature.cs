namespace TorchBridge.Operators.Structures;

/// <summary>The parameters of a function: their structures and their names in messages.</summary>
/// <param name="Api">The public name for messages.</param>
/// <param name="Names">One for each argument.</param>
/// <param name="Structures">One for each argument.</param>
internal sealed record Signature(string Api, string[] Names, Structure[] Structures)
{
    /// <summary>The same with other names.</summary>
    public Signature Named(params string[] names) => this with { Names = names };
}
