using TorchBridge.Engine;
using TorchBridge.Operators.Batching;
using TorchBridge.Operators.Jacobians;

namespace TorchBridge.Operators.Reverse;

/// <summary>
/// The vector-Jacobian product u ↦ uᵀJ of outputs that were computed from variables, on ordinary autograd or at a grad level. All
/// derivatives are computed by this class and by <see cref="Forward.Pushforward{TAux}"/>. It does not check its arguments. Outputs that are
/// null or have no graph are ignored.
/// </summary>
/// <param name="api">The public name for messages.</param>
/// <param name="outputs">The outputs.</param>
/// <param name="variables">The tensors to differentiate with respect to.</param>
internal sealed class Pullback(string api, Tensor?[] outputs, Tensor[] variables)
{
    private (bool IsKnown, string? Why) _noBatch;

    /// <summary>Applied to each result. It unwraps results of a grad level that has been left.</summary>
    public Func<Tensor, Tensor> Outside { get; init; } = static tensor => tensor;

    /// <summary>The faults of the operations behind the outputs. Set them if the graph can no longer be read.</summary>
    public KnownFaults? Faults { private get; init; }

    /// <summary>The outputs. Missing ones are null.</summary>
    public Tensor?[] Outputs => outputs;

    /// <summary>
    /// The product with one cotangent for each output. The result has one derivative for each variable, or null if no path leads to it.
    /// </summary>
    /// <param name="cotangents">Null if every output has one element and its cotangent is 1.</param>
    /// <param name="createGraph">Whether the results get a graph.</param>
    /// <param name="retainGraph">Whether the graph can be used again; null: the same as createGraph.</param>
    public Tensor?[] Apply(Tensor[]? cotangents, bool createGraph, bool? retainGraph = null)
    {
        if (cotangents is null && outputs is [{ requires_grad: true } output] && variables is [{ requires_grad: true } variable])
            return [Found(output, variable, createGraph, retainGraph)];      // the usual gradient, without lists
        int[] used = Indices(outputs.Length, i => outputs[i]?.requires_grad == true),
            wanted = Indices(variables.Length, i => variables[i].requires_grad);
        var results = new Tensor?[variables.Length];
        if (used.Length == 0 || wanted.Length == 0)
            return results;
        using DrawWatch.Pause pause = DrawWatch.PauseAtLevel();
        Tensor?[] found = Pass.Gradients(api, Array.ConvertAll(used, i => outputs[i]!),
            cotangents is null ? [] : Array.ConvertAll(used, i => cotangents[i]),
            Array.ConvertAll(wanted, i => variables[i]), retainGraph ?? createGraph, createGraph);
        for (int i = 0; i < found.Length; i++)
            results[wanted[i]] = found[i] is { } gradient ? Outside(gradient) : null;
        return results;
    }

    private Tensor? Found(Tensor output, Tensor variable, bool createGraph, bool? retainGraph)
    {
        using DrawWatch.Pause pause = DrawWatch.PauseAtLevel();
        return Pass.Gradient(api, output, variable, retainGraph ?? createGraph, createGraph) is { } gradient ? Outside(gradient) : null;
    }

    /// <summary>The same, with zeros instead of null.</summary>
    public Tensor[] ApplyOrZeros(Tensor[]? cotangents, bool createGraph, bool? retainGraph = null)
    {
        Tensor?[] found = Apply(cotangents, createGraph, retainGraph);
        for (int i = 0; i < found.Length; i++)
            found[i] ??= Outside(zeros_like(variables[i]));
        return found!;
    }

    /// <summary>The products with a whole batch of cotangents: row k of a result belongs to row k of every cotangent.</summary>
    public Tensor?[] ApplyToBatch(Tensor[] cotangents, bool createGraph, bool retainGraph)
    {
        int batch = (int)cotangents[0].size(0);
        if (batch == 0)
            return Array.ConvertAll(variables, variable => (Tensor?)zeros([0, .. Shapes.Of(variable)], variable.dtype, variable.device));
        if ((Capabilities.FunctionTransforms ? NoBatch : "this LibTorch has no levels") is not { } why)
            return AtOnce(cotangents, batch, createGraph, retainGraph);
        AutogradEvents.Log.OneByOne(api, "row", why);
        return OneByOne(cotangents, batch, createGraph, retainGraph);
    }

