using TorchBridge.Engine;
using TorchBridge.Operators.Forward;
using TorchBridge.Operators.Reverse;

namespace TorchBridge.Operators.Jacobians;

/// <summary>torch.autograd.functional.jacobian: [i][j] is d output i / d input j, of shape [output i..., input j...].</summary>
internal static class Jacobian
{
    public const string Api = "Jacobian";

    /// <param name="api">The public name for messages.</param>
    /// <param name="func">Computes the outputs from the inputs.</param>
    /// <param name="inputs">The point.</param>
    /// <param name="createGraph">Whether the results have a graph.</param>
    /// <param name="strict">Whether a missing derivative is an error.</param>
    /// <param name="vectorize">True: many rows or columns at once. False: one by one. Null: the faster of both.</param>
    /// <param name="strategy">Rows (reverse mode) or columns (forward mode).</param>
    /// <param name="chunkSize">How many at once; null: chosen by size.</param>
    /// <param name="progress">The caller's progress object.</param>
    public static Tensor[][] Run(string api, Func<Tensor[], Tensor[]> func, Tensor[] inputs, bool createGraph, bool strict, bool? vectorize,
        JacobianStrategy strategy, int? chunkSize, IProgress<double>? progress) =>
        ProgressReport.Run(progress, report =>
            Run(api, func, inputs, createGraph, strict, new Chunks.Options(vectorize, chunkSize, report), strategy));

    /// <param name="api">The public name for messages.</param>
    /// <param name="func">From the inputs to the outputs.</param>
    /// <param name="inputs">The point.</param>
    /// <param name="createGraph">Whether the results have a graph.</param>
    /// <param name="strict">Whether a missing derivative is an error.</param>
    /// <param name="options">How many rows or columns at once, and where they are reported.</param>
    /// <param name="strategy">Rows (reverse mode) or columns (forward mode).</param>
    /// <param name="onDuals">The function to run on plain dual numbers, if it differs.</param>
    public static Tensor[][] Run(string api, Func<Tensor[], Tensor[]> func, Tensor[] inputs, bool createGraph, bool strict,
        Chunks.Options options, JacobianStrategy strategy, Func<Tensor[], Tensor[]>? onDuals = null)
    {
        Evaluation.RefuseInTransform(api);
        Admission.Shaped(api, inputs, nameof(inputs));
        using DisposeScope scope = NewDisposeScope();
        Tensor[][] results = strategy == JacobianStrategy.ForwardMode
            ? Columns(api, func, onDuals ?? func, inputs, options)
            : Rows(api, func, inputs, createGraph, strict, options);
        results = Array.ConvertAll(results, row => Evaluation.Results(row, createGraph));
        options.Report?.Finish();
        scope.MoveToOuter(results.SelectMany(row => row));
        return results;
    }

    /// <summary>The function runs once. Then each row is a backward pass.</summary>
    private static Tensor[][] Rows(string api, Func<Tensor[], Tensor[]> func, Tensor[] inputs,
        bool createGraph, bool strict, Chunks.Options options)
    {
        using IDisposable recording = enable_grad();
        Tensor[] at = Evaluation.Inputs(inputs, createGraph, api);
        Tensor[] outputs = Evaluation.Call(func, at, api);
        Strict.Outputs(strict, api, outputs);
        options.Report?.Plan(outputs.Where(output => output.requires_grad).Sum(output => output.numel()));
        var pullback = new Pullback(api, outputs, at);
        return [.. outputs.Select((_, i) => pullback.Rows(i, options, createGraph, strict ? row => Check(row, i) : null))];

        void Check(Tensor?[] row, int output) =>
            Strict.WithZeros(strict, api, row, at, createGraph,
                (name, input) => GraphMessages.RowIndependent(name, output, input), "jacobian");
    }

    /// <summary>The function runs on dual numbers, once for each chunk of columns.</summary>
    private static Tensor[][] Columns(string api, Func<Tensor[], Tensor[]> func, Func<Tensor[], Tensor[]> onDuals,
        Tensor[] inputs, Chunks.Options options)
    {
        var pushforward = new Pushforward<int>(api, arguments => (func(arguments), 0), Evaluation.Each(inputs, input => input.detach()));
        return new JacobianColumns<int>(api, pushforward, [.. Enumerable.Range(0, inputs.Length)], VmapRandomness.Same, keepsGraph: false)
            .Run(options, arguments => (onDuals(arguments), 0)).Jacobians;
    }
}
