using TorchBridge.Engine;
using TorchBridge.Operators.Functions;
using TorchBridge.Operators.Reverse;

namespace TorchBridge.Operators.Forward;

/// <summary>What a function on dual numbers gives.</summary>
/// <param name="Outputs">Its outputs.</param>
/// <param name="Tangents">Theirs; null where an output does not depend on the inputs.</param>
/// <param name="Aux">What it returns beside the outputs.</param>
internal readonly record struct Pushed<TAux>(Tensor[] Outputs, Tensor?[] Tangents, TAux Aux)
{
    public Pushed<TAux> Each(Func<Tensor, Tensor> change) => new(
        [.. Outputs.Select(change)], [.. Tangents.Select(tangent => tangent is null ? null : change(tangent))], Auxiliary.Result(Aux, change));
}

/// <summary>
/// The Jacobian-vector product v ↦ Jv of a function at a point, by dual numbers: one of the two cores that every derivative is made of. The
/// function runs once for each product, at a level of its own, which sees no other tangents. Where dual numbers or levels can't be reached,
/// or LibTorch's forward derivative is missing or wrong, the product comes from two passes in reverse.
/// </summary>
/// <param name="api">The public name for messages.</param>
/// <param name="func">From the inputs to the outputs and whatever else it returns.</param>
/// <param name="primals">The inputs.</param>
internal sealed class Pushforward<TAux>(string api, Func<Tensor[], (Tensor[] Outputs, TAux Aux)> func, Tensor[] primals)
{
    /// <summary>The point.</summary>
    public Tensor[] Primals => primals;

    /// <summary>The function alone.</summary>
    public (Tensor[] Outputs, TAux Aux) Evaluate() => CallerFunction.Outputs(api, func, primals);

    /// <param name="tangents">One for each input, null for one that is constant.</param>
    /// <returns>New tensors. Temporaries are left to the caller's dispose scope.</returns>
    public Pushed<TAux> Apply(Tensor?[] tangents) => Apply(func, tangents, PlainDualLevel.HaveTangents ? Watched : Followed, plain: false);

    /// <summary>
    /// The same on plain dual numbers, as ForwardAD has them: without a level the function may read values and write to what it captures.
    /// Tangents of others are not told from ours.
    /// </summary>
    /// <param name="tangents">One for each input, null for one that is constant.</param>
    /// <param name="onDuals">The same function, where it is another one on plain dual numbers.</param>
    public Pushed<TAux> ApplyOnPlainDuals(Tensor?[] tangents, Func<Tensor[], (Tensor[] Outputs, TAux Aux)> onDuals) => Apply(onDuals, tangents, along =>
    {
        using var duals = new PlainDualLevel();
        return OnDuals(onDuals, primals, along);
    }, plain: true);

    /// <summary>The same at a level, with LibTorch's own rules alone. Dual numbers and levels can be reached.</summary>
    public Pushed<TAux> ApplyAtLevel(Tensor?[] tangents) => AtLevel(primals, tangents);

    /// <param name="function">The function that two passes in reverse would run.</param>
    /// <param name="tangents">One for each input, null for one that is constant.</param>
    /// <param name="forward">The product in forward mode; no result where that can't be trusted.</param>
    /// <param name="plain">Whether two passes in reverse, in its place, run without a level.</param>
    private Pushed<TAux> Apply(Func<Tensor[], (Tensor[] Outputs, TAux Aux)> function, Tensor?[] tangents, Func<Tensor?[], Pushed<TAux>?> forward,
        bool plain)
    {
        KeptModes.RefuseInference(api);
        Admission.ToLevel(api, primals, nameof(primals));
        Admission.ToLevel(api, tangents, nameof(tangents));
        // Dual numbers without a level to themselves neither nest nor survive the detach that a gradient inside begins with.
        if (!Capabilities.ForwardMode || !Capabilities.FunctionTransforms)
            return InReverse(function, tangents, plain: false, "dual numbers or levels can't be reached");
        string reason = "a derivative of the tangents would be wrong";
        try
        {
            if (forward(tangents) is { } result)
                return result;
        }
        catch (Exception e) when (EngineError.CallsForReverse(e.Message) || e is KnownFaultException { Fault: Faults.ForwardOverReverse })
        {
            reason = e.Message;      // forward mode stops, or would be wrong, where the derivative exists
        }
        return InReverse(function, tangents, plain, reason);
    }

    /// <summary>The result, unless somebody around takes gradients of it and an operation's tangent can't be differentiated.</summary>
    private Pushed<TAux>? Followed(Tensor?[] tangents)
    {
        ulong since = GraphWalk.NextSequenceNumber;
        Pushed<TAux> result = AtLevel(primals, tangents);
        return IsDifferentiable(KnownFaults.Behind(api, result.Outputs, since)) ? result : null;
    }

