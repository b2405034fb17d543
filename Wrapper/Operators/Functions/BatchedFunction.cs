using TorchBridge.Engine;

namespace TorchBridge.Operators.Functions;

/// <summary>
/// A generated batching rule: a custom function of whole batches. Each of its parts runs the corresponding part of the function of one
/// example at a vmap level. Each call has its own object. Forward runs once; backward may run several times and on several threads.
/// </summary>
/// <param name="function">The function of one example.</param>
/// <param name="inDims">The batch dimension of each input; null for an input that all examples share.</param>
/// <param name="facts">The vmap level of the call.</param>
internal sealed class BatchedFunction(FunctionRules function, int?[] inDims, LevelFacts facts)
{
    private long[][] _shapes = [];      // the shapes of the inputs of one example

    /// <summary>The parts of the function of whole batches.</summary>
    public FunctionRules Rules => new(function.Api, Forward, function.Setup is null ? null : SetUp, Backward,
        function.Jvp is null ? null : Jvp, GeneratesVmap: true);

    /// <summary>The batch dimension of each output. It is known once forward has run.</summary>
    public int?[] OutDims { get; private set; } = [];

    private Tensor[] Forward(FunctionContext context, Tensor[] inputs)
    {
        using Level level = Enter();
        Tensor[] each = Examples(level, inputs, inDims);
        _shapes = Array.ConvertAll(each, Shapes.Of);
        var inner = new FunctionContext([.. context.NeedsInputGrad]);
        Tensor[] found = Guard.UsableResult(function.Forward(inner, each), function.Api, "forward");
        Admission.Usable(function.Api, found, "forward");
        int[] same = Array.ConvertAll(found, output => Kept.Find(each, output));
        OutDims = Array.ConvertAll(same, input => input >= 0 && inDims[input] is { } dim ? dim : (int?)0);
        var outputs = new Tensor[found.Length];
        for (int j = 0; j < found.Length; j++)
        {
            // An input that was written to is returned as it is, even if it has no batch. Every other output gets a batch, because its
            // tangent may have one.
            bool dirty = same[j] >= 0 && Kept.Find(inner.Dirty, found[j]) >= 0;
            if (dirty)
                OutDims[j] = inDims[same[j]];
            outputs[j] = same[j] >= 0 && (dirty || inDims[same[j]] is not null) ? inputs[same[j]]
                : level.Unbatched(found[j], facts.BatchSize, 0);
        }
        if (function.Setup is null)
            Pass(level, inner, each, found, context, inputs, outputs);
        return outputs;
    }

    private void SetUp(FunctionContext context, Tensor[] inputs, Tensor[] outputs)
    {
        using Level level = Enter();
        Tensor[] each = Examples(level, inputs, inDims);
        Tensor[] found = [.. outputs.Select((output, j) =>
            Kept.Find(inputs, output) is var input and >= 0 ? each[input] : Example(level, output, OutDims[j]))];
        var inner = new FunctionContext([.. context.NeedsInputGrad]);
        function.Setup!(inner, each, found);
        Pass(level, inner, each, found, context, inputs, outputs);
    }

    private Tensor?[] Backward(FunctionContext context, Tensor?[] gradients)
    {
        using Level level = Enter();
        Tensor?[] found = function.Backward(Inner(context, level, context.Batch!.Dims),
            [.. gradients.Select((gradient, j) => gradient is null ? null : Example(level, gradient, OutDims[j]))]);
        return found is null || found.Length < inDims.Length || Array.Exists(found, gradient => gradient is { IsInvalid: true })
            ? found!      // the node reports the error
            : [.. found.Select((gradient, i) => gradient is null || i >= inDims.Length ? gradient : Whole(level, gradient, i))];
    }

