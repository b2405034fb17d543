using TorchBridge.Engine;
using TorchBridge.Operators.Forward;
using TorchBridge.Operators.Functions;

namespace TorchBridge.Operators.Reverse;

/// <summary>
/// torch.utils.checkpoint: saves a function's inputs instead of its intermediate results, which are computed again in backward.
/// </summary>
internal static class Checkpoint
{
    private const string Api = "Checkpoint";

    /// <summary>The level depth at which this thread records checkpoints: 0, or the depth at which a segment is computed again.</summary>
    [ThreadStatic]
    private static long t_levels;

    /// <summary>A function that is computed again. It computes outputs from arguments and from leaves that also get gradients.</summary>
    private delegate Tensor[] Segment(Tensor[] arguments, Tensor[] leaves);

    /// <summary>The caller's choice.</summary>
    public readonly record struct Options(bool PreserveRngState, bool DeterminismCheck);

    public static Tensor[] Run(Func<Tensor[], Tensor[]> func, Tensor[] inputs, string parameter, Options options)
    {
        Admission.Shaped(Api, inputs, parameter);
        using DisposeScope scope = NewDisposeScope();
        using var modes = new KeptModes();
        Tensor[] results = is_grad_enabled() && GraphWalk.CanTrace && LevelStack.Depth == t_levels && !PlainDualLevel.Inside
            ? Recorded((arguments, _) => Called(arguments), CheckpointGuard.NoInferenceTensors(inputs, parameter), [],
                GraphWalk.NextSequenceNumber, options)
            : Called(inputs);
        scope.MoveToOuter(results);
        return results;

        Tensor[] Called(Tensor[] arguments)
        {
            Tensor[] outputs = Guard.UsableResult(func(arguments), Api, nameof(func));
            Admission.Shaped(Api, outputs, nameof(func));
            return outputs;
        }
    }

    /// <summary>
    /// Runs the segment on copies of the arguments, so that its graph ends there. In the caller's graph the segment is one node. Its edges
    /// lead to the arguments and to the leaves that the segment uses, the known leaves first. Operations older than <paramref
    /// name="start"/> do not belong to the segment.
    /// </summary>
    private static Tensor[] Recorded(Segment segment, Tensor[] arguments, Tensor[] known, ulong start, Options options)
    {
        Tensor[] randomState = options.PreserveRngState ? [DefaultGenerator.State] : [];
        Tensor[] copies = Copies(arguments);
        long[] versions = Array.ConvertAll(arguments, Memory.Version);
        Tensor[] outputs = WithoutHooks(() => segment(copies, known));
        CheckpointGuard.NotWrittenTo(arguments, versions, "func");
        CheckpointGuard.Differentiable(outputs, "func");
        (GraphWalk.Behind behind, GraphTrace trace) = GraphWalk.Traced(Api, outputs, [.. copies, .. known]);
        CheckpointGuard.OwnOperations(behind, start, "func");
        Tensor[] leaves = [.. known, .. behind.Leaves];
        return FunctionApplication.RunPlain(Api, [.. arguments, .. leaves],
            context =>
            {
                context.SaveForBackward([.. arguments, .. leaves, .. randomState]);
                context.NotPacked = leaves.Length + randomState.Length;      // these need no additional memory
                Tensor[] values = Apart(outputs, [.. arguments, .. leaves]);
                context.MarkNonDifferentiable([.. values.Where((_, i) => !outputs[i].requires_grad)]);
                context.MaterializeGrads = false;
                return values;
            },
            (context, gradients) =>
                Backward(segment, context.SavedTensors, arguments.Length, leaves.Length, known.Length, trace, gradients, options));
    }