    /// <summary>
    /// Tangents of tangents have no graph that would show what the function is made of. So it is recorded for that alone; where an
    /// operation can't be trusted, there is no result.
    /// </summary>
    private Pushed<TAux>? Watched(Tensor?[] tangents)
    {
        Pushed<TAux> result;
        using (Level level = Level.Watch())
        using (enable_grad())
        {
            // Copies, for a function may write to its arguments, and to a leaf it may not.
            Tensor[] at = [.. primals.Select((primal, i) => tangents[i] is null ? level.Wrapped(primal) : level.Differentiable(primal).clone())];
            result = AtLevel(at, Array.ConvertAll(tangents, tangent => tangent is null ? null : level.Wrapped(tangent)));
            if (!IsDifferentiable(KnownFaults.Behind(api, result.Outputs)))
                return null;
        }
        return result.Each(Level.Unwrapped);
    }

    /// <summary>
    /// Whether the tangents may be differentiated once more. If not, there are the two passes in reverse. If those may not either, it is an
    /// error, except for a graph of ordinary autograd that leads on: it need not be the inputs' own, as with a module's parameters.
    /// </summary>
    private bool IsDifferentiable(KnownFaults faults)
    {
        if (!faults.Have(Faults.DerivativeOfTangent))
            return true;
        if (faults.Have(Faults.DerivativeOfSecondBackward))
            return LevelStack.Order == 0 ? true : throw faults.Refusal(api, Faults.DerivativeOfTangent, InnerGradient.WriteOut);
        return false;
    }

    private Pushed<TAux> AtLevel(Tensor[] at, Tensor?[] tangents)
    {
        using var duals = new DualLevelClaim();
        Pushed<TAux> result;
        using (Level level = Level.Jvp())
            result = OnDuals(func, Array.ConvertAll(at, level.Wrapped), Array.ConvertAll(tangents, tangent => tangent is null ? null : level.Wrapped(tangent)));
        return result.Each(Level.Unwrapped);
    }

    private Pushed<TAux> OnDuals(Func<Tensor[], (Tensor[] Outputs, TAux Aux)> function, Tensor[] at, Tensor?[] tangents)
    {
        Tensor[] arguments = [.. at.Select((primal, i) => tangents[i] is { } tangent ? DualTensor.Make(api, primal, tangent) : Handles.Another(primal))];
        (Tensor[] outputs, TAux aux) = CallerFunction.Outputs(api, function, arguments);
        (Tensor Primal, Tensor? Tangent)[] parts = Array.ConvertAll(outputs, output => DualTensor.Unpack(api, output));
        return new([.. parts.Select(part => part.Primal)], [.. parts.Select(part => part.Tangent)], aux);
    }

    /// <summary>Jv by the double backward trick; see <see cref="Pullback.Transpose"/>.</summary>
    private Pushed<TAux> InReverse(Func<Tensor[], (Tensor[] Outputs, TAux Aux)> function, Tensor?[] tangents, bool plain, string reason)
    {
        AutogradEvents.Log.OtherMode(api, "two backward passes take the place of forward mode", reason);
        int[] moving = [.. Enumerable.Range(0, primals.Length).Where(i => tangents[i] is not null)];
        Tensor[] at, outputs, start;
        Tensor?[] products;
        TAux aux;
        plain |= !Capabilities.ForwardMode && LevelStack.Depth == 0;
        using (ReverseLevel level = ReverseLevel.Enter(api, plain))
        {
            at = level.Arguments(primals, moving);
            (outputs, aux) = CallerFunction.Outputs(api, function, Array.ConvertAll(at, Handles.Another));
            KnownFaults faults = InnerGradient.Checked(api, outputs);
            if (faults.Have(Faults.SecondBackward))
                throw faults.Refusal(api, Faults.SecondBackward, InnerGradient.NoOtherRoute);
            if (faults.Have(Faults.BatchInBatch) && LevelStack.BatchesSince(0))
                throw faults.Refusal(api, Faults.BatchInBatch, "Take this derivative by JacRev, which goes row by row where it has to.");
            start = Array.ConvertAll(outputs, output => output.requires_grad ? ReverseLevel.Zeros(output) : zeros_like(output));
            products = new Pullback(api, outputs, [.. moving.Select(i => at[i])]).Transpose(start).Apply([.. moving.Select(i => tangents[i]!)], createGraph: true);
        }
        return new Pushed<TAux>(outputs, products, aux).Each(result => ReverseLevel.Result(result, [.. at, .. start], plain));
    }
}
