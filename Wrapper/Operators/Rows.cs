using TorchBridge.Engine;
using TorchBridge.Support;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>
/// The rows of an output's Jacobian, as they come. Without a graph they are copied where they belong and disposed, so that no more than a chunk
/// exists twice; with one they are kept and joined at the end.
/// </summary>
internal sealed class Rows
{
    private readonly Tensor _output;
    private readonly Tensor[] _inputs;
    private readonly Tensor?[] _results;
    private readonly List<Tensor>[]? _kept;

    public Rows(Tensor output, Tensor[] inputs, bool createGraph)
    {
        (_output, _inputs, _results) = (output, inputs, new Tensor?[inputs.Length]);
        if (createGraph)
            _kept = Array.ConvertAll(inputs, _ => new List<Tensor>());
    }

    /// <summary>Row <paramref name="at"/> for each input; null for zeros.</summary>
    public void Add(long at, Tensor?[] row)
    {
        for (int j = 0; j < row.Length; j++)
            Add(j, at, 1, row[j], each => each.unsqueeze(0));
    }

    /// <summary>Some rows for each input, the row's number in dimension 0.</summary>
    public void Add(long start, long count, Tensor?[] rows)
    {
        for (int j = 0; j < rows.Length; j++)
            Add(j, start, count, rows[j], each => each);
    }

    /// <summary>For each input the whole Jacobian, [output..., input...].</summary>
    public Tensor[] Finished() => [.. _inputs.Select((input, j) =>
        (_results[j] ?? (_kept is null || _kept[j].Count == 0 ? Zeros(input, _output.numel()) : cat(_kept[j]))).reshape([.. Shapes.Of(_output), .. Shapes.Of(input)]))];

    private void Add(int j, long start, long count, Tensor? rows, Func<Tensor, Tensor> asRows)
    {
        if (rows is not null)
            rows = Handles.Dense(rows);
        if (_kept is not null)
        {
            _kept[j].Add(rows is null ? Zeros(_inputs[j], count) : asRows(rows));
            return;
        }
        if (rows is null)      // for these rows no path leads to the input; none does for the others
            return;
        if (_results[j] is null && count == _output.numel())
        {
            _results[j] = asRows(rows);
            return;
        }
        using (rows)
        {
            _results[j] ??= Zeros(_inputs[j], _output.numel(), rows.dtype);
            using Tensor target = _results[j]!.narrow(0, start, count);
            using Tensor source = asRows(rows);
            using Tensor same = target.copy_(source);
        }
    }

    private static Tensor Zeros(Tensor input, long count, ScalarType? type = null) => zeros([count, .. Shapes.Of(input)], type ?? input.dtype, input.device);
}
