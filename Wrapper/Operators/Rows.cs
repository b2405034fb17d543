using TorchBridge.Engine;
using TorchBridge.Support;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>The rows of an output's Jacobian in each input, as they come.</summary>
internal sealed class Rows(Tensor output, Tensor[] inputs)
{
    private readonly Pieces[] _rows = Array.ConvertAll(inputs, _ => new Pieces(output.numel(), 0));

    /// <summary>The next row for each input; null for zeros.</summary>
    public void Add(Tensor?[] row) => Add(Array.ConvertAll(row, each => each is null ? null : Handles.Dense(each).unsqueeze(0)), 1);

    /// <summary>The next rows for each input, the row's number in dimension 0; null for zeros.</summary>
    public void Add(Tensor?[] rows, long count)
    {
        for (int j = 0; j < rows.Length; j++)
            _rows[j].Add(rows[j] is { } some ? Handles.Dense(some) : Alike.Zeros(inputs[j], [count, .. Shapes.Of(inputs[j])]));
    }

    /// <summary>For each input the whole Jacobian, [output..., input...].</summary>
    public Tensor[] Finished() => [.. inputs.Select((input, j) => _rows[j].Joined().reshape([.. Shapes.Of(output), .. Shapes.Of(input)]))];

    /// <summary>The Jacobian of an output that is constant, or of one without elements.</summary>
    public static Tensor[] None(Tensor output, Tensor[] inputs) => Array.ConvertAll(inputs, input => Alike.Zeros(input, [.. Shapes.Of(output), .. Shapes.Of(input)]));
}
