using TorchBridge.Engine;

namespace TorchBridge.Operators.Functions;

/// <summary>
/// Finds out what forward keeps if its vmap rule runs instead. Forward runs on a copy of the first example, and only the numbers of the
/// inputs and outputs that it keeps are used.
/// </summary>
internal static class Rehearsal
{
    /// <param name="rules">The function.</param>
    /// <param name="inputs">The inputs at a vmap level.</param>
    /// <param name="needed">The inputs that require grad.</param>
    /// <param name="outputs">How many outputs the vmap rule returned.</param>
    public static Kept Run(FunctionRules rules, Tensor[] inputs, bool[] needed, int outputs)
    {
        Tensor state = DefaultGenerator.State;
        try
        {
            (Kept kept, int found) = OnExample(rules, inputs, needed);
            if (found != outputs)
                throw GraphMessages.RuleReturnsOtherOutputs(rules.Api, found, outputs);
            if (kept.Settings.Data.Count > 0 || kept.Saved.Concat(kept.SavedForForward ?? []).Any(place => place.Other is not null))
                throw TransformMessages.NeedsSetup(rules.Api);
            return kept;
        }
        finally
        {
            DefaultGenerator.State = state;
        }
    }

    /// <summary>Leaves all levels first, and each level unwraps its own tensors.</summary>
    private static (Kept, int) OnExample(FunctionRules rules, Tensor[] inputs, bool[] needed)
    {
        if (Level.Innermost is not { } level)
            return OnPlain(rules, Array.ConvertAll(inputs, input => input.detach().clone()), needed);
        Tensor[] beneath = Array.ConvertAll(inputs, input =>
        {
            if (!Level.IsVmap)
                return Level.Inner(level.Lifted(Level.Living(input)));
            Tensor whole = level.Unbatched(input, out long dim);
            return dim < 0 ? whole : whole.select(dim, 0);
        });
        using (level.StepOut())
            return OnExample(rules, beneath, needed);
    }

    private static (Kept, int) OnPlain(FunctionRules rules, Tensor[] inputs, bool[] needed)
    {
        var context = new FunctionContext(needed);
        using var recording = no_grad();
        using var modes = new KeptModes();
        Tensor[] outputs = Guard.UsableResult(rules.Forward(context, inputs), rules.Api, "forward");
        return (Kept.Of(rules.Api, context, inputs, outputs), outputs.Length);
    }
}
