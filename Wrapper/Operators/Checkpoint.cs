using TorchBridge.Engine;
using TorchBridge.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>torch.utils.checkpoint: keeps a function's inputs instead of its intermediate results, and computes those again in backward.</summary>
internal static class Checkpoint
{
    private const string Api = "Checkpoint";

    public static Tensor[] Run(Func<Tensor[], Tensor[]> func, Tensor[] inputs)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] results = is_grad_enabled() && GraphWalk.IsSupported && Level.Depth == 0 ? Recorded(func, inputs) : Guard.UsableResult(func(inputs), Api, nameof(func));
        scope.MoveToOuter(results);
        return results;
    }

    private static Tensor[] Recorded(Func<Tensor[], Tensor[]> func, Tensor[] inputs)
    {
        Tensor randomState = get_rng_state();
        ulong start = GraphWalk.NextSequenceNumber;
        Tensor[] copies = Array.ConvertAll(inputs, input => input.detach().requires_grad_(input.requires_grad));
        Tensor[] outputs = Guard.UsableResult(func(copies), Api, nameof(func));
        Tensor[] captured = Captured(outputs, copies, start, nameof(func));
        return FunctionApplication.Run(Api, [.. inputs, .. captured],
            context =>
            {
                context.SaveForBackward([.. inputs, .. captured, randomState]);
                Tensor[] values = Array.ConvertAll(outputs, output => output.detach());
                context.MarkNonDifferentiable([.. values.Where((_, i) => !outputs[i].requires_grad)]);
                context.MaterializeGrads = false;
                return values;
            },
            (context, gradients) => Backward(func, context.SavedTensors, inputs.Length, gradients));
    }

    /// <summary>The leaves, parameters for example, that the function uses besides its arguments.</summary>
    private static Tensor[] Captured(Tensor[] outputs, Tensor[] copies, ulong start, string func)
    {
        GraphWalk.Behind behind = GraphWalk.From(Api, outputs);
        if (behind.OldestNode < start)
            throw new ArgumentException(
                $"{Api}: {func} uses a computed tensor that is not among its arguments, and no gradient could be returned for it. Make it one of the inputs. (Leaves, such as a "
                + "module's parameters, need not be.)", func);
        return [.. behind.Leaves.Where(leaf => !copies.Any(copy => GraphWalk.Same(copy, leaf)))];
    }

    private static Tensor?[] Backward(Func<Tensor[], Tensor[]> func, IReadOnlyList<Tensor> saved, int inputCount, Tensor?[] gradients)
    {
        Tensor[] inputs = [.. saved.Take(inputCount)], sources = [.. saved.SkipLast(1)];
        Tensor[] outputs = Again(func, inputs, saved[^1]);
        if (outputs.Length != gradients.Length)
            throw new AutogradException(AutogradError.Other,
                $"{Api}: func returned {gradients.Length} tensors in the forward pass and {outputs.Length} when it was computed again. It must do the same each time.");
        int[] used = [.. Enumerable.Range(0, outputs.Length).Where(i => gradients[i] is not null && outputs[i].requires_grad)];
        int[] wanted = [.. Enumerable.Range(0, sources.Length).Where(i => sources[i].requires_grad)];
        bool createGraph = is_grad_enabled();
        Tensor?[] found = Grad.Run([.. used.Select(i => outputs[i])], [.. wanted.Select(i => sources[i])], [.. used.Select(i => gradients[i])],
            createGraph, createGraph, allowUnused: true, materializeGrads: false, batched: false);
        var results = new Tensor?[sources.Length];
        for (int i = 0; i < wanted.Length; i++)
            results[wanted[i]] = found[i];
        return results;
    }

    /// <summary>The function as it was called first, random numbers included.</summary>
    private static Tensor[] Again(Func<Tensor[], Tensor[]> func, Tensor[] inputs, Tensor randomState)
    {
        Tensor current = get_rng_state();
        set_rng_state(randomState);
        try
        {
            using (enable_grad())
                return Guard.UsableResult(func(inputs), Api, nameof(func));
        }
        finally
        {
            set_rng_state(current);
        }
    }
}
