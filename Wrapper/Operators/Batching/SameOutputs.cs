namespace TorchBridge.Operators.Batching;

/// <summary>Checks the outputs of a function that is called once for each chunk. Their number, shapes and types must not change.</summary>
/// <param name="api">The public name for messages.</param>
/// <param name="function">The caller's parameter.</param>
internal sealed class SameOutputs(string api, string function)
{
    private (long[] Shape, ScalarType Type)[]? _first;

    /// <summary>The shape of an output of the first chunk.</summary>
    public long[] Shape(int output) => _first![output].Shape;

    /// <param name="outputs">The outputs for the next chunk.</param>
    /// <param name="batch">The batch dimension of each output, whose size may differ; null if it has no batch.</param>
    public void Check(Tensor[] outputs, long?[]? batch = null)
    {
        if (_first is not null && outputs.Length != _first.Length)
            throw ArgumentMessages.OutputsDependOnChunk(api, function, $"{_first.Length} tensors", $"{outputs.Length}");
        (long[] Shape, ScalarType Type)[] these = [.. outputs.Select((output, i) =>
            (batch?[i] is { } at ? Without(output, at) : Shapes.Of(output), output.dtype))];
        _first ??= these;
        for (int i = 0; i < these.Length; i++)
            if (these[i].Type != _first[i].Type || !these[i].Shape.AsSpan().SequenceEqual(_first[i].Shape))
                throw ArgumentMessages.OutputsDependOnChunk(api, function, $"output {i} as {Text(_first[i])}", Text(these[i]));
    }

    private static long[] Without(Tensor output, long dimension) => [.. Shapes.Of(output).Where((_, at) => at != dimension)];

    private static string Text((long[] Shape, ScalarType Type) output) => $"{Describe.Type(output.Type)} of "
        + $"shape [{string.Join(", ", output.Shape)}]";
}
