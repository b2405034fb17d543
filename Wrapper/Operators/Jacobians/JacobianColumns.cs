using TorchBridge.Engine;
using TorchBridge.Operators.Batching;
using TorchBridge.Operators.Forward;
using TorchBridge.Operators.Functions;

namespace TorchBridge.Operators.Jacobians;

/// <summary>A Jacobian in forward mode. The function runs on dual numbers, once for a chunk of unit tangents or once for each.</summary>
internal sealed class JacobianColumns<TAux>
{
    private readonly string _api;
    private readonly Pushforward<TAux> _pushforward;
    private readonly Tensor[] _at, _variables;
    private readonly int[] _argnums;
    private readonly VmapRandomness _randomness;
    private readonly bool _keepsGraph;
    private readonly RandomRule _rule;
    private readonly long _total;

    /// <param name="api">The public name for messages.</param>
    /// <param name="pushforward">The function and the point.</param>
    /// <param name="argnums">The indices of the arguments to differentiate with respect to.</param>
    /// <param name="randomness">
    /// What random operations do when many columns are computed at once. A loop over the columns treats them in the same way.
    /// </param>
    /// <param name="keepsGraph">Whether the results keep the graph of captured tensors that require grad.</param>
    public JacobianColumns(string api, Pushforward<TAux> pushforward, int[] argnums, VmapRandomness randomness, bool keepsGraph)
    {
        (_api, _pushforward, _at, _argnums, _randomness, _keepsGraph, _rule) =
            (api, pushforward, pushforward.Primals, argnums, randomness, keepsGraph, new RandomRule(randomness));
        _variables = Array.ConvertAll(argnums, i => _at[i]);
        _total = _variables.Sum(input => input.numel());
    }

    private readonly record struct Chunk(Tensor[] Outputs, Tensor[] Columns, TAux Aux);

    /// <param name="options">The caller's choice.</param>
    /// <param name="onDuals">The function for a loop on plain dual numbers; null if it must run at a level.</param>
    /// <returns>[i][k] is d output i / d argument argnums[k].</returns>
    public (Tensor[][] Jacobians, TAux Aux) Run(Chunks.Options options, Func<Tensor[], (Tensor[] Outputs, TAux Aux)>? onDuals = null)
    {
        Admission.ToLevel(_api, _at, "inputs");
        Admission.Dense(_api, _at, _argnums, "inputs");
        if (_total == 0)
            return Empty();
        options.Report?.Plan(_total);
        // Two backward passes, which replace dual numbers, can't be batched.
        string? obstacle = Capabilities.ForwardMode ? null : "this LibTorch has no dual numbers";
        return Chunks.Run(new(_api, "column", _total, Chunks.ColumnBytes), options, obstacle, _variables,
            size => ByChunks(size, Batched, options.Report),
            () =>
            {
                bool plain = onDuals is not null && !SeesOtherTangents(onDuals);
                return ByChunks(1, (start, _) =>
                    Column(plain ? _pushforward.ApplyOnPlainDuals(Unit(start), onDuals!) : _pushforward.Apply(Unit(start))),
                    options.Report);
            });
    }

    private (Tensor[][], TAux) Empty()
    {
        (Tensor[] outputs, TAux aux) = _pushforward.Evaluate();
        Tensor[][] jacobians = Array.ConvertAll(outputs, output =>
            Array.ConvertAll(_variables, input => Alike.Zeros(output, [.. Shapes.Of(output), .. Shapes.Of(input)])));
        return (jacobians, Auxiliary.Result(aux, Handles.Another));
    }