    private Tensor?[] Jvp(FunctionContext context, Tensor?[] tangents)
    {
        using Level level = Enter();
        Tensor?[] each = [.. tangents.Select((tangent, i) => tangent is null ? null : Example(level, tangent, inDims[i]))];
        FunctionContext.InnerContext batch = context.Batch!;
        Tensor?[] found = function.Jvp!(Inner(context, level, batch.DimsForForward ?? batch.Dims), each);
        if (found is null || found.Length != OutDims.Length)
            return found!;      // the caller reports the error
        return [.. found.Select((tangent, j) => tangent is null or { IsInvalid: true } ? tangent
            : Array.FindIndex(each, given => given is not null && GraphWalk.Same(given, tangent)) is var input and >= 0
                && inDims[input] == OutDims[j] ? tangents[input]      // written to in place
            : OutDims[j] is { } dim ? level.Unbatched(tangent, facts.BatchSize, dim)
            : level.Unbatched(tangent, out _))];
    }

    private Level Enter() => Level.Vmap(facts.BatchSize, facts.Randomness, facts.Asked);

    private static Tensor[] Examples(Level level, Tensor[] whole, int?[] dims) =>
        [.. whole.Select((tensor, i) => Example(level, tensor, dims[i]))];

    private static Tensor Example(Level level, Tensor whole, long? dim) =>
        dim is { } at and >= 0 ? level.Batched(whole, at) : Handles.Another(whole);

    /// <summary>Copies the context of the inner function to the outer one, as whole batches.</summary>
    private void Pass(Level level, FunctionContext inner, Tensor[] each, Tensor[] found, FunctionContext context, Tensor[] inputs,
        Tensor[] outputs)
    {
        Kept kept = Kept.Of(function.Api, inner, each, found);
        inner.Forget();
        context.SaveForBackward(Saved(kept.Saved, out long[] dims));
        long[]? dimsForForward = null;
        if (kept.SavedForForward is { } forForward)
            context.SaveForForward(Saved(forForward, out dimsForForward));
        context.MarkDirty(Array.ConvertAll(kept.Dirty, i => inputs[i]));
        context.MarkNonDifferentiable(Array.ConvertAll(kept.NonDifferentiable, j => outputs[j]));
        context.MaterializeGrads = inner.MaterializeGrads;
        context.Batch = new(inner, dims, dimsForForward);

        Tensor[] Saved(Kept.Place[] places, out long[] dims)
        {
            var tensors = new Tensor[places.Length];
            dims = new long[places.Length];
            for (int i = 0; i < places.Length; i++)
            {
                Kept.Place place = places[i];
                dims[i] = place.Input >= 0 ? inDims[place.Input] ?? -1 : place.Output >= 0 ? OutDims[place.Output] ?? -1 : -1;
                tensors[i] = place.Other is { } other ? level.Unbatched(other, out dims[i]) : place.In(inputs, outputs);
            }
            return tensors;
        }
    }

    private static FunctionContext Inner(FunctionContext context, Level level, long[] dims) =>
        new([.. context.NeedsInputGrad], context.Batch!.Context)
        {
            Unpack = () => [.. context.SavedTensors.Select((tensor, i) => Example(level, tensor, dims[i]))],
        };

    /// <summary>
    /// The gradient of an input for all examples. The gradient of one example may have a shape that must be summed to the shape of the
    /// input. If the examples share the input, their gradients are added.
    /// </summary>
    private Tensor Whole(Level level, Tensor gradient, int input)
    {
        Tensor fitted = SumTo(gradient, _shapes[input]);
        if (inDims[input] is { } dim)
            return level.Unbatched(fitted, facts.BatchSize, dim);
        Tensor whole = level.Unbatched(fitted, out long at);
        return at < 0 ? whole : whole.sum(at);
    }

    private Tensor SumTo(Tensor gradient, long[] shape)
    {
        long[] own = Shapes.Of(gradient);
        if (own.AsSpan().SequenceEqual(shape))
            return gradient;
        int more = own.Length - shape.Length;
        if (more < 0 || Enumerable.Range(0, shape.Length).Any(i => shape[i] != own[i + more] && shape[i] != 1))
            throw GraphMessages.GradientDoesNotFit(function.Api, shape, own);
        long[] summed = [.. Enumerable.Range(0, own.Length).Where(i => i < more || shape[i - more] != own[i]).Select(i => (long)i)];
        return gradient.sum(summed, keepdim: true).reshape(shape);
    }
}
