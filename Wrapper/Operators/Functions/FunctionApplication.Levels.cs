using TorchBridge.Engine;

namespace TorchBridge.Operators.Functions;

/// <summary>A call at a level that records it or computes tangents, or outside of all levels.</summary>
internal static partial class FunctionApplication
{
    /// <param name="rules">The function.</param>
    /// <param name="level">A grad or jvp level, the innermost; null: outside of all levels.</param>
    /// <param name="own">The inputs, as tensors of this level.</param>
    /// <param name="tangents">Their tangents at this level.</param>
    /// <param name="asked">What the inner levels need to know.</param>
    /// <param name="given">The inputs as they were given; null: outside of all levels.</param>
    private static Called AtOneLevel(FunctionRules rules, Level? level, Tensor[] own, Tangents tangents, Asked asked,
        Tensor[]? given = null)
    {
        bool recording = is_grad_enabled();
        bool[] needed = Array.ConvertAll(own, input => recording && input.requires_grad);
        bool records = Array.IndexOf(needed, true) >= 0;
        if (tangents.Any && rules.Jvp is null)
            throw GraphMessages.NoJvpRule(rules.Api);
        var neededAnywhere = new bool[own.Length];
        for (int i = 0; i < own.Length; i++)
            neededAnywhere[i] = needed[i] || asked.Needed[i];
        var wanted = new Asked(neededAnywhere, asked.WantsKept || records || tangents.Any);
        Called made = level is { } here ? Beneath(rules, here, tangents.Primals, wanted) : Forward(rules, tangents.Primals, wanted);
        Kept? kept = rules.Setup is null ? made.Kept : SetUp(rules, tangents.Primals, made.Outputs, neededAnywhere);
        if (given is not null && kept is not null)
            MarkDirty(rules.Api, given, own, kept);
        Tensor[] results = !records
            ? Wrapped(rules.Api, null, tangents.Primals, made.Outputs, kept)
            : Recorded(rules, own, tangents, needed, made.Outputs, kept!);
        if (tangents.Any && !records)
            results = tangents.WithOutputs(rules, kept!, needed, own, results);
        return new(results, kept);
    }

    /// <summary>The outputs of forward, and what it keeps. This is called outside all levels.</summary>
    private static Called Forward(FunctionRules rules, Tensor[] inputs, Asked asked)
    {
        var context = new FunctionContext(asked.Needed);
        using var recording = no_grad();
        using var modes = new KeptModes();
        long[]? before = asked.WantsKept ? Versions(inputs) : null;
        Tensor[] outputs = Distinct(Guard.UsableResult(rules.Forward(context, inputs), rules.Api, "forward"));
        Admission.Shaped(rules.Api, outputs, "forward");
        if (rules.Setup is not null)
            return new(outputs, null);
        Kept kept = Kept.Of(rules.Api, context, inputs, outputs);
        if (before is not null)
            CheckWrites(rules.Api, inputs, before, asked.Needed, kept);
        return new(outputs, kept);
    }

    /// <summary>The call one level below. The results are tensors of this level, but not recorded at it.</summary>
    private static Called Beneath(FunctionRules rules, Level level, Tensor[] inputs, Asked asked)
    {
        Tensor[] beneath = Array.ConvertAll(inputs, input => Level.Inner(level.Lifted(input)));
        Called below;
        using (level.StepOut())
        {
            // Two tensors of this level may be the same tensor at the level below. The saved tensors must still be distinguished.
            for (int i = 1; i < beneath.Length; i++)
                if (Kept.Find(beneath[..i], beneath[i]) is var same and >= 0 && !GraphWalk.Same(inputs[same], inputs[i]))
                    beneath[i] = beneath[i].alias();
            below = AtLevels(rules, beneath, asked);
        }
        Tensor[] outputs = Array.ConvertAll(below.Outputs, output =>
            Kept.Find(beneath, output) is var input and >= 0 ? inputs[input] : level.Wrapped(output));
        return new(outputs, below.Kept?.At((other, _) => level.Wrapped(other)));
    }

