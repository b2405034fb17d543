namespace TorchBridge.Oracle.Corpus;

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