    /// <summary>The Jacobian of one output with respect to each variable, [output..., variable...].</summary>
    /// <param name="output">The index of the output.</param>
    /// <param name="options">The caller's choice.</param>
    /// <param name="createGraph">Whether the results get a graph.</param>
    /// <param name="check">Checks each row. With it, the rows are computed one by one.</param>
    public Tensor[] Rows(int output, Chunks.Options options, bool createGraph, Action<Tensor?[]>? check = null)
    {
        Tensor of = outputs[output]!;
        if (!of.requires_grad || of.numel() == 0)
            return Array.ConvertAll(variables, variable => Alike.Zeros(variable, [.. Shapes.Of(of), .. Shapes.Of(variable)]));
        var one = new Pullback(api, [of], variables) { Outside = Outside };
        return Chunks.Run(new(api, "row", of.numel(), Chunks.RowBytes), options,
            check is null ? NoBatch : "each row is checked", variables.Append(of),
            size => one.Collect(of, size, (start, count, rows) =>
            {
                using (NewDisposeScope())
                    Add(rows, one.AtOnce([Chunks.Basis(of, start, count)], (int)count, createGraph, retainGraph: true), count);
                options.Report?.Step(count);
            }),
            () => one.Collect(of, UnitVectorsAtOnce, (start, count, rows) =>
            {
                using Tensor basis = Chunks.Basis(of, start, count);
                for (long k = 0; k < count; k++)
                {
                    using (NewDisposeScope())
                    {
                        Tensor?[] found = one.Apply([basis.select(0, k)], createGraph, retainGraph: true);
                        check?.Invoke(found);
                        Add(rows, Array.ConvertAll(found, each => each is null ? null : Handles.Dense(each).unsqueeze(0)), 1);
                    }
                    options.Report?.Step();
                }
            }));
    }

    /// <summary>
    /// The Jacobian-vector product v ↦ Jv by the double backward trick: u ↦ uᵀJ is linear in u, so its derivative with respect to u,
    /// applied to v, is Jv.
    /// </summary>
    /// <param name="start">The u of the first product. Its values do not matter, but must be finite. It requires grad.</param>
    public Pullback Transpose(Tensor[] start) => new(api, Apply(start, createGraph: true), start);

    private const long UnitVectorsAtOnce = 64;

    /// <summary>
    /// Why a batch of cotangents can't be used with this graph; null if it can. It is computed once, because it walks the graph.
    /// </summary>
    private string? NoBatch
    {
        get
        {
            if (!_noBatch.IsKnown)
                _noBatch = (true, (Faults ?? FaultsOfGraph()).Reason(Engine.Faults.BatchOfGradients));
            return _noBatch.Why;
        }
    }

    private KnownFaults FaultsOfGraph() => KnownFaults.TakesPlainBatches && !LevelStack.BatchesSince(0)
        ? KnownFaults.None
        : KnownFaults.Behind(api, outputs.OfType<Tensor>());

    /// <summary>One backward pass with batched cotangents.</summary>
    private Tensor?[] AtOnce(Tensor[] cotangents, int batch, bool createGraph, bool retainGraph)
    {
        using var temporaries = new Temporaries();
        using Level level = Level.Vmap(batch, VmapRandomness.Different);
        Tensor[] batched = Array.ConvertAll(cotangents, each => temporaries.Add(level.Batched(each, 0)));
        Tensor?[] found = Apply(batched, createGraph, retainGraph);
        return Array.ConvertAll(found, gradient => gradient is null ? null : level.Unbatched(temporaries.Add(gradient), batch, 0));
    }

    private Tensor?[] OneByOne(Tensor[] cotangents, int batch, bool createGraph, bool retainGraph)
    {
        using var temporaries = new Temporaries();
        var rows = new Tensor?[batch][];
        for (int row = 0; row < batch; row++)
        {
            Tensor[] one = Array.ConvertAll(cotangents, all => temporaries.Add(all.select(0, row)));
            rows[row] = Apply(one, createGraph, retainGraph || row < batch - 1);      // only the last row may free the graph
            foreach (Tensor? gradient in rows[row])
                temporaries.Add(gradient);
        }
        return [.. variables.Select((_, i) => rows[0][i] is null ? null : stack(rows.Select(row => row[i]!)))];
    }

    /// <summary>All rows of an output's Jacobian.</summary>
    /// <param name="output">The output.</param>
    /// <param name="size">How many rows are computed at once.</param>
    /// <param name="make">Computes rows, given the first one and their count, and adds them to the pieces.</param>
    private Tensor[] Collect(Tensor output, long size, Action<long, long, Pieces[]> make)
    {
        Pieces[] rows = Array.ConvertAll(variables, _ => new Pieces(output.numel(), 0));
        for (long start = 0; start < output.numel(); start += size)
            make(start, Math.Min(size, output.numel() - start), rows);
        return [.. variables.Select((variable, i) => rows[i].Joined().reshape([.. Shapes.Of(output), .. Shapes.Of(variable)]))];
    }

    /// <summary>Adds the next rows of each variable, [count, variable...]; null stands for zeros.</summary>
    private void Add(Pieces[] rows, Tensor?[] found, long count)
    {
        for (int i = 0; i < rows.Length; i++)
            rows[i].Add(found[i] is { } some ? Handles.Dense(some) : Alike.Zeros(variables[i], [count, .. Shapes.Of(variables[i])]));
    }

    private static int[] Indices(int count, Predicate<int> which)
    {
        var found = new int[count];
        int next = 0;
        for (int i = 0; i < count; i++)
            if (which(i))
                found[next++] = i;
        return next == count ? found : found[..next];
    }
}