    private static Tensor?[] Backward(Segment segment, IReadOnlyList<Tensor> saved, int argumentCount,
        int leafCount, int knownCount, GraphTrace trace, Tensor?[] gradients, Options options)
    {
        Tensor[] arguments = [.. saved.Take(argumentCount)], leaves = [.. saved.Skip(argumentCount).Take(leafCount)],
            randomState = [.. saved.Skip(argumentCount + leafCount)];
        int[] used = [.. Enumerable.Range(0, gradients.Length).Where(i => gradients[i] is not null)];
        Tensor[] cotangents = [.. used.Select(i => gradients[i]!)];
        if (!is_grad_enabled())
            return Vjp(Copies(arguments), leaves, cotangents, randomState, createGraph: false);

        // So that the gradients are differentiable, they are computed as another segment, with the arguments and the cotangents as its
        // arguments.
        int[] found = [];
        int stateAt = argumentCount + cotangents.Length;
        Tensor[] results = Recorded(
            (all, sameLeaves) =>
            {
                Tensor?[] vjp = Vjp(all[..argumentCount], sameLeaves, all[argumentCount..stateAt], all[stateAt..], createGraph: true);
                found = [.. Enumerable.Range(0, vjp.Length).Where(i => vjp[i] is not null)];
                return [.. found.Select(i => vjp[i]!)];
            },
            [.. arguments, .. cotangents, .. randomState], leaves, start: 0, options);
        var padded = new Tensor?[argumentCount + leaves.Length];
        for (int i = 0; i < found.Length; i++)
            padded[found[i]] = results[i];
        return padded;

        Tensor?[] Vjp(Tensor[] copies, Tensor[] sameLeaves, Tensor[] vectors, Tensor[] state, bool createGraph)
        {
            Tensor[] outputs = Again(() => segment(copies, sameLeaves[..knownCount]), state);
            Tensor[] sources = [.. copies, .. sameLeaves];
            CheckpointGuard.SameOutputs(outputs, gradients.Length, used, vectors);
            CheckpointGuard.SameGraph(trace, GraphWalk.Traced(Api, outputs, sources).Trace, options.DeterminismCheck);
            int[] wanted = [.. Enumerable.Range(0, sources.Length).Where(i => sources[i].requires_grad)];
            Tensor?[] gradientsOfWanted = Grad.Run([.. used.Select(i => outputs[i])], [.. wanted.Select(i => sources[i])], vectors,
                createGraph, createGraph, allowUnused: true, materializeGrads: false, batched: false);
            var all = new Tensor?[sources.Length];
            for (int i = 0; i < wanted.Length; i++)
                all[wanted[i]] = gradientsOfWanted[i];
            return all;
        }
    }

    /// <summary>New leaves with the same values.</summary>
    private static Tensor[] Copies(Tensor[] tensors) =>
        Array.ConvertAll(tensors, tensor => tensor.requires_grad ? Handles.Leaf(Api, tensor) : tensor.detach());

    /// <summary>
    /// The values of the outputs. An output that shares memory with a source or with another output is copied. Autograd does not know that
    /// they share memory, so a later write to one must not change the other.
    /// </summary>
    private static Tensor[] Apart(Tensor[] outputs, Tensor[] sources)
    {
        var values = new Tensor[outputs.Length];
        for (int i = 0; i < outputs.Length; i++)
        {
            values[i] = outputs[i].detach();
            if (Memory.IsShared(outputs[i], sources) || Memory.IsShared(outputs[i], outputs.AsSpan(..i)))
            {
                using Tensor view = values[i];
                values[i] = view.clone();
            }
        }
        return values;
    }

    /// <summary>
    /// Runs the segment without hooks of saved tensors. The hooks only see the segment's arguments. What the segment itself saves is
    /// dropped at once or used in the current pass.
    /// </summary>
    private static Tensor[] WithoutHooks(Func<Tensor[]> segment)
    {
        using IDisposable? pause = SavedTensorHooks.Pause();
        return segment();
    }

    /// <summary>Runs the segment again, with the random numbers of the first time.</summary>
    private static Tensor[] Again(Func<Tensor[]> segment, Tensor[] randomState)
    {
        Tensor[] current = randomState.Length == 0 ? [] : [DefaultGenerator.State];
        if (randomState is [Tensor state])
            DefaultGenerator.State = state;
        long levels = t_levels;
        t_levels = LevelStack.Depth;
        try
        {
            using (enable_grad())
                return WithoutHooks(segment);
        }
        finally
        {
            t_levels = levels;
            if (current is [Tensor before])
                DefaultGenerator.State = before;
        }
    }
}
