using TorchBridge.Engine;

namespace TorchBridge.Operators.Functions;

/// <summary>A call at a vmap level, by the given batching rule or by a generated one.</summary>
internal static partial class FunctionApplication
{
    private static Called AtBatch(FunctionRules rules, Level level, Tensor[] inputs, Asked asked)
    {
        var dims = new int?[inputs.Length];
        Tensor[] whole = [.. inputs.Select((input, i) =>
        {
            Tensor plain = level.Unbatched(input, out long dim);
            dims[i] = dim < 0 ? null : (int)dim;
            return plain;
        })];
        if (Array.TrueForAll(dims, dim => dim is null))      // no input has a batch of this level
            using (level.StepOut())
                return AtLevels(rules, whole, asked);
        return rules.GeneratesVmap ? Generated(rules, level, inputs, whole, dims, asked)
            : rules.Vmap is null ? throw TransformMessages.NoVmapRule(rules.Api)
            : Given(rules, level, inputs, whole, dims, asked);
    }

    private static Called Generated(FunctionRules rules, Level level, Tensor[] inputs, Tensor[] whole, int?[] dims, Asked asked)
    {
        var function = new BatchedFunction(rules, dims, Level.Facts);
        Called below;
        using (level.StepOut())
            below = AtLevels(function.Rules, whole, asked);
        Tensor[] outputs = [.. below.Outputs.Select((output, j) => Result(level, inputs, whole, output, function.OutDims[j]))];
        if (below.Kept is not { Settings.Batch: { } inner } kept || rules.Setup is not null)
            return new(outputs, null);
        return new(outputs, kept.At(
            (other, i) => Batch(level, other, inner.Dims[i]),
            (other, i) => Batch(level, other, (inner.DimsForForward ?? inner.Dims)[i])) with
        { Settings = inner.Context });

        static Tensor Batch(Level level, Tensor tensor, long dim) => dim < 0 ? tensor : level.Batched(tensor, dim);
    }

    private static Called Given(FunctionRules rules, Level level, Tensor[] inputs, Tensor[] whole, int?[] dims, Asked asked)
    {
        LevelFacts facts = Level.Facts;
        Tensor[] made;
        int?[] outDims;
        using (level.StepOut())
        using (new KeptModes())
        {
            (made, outDims) = rules.Vmap!(new VmapInfo(facts.BatchSize, facts.Asked), [.. dims], [.. whole]);
            if (made is null)
                throw ArgumentMessages.RuleReturnedNull(rules.Api, "vmap");
            made = Guard.UsableResult(made, rules.Api, "vmap");
            Admission.Shaped(rules.Api, made, "vmap");
            outDims = Guard.OutDimsOfRule(made, outDims, facts.BatchSize, rules.Api);
        }
        Tensor[] outputs = [.. made.Select((output, j) => Result(level, inputs, whole, output, outDims[j]))];
        return new(outputs, rules.Setup is null && asked.WantsKept ? Rehearsal.Run(rules, inputs, asked.Needed, outputs.Length) : null);
    }

    /// <summary>An output at the vmap level. An input that was written to and returned stays the same tensor.</summary>
    private static Tensor Result(Level level, Tensor[] inputs, Tensor[] whole, Tensor output, int? dim) =>
        Kept.Find(whole, output) is var input and >= 0 ? Handles.Another(inputs[input])
        : dim is null ? Handles.Another(output)
        : level.Batched(output, dim.Value);
}
