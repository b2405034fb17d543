using TorchBridge.Engine;
using TorchBridge.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>torch.utils.checkpoint: keeps a function's inputs instead of its intermediate results, and computes those again in backward.</summary>
internal static class Checkpoint
{
    private const string Api = "Checkpoint";

    /// <summary>What is computed again: from arguments, and leaves that it also has derivatives in, to outputs.</summary>
    private delegate Tensor[] Segment(Tensor[] arguments, Tensor[] leaves);

    public static Tensor[] Run(Func<Tensor[], Tensor[]> func, Tensor[] inputs)
    {
        Admission.Shaped(Api, inputs, nameof(inputs));
        using DisposeScope scope = NewDisposeScope();
        using var modes = new KeptModes();
        Tensor[] results = is_grad_enabled() && GraphWalk.IsSupported && Level.Depth == 0
            ? Recorded((arguments, _) => Guard.UsableResult(func(arguments), Api, nameof(func)), inputs, [], GraphWalk.NextSequenceNumber)
            : Guard.UsableResult(func(inputs), Api, nameof(func));
        scope.MoveToOuter(results);
        return results;
    }

    /// <summary>
    /// The segment runs on copies of the arguments, so that its graph ends at them; its node in the caller's graph leads from the outputs to
    /// the arguments and to the leaves, known ones first, that it uses besides. Operations older than <paramref name="start"/> are not its own.
    /// </summary>
    private static Tensor[] Recorded(Segment segment, Tensor[] arguments, Tensor[] known, ulong start)
    {
        Tensor randomState = DefaultGenerator.State;
        Tensor[] copies = Copies(arguments);
        Tensor[] outputs = segment(copies, known);
        Tensor[] leaves = [.. known, .. Captured(outputs, [.. copies, .. known], start, "func")];
        return FunctionApplication.Run(Api, [.. arguments, .. leaves],
            context =>
            {
                context.SaveForBackward([.. arguments, .. leaves, randomState]);
                Tensor[] values = Array.ConvertAll(outputs, output => output.detach());
                context.MarkNonDifferentiable([.. values.Where((_, i) => !outputs[i].requires_grad)]);
                context.MaterializeGrads = false;
                return values;
            },
            (context, gradients) => Backward(segment, context.SavedTensors, arguments.Length, known.Length, gradients));
    }

    private static Tensor?[] Backward(Segment segment, IReadOnlyList<Tensor> saved, int argumentCount, int knownCount, Tensor?[] gradients)
    {
        Tensor[] arguments = [.. saved.Take(argumentCount)], leaves = [.. saved.Skip(argumentCount).SkipLast(1)];
        Tensor randomState = saved[^1];
        int[] used = [.. Enumerable.Range(0, gradients.Length).Where(i => gradients[i] is not null)];
        Tensor[] cotangents = [.. used.Select(i => gradients[i]!)];
        if (!is_grad_enabled())
            return Vjp(Copies(arguments), leaves, cotangents, randomState, createGraph: false);

        // The gradients are differentiable by being a segment themselves, of the arguments and the cotangents.
        int[] found = [];
        Tensor[] results = Recorded(
            (both, sameLeaves) =>
            {
                Tensor?[] all = Vjp(both[..argumentCount], sameLeaves, both[argumentCount..^1], both[^1], createGraph: true);
                found = [.. Enumerable.Range(0, all.Length).Where(i => all[i] is not null)];
                return [.. found.Select(i => all[i]!)];
            },
            [.. arguments, .. cotangents, randomState], leaves, start: 0);
        var padded = new Tensor?[argumentCount + leaves.Length];
        for (int i = 0; i < found.Length; i++)
            padded[found[i]] = results[i];
        return padded;

        Tensor?[] Vjp(Tensor[] copies, Tensor[] sameLeaves, Tensor[] vectors, Tensor state, bool createGraph)
        {
            Tensor[] outputs = Again(() => segment(copies, sameLeaves[..knownCount]), state);
            CheckSame(outputs, gradients.Length, used, vectors);
            Tensor[] sources = [.. copies, .. sameLeaves];
            int[] wanted = [.. Enumerable.Range(0, sources.Length).Where(i => sources[i].requires_grad)];
            Tensor?[] gradientsOfWanted = Grad.Run([.. used.Select(i => outputs[i])], [.. wanted.Select(i => sources[i])], vectors,
                createGraph, createGraph, allowUnused: true, materializeGrads: false, batched: false);
            var all = new Tensor?[sources.Length];
            for (int i = 0; i < wanted.Length; i++)
                all[wanted[i]] = gradientsOfWanted[i];
            return all;
        }
    }

    /// <summary>The same values as leaves of their own.</summary>
    private static Tensor[] Copies(Tensor[] tensors) => Array.ConvertAll(tensors, tensor => tensor.detach().requires_grad_(tensor.requires_grad));

    /// <summary>The leaves, parameters for example, that the outputs depend on besides those known.</summary>
    private static Tensor[] Captured(Tensor[] outputs, Tensor[] known, ulong start, string function)
    {
        GraphWalk.Behind behind = GraphWalk.From(Api, outputs);
        if (behind.OldestNode < start)
            throw new ArgumentException(
                $"{Api}: {function} uses a computed tensor that is not among its arguments, and no gradient could be returned for it. Make it one of the inputs. (Leaves, such as a "
                + "module's parameters, need not be.)", function);
        return [.. behind.Leaves.Where(leaf => !known.Any(each => GraphWalk.Same(each, leaf)))];
    }

    /// <summary>The segment as it was computed first, random numbers included.</summary>
    private static Tensor[] Again(Func<Tensor[]> segment, Tensor randomState)
    {
        Tensor current = DefaultGenerator.State;
        DefaultGenerator.State = randomState;
        try
        {
            using (enable_grad())
                return segment();
        }
        finally
        {
            DefaultGenerator.State = current;
        }
    }

    private static void CheckSame(Tensor[] outputs, int count, int[] used, Tensor[] cotangents)
    {
        if (outputs.Length != count)
            throw Differs($"{count} tensors", $"{outputs.Length}");
        for (int i = 0; i < used.Length; i++)
        {
            Tensor output = outputs[used[i]];
            if (!Shapes.Same(output, cotangents[i]))
                throw Differs($"a tensor of shape {Describe.Shape(cotangents[i])} at index {used[i]}", $"one of shape {Describe.Shape(output)}");
            if (!output.requires_grad)
                throw Differs($"a tensor that requires grad at index {used[i]}", "one that does not");
        }
    }

    private static AutogradException Differs(string first, string again) => new(AutogradError.Other,
        $"{Api}: func returned {first} in the forward pass and {again} when it was computed again. It must do the same each time.");
}
