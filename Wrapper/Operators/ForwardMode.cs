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
            if ((PlainDuals.HaveTangents ? Watched(api, func, primals, tangents) : Followed(api, func, primals, tangents)) is { } result)
                return result;
        }
        catch (Exception e) when (EngineError.CallsForReverse(e.Message) || e is KnownFaultException { Fault: Faults.ForwardOverReverse })
        {
            // Forward mode stops, or would be wrong, where the derivative exists.
        }
        return InReverse(api, func, primals, tangents);
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
        catch (Exception e) when (EngineError.CallsForReverse(e.Message) || e is KnownFaultException { Fault: Faults.ForwardOverReverse })
        {
            return InReverse(api, func, primals, tangents, plain: true);
        }
    }

    /// <summary>The result, unless somebody around takes gradients of it and an operation's tangent can't be differentiated.</summary>
    private static Result<TAux>? Followed<TAux>(string api, Func<Tensor[], (Tensor[], TAux)> func, Tensor[] primals, Tensor?[] tangents)
    {
        ulong since = GraphWalk.NextSequenceNumber;
        Result<TAux> result = AtLevel(api, func, primals, tangents);
        return Differentiable(api, KnownFaults.Behind(api, result.Outputs, since)) ? result : null;
    }

    /// <summary>
    /// Tangents of tangents have no graph that would show what the function is made of. So it is recorded for that alone; where an operation can't be trusted,
    /// there is no result.
    /// </summary>
    private static Result<TAux>? Watched<TAux>(string api, Func<Tensor[], (Tensor[], TAux)> func, Tensor[] primals, Tensor?[] tangents)
    {
        Result<TAux> result;
        using (Level level = Level.Watch())
        using (enable_grad())
        {
            // Copies, for a function may write to its arguments, and to a leaf it may not.
            Tensor[] at = [.. primals.Select((primal, i) => tangents[i] is null ? level.Wrapped(primal) : level.Differentiable(primal).clone())];
            result = AtLevel(api, func, at, Array.ConvertAll(tangents, tangent => tangent is null ? null : level.Wrapped(tangent)));
            if (!Differentiable(api, KnownFaults.Behind(api, result.Outputs)))
                return null;
        }
        return Each(result, Level.Unwrapped);
    }

    /// <summary>
    /// Whether the tangents may be differentiated once more. If not, there are the two passes in reverse; if those may not either, there is nothing, except where it is a graph of
    /// ordinary autograd that leads on: it need not be the inputs' own, as with a module whose parameters require grad.
    /// </summary>
    private static bool Differentiable(string api, KnownFaults faults) => !faults.Have(Faults.DerivativeOfTangent)
        || faults.Have(Faults.DerivativeOfSecondBackward) && (Level.Order == 0 ? true : throw faults.Refusal(api, Faults.DerivativeOfTangent, InnerGradient.WriteOut));

    /// <summary>The same, wherever dual numbers and levels can be reached, and with LibTorch's own rules.</summary>
    public static Result<TAux> AtLevel<TAux>(string api, Func<Tensor[], (Tensor[], TAux)> func, Tensor[] primals, Tensor?[] tangents)
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
        (Tensor[] outputs, TAux aux) = CallerFunction.Call(api, func, arguments);
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
            (outputs, aux) = CallerFunction.Call(api, func, Array.ConvertAll(at, Handles.Another));
            outputs = Guard.UsableResult(outputs, api, nameof(func));
            Returned.Check(api, func, outputs, aux);
            KnownFaults faults = InnerGradient.Checked(api, outputs);
            if (faults.Have(Faults.SecondBackward))
                throw faults.Refusal(api, Faults.SecondBackward, InnerGradient.NoOtherRoute);
            if (faults.Have(Faults.BatchInBatch) && Level.BatchesSince(0))
                throw faults.Refusal(api, Faults.BatchInBatch, "Take this derivative by JacRev, which goes row by row where it has to.");
            started = Array.ConvertAll(outputs, output => output.requires_grad ? GradLevel.Zeros(output) : zeros_like(output));
            Tensor?[] gradient = Pullback.Run(api, outputs, [.. moving.Select(i => at[i])], started, createGraph: true);
            products = Jvp.Reached(api, gradient, started, [.. moving.Select(i => tangents[i]!)], createGraph: true);
        }
        return Each(new Result<TAux>(outputs, products, aux), result => GradLevel.Result(result, [.. at, .. started], plain));
    }

    private static Result<TAux> Each<TAux>(Result<TAux> result, Func<Tensor, Tensor> change) => new(
        [.. result.Outputs.Select(change)], [.. result.Tangents.Select(tangent => tangent is null ? null : change(tangent))], Auxiliary.Result(result.Aux, change));
}
