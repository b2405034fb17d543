using TorchBridge.Engine;
using TorchBridge.Support;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>A Jacobian in forward mode: the function runs on dual numbers, once for many unit tangents where that works, once for each column otherwise.</summary>
internal static class JacobianColumns
{
    /// <param name="api">The public name for messages.</param>
    /// <param name="func">From the inputs to the outputs and whatever else it returns.</param>
    /// <param name="at">The arguments.</param>
    /// <param name="argnums">Which of them derivatives are taken in.</param>
    /// <param name="vectorize">Many columns at once; null: where that works.</param>
    /// <param name="randomness">What random operations do when many columns are computed at once.</param>
    /// <param name="chunkSize">How many at once; null to choose.</param>
    /// <returns>[i][k] is d output i / d argument argnums[k].</returns>
    public static (Tensor[][] Jacobians, TAux Aux) Run<TAux>(string api, Func<Tensor[], (Tensor[] Outputs, TAux Aux)> func, Tensor[] at, int[] argnums, bool? vectorize,
        VmapRandomness randomness, int? chunkSize)
    {
        Admission.ToLevel(api, at, "inputs");
        Tensor[] variables = Array.ConvertAll(argnums, i => at[i]);
        long total = variables.Sum(input => input.numel());
        bool batching = Capabilities.FunctionTransforms && Capabilities.ForwardMode;      // two passes in reverse, which stand in for dual numbers, don't go into a batch
        long size = batching ? Chunks.Size(total, variables, vectorize, chunkSize) : 1;
        if (total == 0)
            return Empty(api, func, at, variables);
        if (size > 1 || vectorize == true && batching)
        {
            try
            {
                return ByChunks(api, variables, total, size, randomness, (start, count) => Batched(api, func, at, argnums, start, count, randomness));
            }
            catch (Exception) when (vectorize is null)
            {
                // Something in the function can't be batched: it reads values, or draws random numbers. Column by column gives the same, or the true reason.
            }
        }
        // A loop that stands for a batch keeps the batch's rule for random numbers.
        return ByChunks(api, variables, total, 1, randomness, (start, _) => Single(api, func, at, argnums, start));
    }

    private static (Tensor[][], TAux) Empty<TAux>(string api, Func<Tensor[], (Tensor[] Outputs, TAux Aux)> func, Tensor[] at, Tensor[] variables)
    {
        using var modes = new KeptModes();
        (Tensor[] outputs, TAux aux) = func(at);
        outputs = Guard.UsableResult(outputs, api, nameof(func));
        Returned.Check(api, func, outputs, aux);
        return (Array.ConvertAll(outputs, output => Array.ConvertAll(variables, input => zeros([.. Shapes.Of(output), .. Shapes.Of(input)], output.dtype, output.device))),
            Auxiliary.Result(aux, Handles.Another));
    }

    /// <param name="api">The public name for messages.</param>
    /// <param name="variables">The arguments that derivatives are taken in.</param>
    /// <param name="total">Their elements.</param>
    /// <param name="size">How many columns at once.</param>
    /// <param name="randomness">What random operations do.</param>
    /// <param name="columns">From the first column and their number to the outputs, and a tensor [count, output...] for each.</param>
    private static (Tensor[][], TAux) ByChunks<TAux>(string api, Tensor[] variables, long total, long size, VmapRandomness randomness,
        Func<long, long, (Tensor[] Outputs, Tensor[] Columns, TAux Aux)> columns)
    {
        var rule = new RandomRule(randomness);
        var chunks = new List<(Tensor[] Outputs, Tensor[] Columns, TAux Aux)>();
        for (long start = 0; start < total; start += size)
        {
            long from = start, count = Math.Min(size, total - start);
            chunks.Add(rule.Piece(api, () => columns(from, count)));
        }
        Tensor[][] jacobians = [.. chunks[0].Columns.Select((_, i) =>
            Split(chunks.Count == 1 ? chunks[0].Columns[i] : cat([.. chunks.Select(chunk => chunk.Columns[i])]), variables))];
        return (jacobians, chunks[0].Aux);
    }

    /// <summary>From [all columns, output...] to [output..., input...] for each input.</summary>
    private static Tensor[] Split(Tensor columns, Tensor[] variables)
    {
        long start = 0;
        return Array.ConvertAll(variables, input =>
        {
            Tensor part = columns.narrow(0, start, input.numel());
            start += input.numel();
            return part.movedim([0], [-1]).reshape([.. Shapes.Of(columns)[1..], .. Shapes.Of(input)]);
        });
    }

    private static (Tensor[], Tensor[], TAux) Batched<TAux>(string api, Func<Tensor[], (Tensor[], TAux)> func, Tensor[] at, int[] argnums, long start, long count, VmapRandomness randomness)
    {
        Tensor?[] bases = Bases(at, argnums, start, count);
        using Level level = Level.Vmap(count, RandomRule.OfLevel(randomness));
        ForwardMode.Result<TAux> result = ForwardMode.Run(api, func, at, Array.ConvertAll(bases, basis => basis is null ? null : level.Batched(basis, 0)));
        Tensor[] outputs = Array.ConvertAll(result.Outputs, output => level.Unbatched(output, count, 0));
        Tensor[] columns = [.. outputs.Select((output, i) => result.Tangents[i] is { } tangent ? level.Unbatched(tangent, count, 0) : zeros_like(output))];
        return (outputs, columns, Auxiliary.Result(result.Aux, aux => First(level, aux)));
    }

    /// <summary>What the first of the batch returned beside its outputs.</summary>
    private static Tensor First(Level level, Tensor aux)
    {
        Tensor plain = level.Unbatched(aux, out long dimension);
        return dimension < 0 ? plain : plain.select(dimension, 0);
    }

    private static (Tensor[], Tensor[], TAux) Single<TAux>(string api, Func<Tensor[], (Tensor[], TAux)> func, Tensor[] at, int[] argnums, long column)
    {
        ForwardMode.Result<TAux> result = ForwardMode.Run(api, func, at, Array.ConvertAll(Bases(at, argnums, column, 1), basis => basis?.squeeze(0)));
        return (result.Outputs, [.. result.Outputs.Select((output, i) => (result.Tangents[i] ?? zeros_like(output)).unsqueeze(0))], result.Aux);
    }

    /// <summary>For each variable its part of some unit vectors of all of them together; null for the other arguments.</summary>
    private static Tensor?[] Bases(Tensor[] at, int[] argnums, long start, long count)
    {
        var bases = new Tensor?[at.Length];
        foreach (int i in argnums)
        {
            bases[i] = Chunks.Basis(at[i], start, count);
            start -= at[i].numel();
        }
        return bases;
    }
}