    /// <param name="size">How many columns at once.</param>
    /// <param name="columns">Computes a chunk from its first column and count. Column tensors are [count, output...].</param>
    /// <param name="report">Where each chunk is reported.</param>
    private (Tensor[][], TAux) ByChunks(long size, Func<long, long, Chunk> columns, ProgressReport? report)
    {
        var outputs = new SameOutputs(_api, "func");
        Pieces[][] jacobians = [];
        TAux aux = default!;
        for (long start = 0; start < _total; start += size)
        {
            long count = Math.Min(size, _total - start);
            Add(start, count);
            report?.Step(count);
        }
        return ([.. jacobians.Select((row, i) =>
            row.Select((pieces, k) => pieces.Joined().reshape([.. outputs.Shape(i), .. Shapes.Of(_variables[k])])).ToArray())], aux);

        void Add(long from, long count)
        {
            using DisposeScope scope = NewDisposeScope();
            Chunk chunk = _rule.Piece(_api, () => columns(from, count));
            outputs.Check(chunk.Outputs);
            if (from == 0)
            {
                jacobians = Array.ConvertAll(chunk.Outputs,
                    output => Array.ConvertAll(_variables, input => new Pieces(input.numel(), output.dim())));
                aux = chunk.Aux;
                scope.MoveToOuter(Auxiliary.Tensors(aux));
            }
            for (int i = 0; i < jacobians.Length; i++)
                Split(jacobians[i], _keepsGraph ? chunk.Columns[i] : chunk.Columns[i].detach(), from);
        }
    }

    /// <summary>
    /// Splits columns [count, output...] by input, into pieces [output..., count]. The first column has the number
    /// <paramref name="start"/>.
    /// </summary>
    private void Split(Pieces[] jacobians, Tensor columns, long start)
    {
        long end = start + columns.size(0), first = 0;
        for (int k = 0; k < jacobians.Length; k++)
        {
            long numel = _variables[k].numel(), from = Math.Max(start, first), to = Math.Min(end, first + numel);
            if (from < to)
                jacobians[k].Add(columns.narrow(0, from - start, to - from).movedim([0], [-1]));
            else if (numel == 0 && start == 0)
                jacobians[k].Add(columns.narrow(0, 0, 0).movedim([0], [-1]));
            first += numel;
        }
    }

    private Chunk Batched(long start, long count)
    {
        Tensor?[] bases = Bases(start, count);
        using Level level = Level.Vmap(count, RandomRule.OfLevel(_randomness), _randomness);
        Pushed<TAux> result = _pushforward.Apply(Array.ConvertAll(bases, basis => basis is null ? null : level.Batched(basis, 0)));
        Tensor[] outputs = Array.ConvertAll(result.Outputs, output => level.Unbatched(output, count, 0));
        Tensor[] columns = [.. outputs.Select((output, i) =>
            result.Tangents[i] is { } tangent ? level.Unbatched(tangent, count, 0) : zeros_like(output))];
        return new(Array.ConvertAll(outputs, output => output.select(0, 0)), columns,
            Auxiliary.Result(result.Aux, aux => First(level, aux)));
    }

    /// <summary>The auxiliary tensor of the first example of the batch.</summary>
    private static Tensor First(Level level, Tensor aux)
    {
        Tensor plain = level.Unbatched(aux, out long dimension);
        return dimension < 0 ? plain : plain.select(dimension, 0);
    }

    private static Chunk Column(Pushed<TAux> result) =>
        new(result.Outputs, [.. result.Outputs.Select((output, i) => (result.Tangents[i] ?? zeros_like(output)).unsqueeze(0))], result.Aux);

    /// <summary>
    /// Whether the outputs have tangents although the arguments have none. The function then captures a tensor with a tangent of the
    /// caller's own dual level, and that tangent would be added. A functorch level separates the tangents.
    /// </summary>
    private bool SeesOtherTangents(Func<Tensor[], (Tensor[] Outputs, TAux Aux)> onDuals)
    {
        if (!UserDualLevel.AnyOpen)
            return false;
        using DisposeScope scope = NewDisposeScope();
        Tensor?[] tangents = _rule.Piece(_api, () => _pushforward.ApplyOnPlainDuals(new Tensor?[_at.Length], onDuals)).Tangents;
        return Array.Exists(tangents, tangent => tangent is not null);
    }

    private Tensor?[] Unit(long column) => Array.ConvertAll(Bases(column, 1), basis => basis?.squeeze(0));

    /// <summary>Each variable's part of unit vectors over all variables together; null for the other arguments.</summary>
    private Tensor?[] Bases(long start, long count)
    {
        var bases = new Tensor?[_at.Length];
        foreach (int i in _argnums)
        {
            bases[i] = Chunks.Basis(_at[i], start, count);
            start -= _at[i].numel();
        }
        return bases;
    }
}