    private static Kept SetUp(FunctionRules rules, Tensor[] inputs, Tensor[] outputs, bool[] needed)
    {
        var context = new FunctionContext(needed);
        using var recording = no_grad();
        using var modes = new KeptModes();
        rules.Setup!(context, inputs, outputs);
        return Kept.Of(rules.Api, context, inputs, outputs);
    }

    private static Tensor[] Recorded(FunctionRules rules, Tensor[] own, Tangents tangents, bool[] needed, Tensor[] outputs, Kept kept)
    {
        var context = new FunctionContext(needed, kept.Settings);
        var node = new FunctionNode(context, gradients => rules.Backward(context, gradients), own.Length, rules.LeavesTensors);
        try
        {
            node.SetNextEdges(rules.Api, own);
            Tensor[] recorded = Wrapped(rules.Api, node, tangents.Primals, outputs, kept);
            Tensor[] results = tangents.Any ? tangents.WithOutputs(rules, kept, needed, own, recorded) : recorded;
            Tensor?[] tangentsOfSaved = tangents.Any
                ? Array.ConvertAll(kept.Saved, place => place.Output >= 0 ? tangents.OfOutput(place.Output) : null)
                : [];
            node.Record(rules.Api, recorded, Array.ConvertAll(kept.Saved, place => place.In(own, recorded)), tangentsOfSaved);
            kept.Settings.Forget();
            return results;
        }
        finally
        {
            node.LeaveToGraph();
        }
    }

    private static Tensor[] Wrapped(string api, FunctionNode? node, Tensor[] inputs, Tensor[] outputs, Kept? kept)
    {
        using var recording = no_grad();
        return FunctionNode.WrapOutputs(api, node, inputs,
            kept is null ? [] : Array.ConvertAll(kept.NonDifferentiable, i => outputs[i]),
            kept is null ? [] : Array.ConvertAll(kept.Dirty, i => inputs[i]), outputs);
    }

    private static long[] Versions(Tensor[] inputs) =>
        Array.ConvertAll(inputs, input => Memory.IsInference(input) ? 0 : Memory.Version(input));

    /// <summary>Throws if forward has written to an input that requires grad without MarkDirty.</summary>
    private static void CheckWrites(string api, Tensor[] inputs, long[] before, bool[] needed, Kept kept)
    {
        long[] after = Versions(inputs);
        for (int i = 0; i < inputs.Length; i++)
        {
            bool isDirty = Array.IndexOf(kept.Dirty, i) >= 0;
            if (after[i] != before[i] && needed[i] && !isDirty)
                throw GraphMessages.WrittenButNotDirty(api, i);
            if (after[i] == before[i] && isDirty && !Memory.IsInference(inputs[i]))      // written to through a pointer
                Memory.MarkAsWritten(inputs[i]);
        }
    }

    /// <summary>Counts the writes at this level, because forward has written to the tensors of the level below.</summary>
    private static void MarkDirty(string api, Tensor[] given, Tensor[] own, Kept kept)
    {
        foreach (int i in kept.Dirty)
        {
            if (!GraphWalk.Same(given[i], own[i]))
                throw TransformMessages.DirtyInputIsCaptured(api, i);
            Memory.MarkAsWritten(own[i]);
        }
    }

    /// <summary>
    /// Turns a tensor that is returned twice into two outputs, each with its own gradient. The second is a view of the first, so that
    /// autograd sees in-place writes to both.
    /// </summary>
    private static Tensor[] Distinct(Tensor[] outputs)
    {
        for (int i = 1; i < outputs.Length; i++)
            if (outputs.Take(i).Any(other => GraphWalk.Same(other, outputs[i])))
                // A sparse tensor has no view_as.
                outputs[i] = outputs[i].is_sparse ? outputs[i].detach() : outputs[i].view_as(outputs[i]);
        return outputs;
    }
}
