using TorchBridge.Engine;

namespace TorchBridge.Operators.Functions;

/// <summary>
/// torch.autograd.Function.apply: runs forward without recording, and adds a node with backward to the graph instead. Inside transforms it
/// goes through the levels from the innermost outwards, as an operation of LibTorch does: each level unwraps its own tensors, runs the
/// function one level below, and adds its part: a node, tangents, or a batch.
/// </summary>
internal static partial class FunctionApplication
{
    /// <summary>Runs the function at all levels of this thread.</summary>
    public static Tensor[] Run(FunctionRules rules, Tensor[] inputs)
    {
        Admission.Usable(rules.Api, inputs, nameof(inputs));
        using DisposeScope scope = NewDisposeScope();
        Tensor[] results = AtLevels(rules, inputs, new(new bool[inputs.Length], false)).Outputs;
        GC.KeepAlive(inputs);
        scope.MoveToOuter(results);
        return results;
    }

    /// <summary>
    /// The same outside of all levels, for a function that captures its inputs. A tensor of a level is refused, because levels ignore the
    /// node, so the derivative would be lost.
    /// </summary>
    /// <param name="api">The public name for messages.</param>
    /// <param name="inputs">The tensors that gradients go to.</param>
    /// <param name="forward">Computes the outputs and fills the context.</param>
    /// <param name="backward">Computes the gradients of the inputs from the context and the gradients of the outputs.</param>
    public static Tensor[] RunPlain(string api, Tensor[] inputs, Func<FunctionContext, Tensor[]> forward,
        Func<FunctionContext, Tensor?[], Tensor?[]> backward)
    {
        Admission.Usable(api, inputs, nameof(inputs));
        RefuseTransformed(api, inputs);
        using DisposeScope scope = NewDisposeScope();
        var rules = new FunctionRules(api, (context, _) =>
        {
            Tensor[] outputs = forward(context);
            RefuseTransformed(api, outputs);
            return outputs;
        }, null, backward);
        Tensor[] results = AtOneLevel(rules, null, inputs, Tangents.None(inputs), new(new bool[inputs.Length], false)).Outputs;
        GC.KeepAlive(inputs);
        scope.MoveToOuter(results);
        return results;
    }

    /// <summary>The result of a call at a level.</summary>
    /// <param name="Outputs">The outputs.</param>
    /// <param name="Kept">What the call keeps; null if it is not known here.</param>
    private readonly record struct Called(Tensor[] Outputs, Kept? Kept);

    /// <summary>What the inner levels need to know about a call.</summary>
    /// <param name="Needed">The inputs that require grad at one of them.</param>
    /// <param name="WantsKept">Whether one of them records the call or computes tangents.</param>
    private readonly record struct Asked(bool[] Needed, bool WantsKept);

    private static Called AtLevels(FunctionRules rules, Tensor[] inputs, Asked asked)
    {
        Tensor[] living = Array.ConvertAll(inputs, Level.Living);
        if (Level.Innermost is not { } level)
            return AtOneLevel(rules, null, living, Tangents.Of(rules.Api, living), asked);
        if (Level.IsVmap)
            return AtBatch(rules, level, living, asked);
        Tensor[] own = Array.ConvertAll(living, level.Lifted);
        return AtOneLevel(rules, level, own, Tangents.Of(rules.Api, own), asked, given: living);
    }

    private static void RefuseTransformed(string api, Tensor[] tensors)
    {
        if (Array.Exists(tensors, Level.Holds))
            throw TransformMessages.NodeInTransform(api);
    }
}
