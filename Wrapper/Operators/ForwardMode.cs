using TorchBridge.Engine;
using TorchBridge.Support;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>
/// A function on dual numbers: outputs and their tangents, null where an output does not depend on the inputs. It runs at a level of its own, which sees
/// no other tangents. Where dual numbers or levels can't be reached, the tangents come from two passes in reverse.
/// </summary>
internal static class ForwardMode
{
    public readonly record struct Result<TAux>(Tensor[] Outputs, Tensor?[] Tangents, TAux Aux);

    /// <param name="api">The public name for messages.</param>
    /// <param name="func">From the inputs to the outputs and whatever else it returns.</param>
    /// <param name="primals">The arguments.</param>
    /// <param name="tangents">One for each argument, null for one that is constant.</param>
    /// <returns>New tensors. Temporaries are left to the caller's dispose scope.</returns>
    public static Result<TAux> Run<TAux>(string api, Func<Tensor[], (Tensor[] Outputs, TAux Aux)> func, Tensor[] primals, Tensor?[] tangents)
    {
        KeptModes.RefuseInference(api);
        Admission.ToLevel(api, primals, nameof(primals));
        Admission.ToLevel(api, tangents, nameof(tangents));
        // Dual numbers without a level to themselves neither nest nor survive the detach that a gradient inside begins with.
        if (!Capabilities.ForwardMode || !Capabilities.FunctionTransforms)
            return InReverse(api, func, primals, tangents);
        try
        {
            return AtLevel(api, func, primals, tangents);
        }
        catch (Exception e) when (EngineError.CallsForReverse(e.Message))
        {
            return InReverse(api, func, primals, tangents);
        }
    }

    /// <summary>
    /// The same on plain dual numbers, as ForwardAD has them: without a level the function may read values and write to what it captures. Tangents of others are
    /// not told from ours.
    /// </summary>
    public static Result<TAux> OnPlainDuals<TAux>(string api, Func<Tensor[], (Tensor[] Outputs, TAux Aux)> func, Tensor[] primals, Tensor?[] tangents)
    {
        KeptModes.RefuseInference(api);
        Admission.ToLevel(api, primals, nameof(primals));
        if (!Capabilities.ForwardMode || !Capabilities.FunctionTransforms)      // see Run
            return InReverse(api, func, primals, tangents);
        try
        {
            using var duals = new PlainDuals();
            return OnDuals(api, func, primals, tangents);
        }
        catch (Exception e) when (EngineError.CallsForReverse(e.Message))
        {
            return InReverse(api, func, primals, tangents, plain: true);
        }
    }

    private static Result<TAux> AtLevel<TAux>(string api, Func<Tensor[], (Tensor[], TAux)> func, Tensor[] primals, Tensor?[] tangents)
    {
        using var duals = new SharedDualLevel();
        Result<TAux> result;
        using (Level level = Level.Jvp())
            result = OnDuals(api, func, Array.ConvertAll(primals, level.Wrapped), Array.ConvertAll(tangents, tangent => tangent is null ? null : level.Wrapped(tangent)));
        return Each(result, Level.Unwrapped);
    }

    private static Result<TAux> OnDuals<TAux>(string api, Func<Tensor[], (Tensor[] Outputs, TAux Aux)> func, Tensor[] primals, Tensor?[] tangents)
    {
        Tensor[] arguments = [.. primals.Select((primal, i) => tangents[i] is { } tangent ? Dual.Make(api, primal, tangent) : Handles.Another(primal))];
        Tensor[] outputs;
        TAux aux;
        using (new KeptModes())
            (outputs, aux) = func(arguments);
        outputs = Guard.UsableResult(outputs, api, nameof(func));
        Returned.Check(api, func, outputs, aux);
        (Tensor Primal, Tensor? Tangent)[] parts = Array.ConvertAll(outputs, output => Dual.Unpack(api, output));
        return new([.. parts.Select(part => part.Primal)], [.. parts.Select(part => part.Tangent)], aux);
    }

    /// <summary>Jv by the double backward trick; see <see cref="Jvp"/>.</summary>
    private static Result<TAux> InReverse<TAux>(string api, Func<Tensor[], (Tensor[] Outputs, TAux Aux)> func, Tensor[] primals, Tensor?[] tangents, bool plain = false)
    {
        int[] moving = [.. Enumerable.Range(0, primals.Length).Where(i => tangents[i] is not null)];
        Tensor[] at, outputs, started;
        Tensor?[] products;
        TAux aux;
        plain |= !Capabilities.ForwardMode && Level.Depth == 0;
        using (GradLevel level = GradLevel.Enter(api, plain))
        {
            at = level.Arguments(primals, moving);
            using (new KeptModes())
                (outputs, aux) = func(Array.ConvertAll(at, Handles.Another));
            outputs = Guard.UsableResult(outputs, api, nameof(func));
            Returned.Check(api, func, outputs, aux);
            started = Array.ConvertAll(outputs, output => output.requires_grad ? GradLevel.Zeros(output) : zeros_like(output));
            Tensor?[] gradient = Pullback.Run(api, outputs, [.. moving.Select(i => at[i])], started, createGraph: true);
            products = Jvp.Reached(api, gradient, started, [.. moving.Select(i => tangents[i]!)], createGraph: true);
        }
        return Each(new Result<TAux>(outputs, products, aux), result => GradLevel.Result(result, [.. at, .. started], plain));
    }

    private static Result<TAux> Each<TAux>(Result<TAux> result, Func<Tensor, Tensor> change) => new(
        [.. result.Outputs.Select(change)], [.. result.Tangents.Select(tangent => tangent is null ? null : change(tangent))], Auxiliary.Result(result.Aux, change));
}
