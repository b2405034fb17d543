using TorchBridge.Engine;
using TorchBridge.Operators.Functions;
using TorchBridge.Operators.Reverse;

namespace TorchBridge.Operators.Forward;

/// <summary>The result of a function on dual numbers.</summary>
/// <param name="Outputs">The outputs.</param>
/// <param name="Tangents">The tangents of the outputs; null for an output that does not depend on the inputs.</param>
/// <param name="Aux">The auxiliary output.</param>
internal readonly record struct Pushed<TAux>(Tensor[] Outputs, Tensor?[] Tangents, TAux Aux)
{
    public Pushed<TAux> Each(Func<Tensor, Tensor> change) => new(
        Array.ConvertAll(Outputs, output => change(output)),
        Array.ConvertAll(Tangents, tangent => tangent is null ? null : change(tangent)),
        Auxiliary.Result(Aux, change));
}

/// <summary>
/// The Jacobian-vector product v ↦ Jv of a function at a point, by dual numbers. All derivatives are computed by this class and by <see
/// cref="Reverse.Pullback"/>. The function runs once for each product, at its own level, where other tangents are not visible. Two backward
/// passes compute the product instead if dual numbers or levels are not supported, or if LibTorch's forward derivative is missing or wrong.
/// </summary>
/// <param name="api">The public name for messages.</param>
/// <param name="func">Computes the outputs and an auxiliary output from the inputs.</param>
/// <param name="primals">The inputs.</param>
internal sealed class Pushforward<TAux>(string api, Func<Tensor[], (Tensor[] Outputs, TAux Aux)> func, Tensor[] primals)
{
    /// <summary>The point.</summary>
    public Tensor[] Primals => primals;

    /// <summary>Calls the function without a derivative.</summary>
    public (Tensor[] Outputs, TAux Aux) Evaluate() => CallerFunction.Outputs(api, func, primals);

    /// <param name="tangents">One for each input; null for an input that is constant.</param>
    /// <returns>New tensors. Temporaries are left to the caller's dispose scope.</returns>
    public Pushed<TAux> Apply(Tensor?[] tangents) => Apply(func, tangents, PlainDualLevel.HaveTangents ? Watched : Followed, plain: false);

    /// <summary>
    /// The same on plain dual numbers, as in ForwardAD. Without a level the function may read values and write to captured tensors, but the
    /// tangents of other dual numbers are added.
    /// </summary>
    /// <param name="tangents">One for each input; null for an input that is constant.</param>
    /// <param name="onDuals">The function to run on plain dual numbers.</param>
    public Pushed<TAux> ApplyOnPlainDuals(Tensor?[] tangents, Func<Tensor[], (Tensor[] Outputs, TAux Aux)> onDuals) =>
        Apply(onDuals, tangents, along =>
        {
            using var duals = new PlainDualLevel();
            return OnDuals(onDuals, primals, along);
        }, plain: true);

    /// <summary>The same at a level, by LibTorch's own rules only. It needs dual numbers and levels.</summary>
    public Pushed<TAux> ApplyAtLevel(Tensor?[] tangents) => AtLevel(primals, tangents);

    /// <param name="function">The function that runs if two backward passes replace forward mode.</param>
    /// <param name="tangents">One for each input; null for an input that is constant.</param>
    /// <param name="forward">The product in forward mode; null if it can't be trusted.</param>
    /// <param name="plain">Whether the two backward passes run without a level.</param>
    private Pushed<TAux> Apply(Func<Tensor[], (Tensor[] Outputs, TAux Aux)> function, Tensor?[] tangents,
        Func<Tensor?[], Pushed<TAux>?> forward, bool plain)
    {
        KeptModes.RefuseInference(api);
        Admission.ToLevel(api, primals, nameof(primals));
        Admission.ToLevel(api, tangents, nameof(tangents));
        // Dual numbers without a level can't be nested, and a gradient inside starts with a detach, which drops them.
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
            reason = e.Message;      // the derivative exists, but forward mode can't compute it or would be wrong
        }
        return InReverse(function, tangents, plain, reason);
    }

    /// <summary>The product; null if the derivative of the product would be wrong.</summary>
    private Pushed<TAux>? Followed(Tensor?[] tangents)
    {
        ulong since = GraphWalk.NextSequenceNumber;
        Pushed<TAux> result = AtLevel(primals, tangents);
        return IsDifferentiable(KnownFaults.Behind(api, result.Outputs, since)) ? result : null;
    }

    /// <summary>
    /// The same if the current computation has other tangents. These have no graph that shows the function's operations, so the function is
    /// recorded to find them.
    /// </summary>
    private Pushed<TAux>? Watched(Tensor?[] tangents)
    {
        Pushed<TAux> result;
        using (Level level = Level.Watch())
        using (enable_grad())
        {
            // These are copies, because the function may write to its arguments, which is not allowed for a leaf.
            Tensor[] at = [.. primals.Select((primal, i) =>
                tangents[i] is null ? level.Wrapped(primal) : level.Differentiable(primal).clone())];
            result = AtLevel(at, Array.ConvertAll(tangents, tangent => tangent is null ? null : level.Wrapped(tangent)));
            if (!IsDifferentiable(KnownFaults.Behind(api, result.Outputs)))
                return null;
        }
        return result.Each(Level.Unwrapped);
    }

    /// <summary>
    /// Whether the tangents may be differentiated once more. If not, two backward passes are used. If these may not be differentiated
    /// either, the result is an error inside transforms. Outside transforms it is not an error, because the graph may belong to captured
    /// tensors, such as a module's parameters, and may not be used.
    /// </summary>
    private bool IsDifferentiable(KnownFaults faults)
    {
        if (!faults.Have(Faults.DerivativeOfTangent))
            return true;
        if (faults.Have(Faults.DerivativeOfSecondBackward))
            return LevelStack.Order == 0 ? true : throw faults.Refusal(api, Faults.DerivativeOfTangent, TransformMessages.WriteOut);
        return false;
    }

    private Pushed<TAux> AtLevel(Tensor[] at, Tensor?[] tangents)
    {
        using var duals = new DualLevelClaim();
        Pushed<TAux> result;
        using (Level level = Level.Jvp())
            result = OnDuals(func, Array.ConvertAll(at, level.Wrapped),
                Array.ConvertAll(tangents, tangent => tangent is null ? null : level.Wrapped(tangent)));
        return result.Each(Level.Unwrapped);
    }

    private Pushed<TAux> OnDuals(Func<Tensor[], (Tensor[] Outputs, TAux Aux)> function, Tensor[] at, Tensor?[] tangents)
    {
        var arguments = new Tensor[at.Length];
        for (int i = 0; i < at.Length; i++)
            arguments[i] = tangents[i] is { } tangent ? DualTensor.Make(api, at[i], tangent) : Handles.Another(at[i]);
        (Tensor[] outputs, TAux aux) = CallerFunction.Outputs(api, function, arguments);
        Tensor[] primals = new Tensor[outputs.Length];
        var along = new Tensor?[outputs.Length];
        for (int i = 0; i < outputs.Length; i++)
            (primals[i], along[i]) = DualTensor.Unpack(api, outputs[i]);
        return new(primals, along, aux);
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
                throw faults.Refusal(api, Faults.SecondBackward, TransformMessages.NoOtherRoute);
            if (faults.Have(Faults.BatchInBatch) && LevelStack.BatchesSince(0))
                throw faults.Refusal(api, Faults.BatchInBatch, TransformMessages.RowByRow);
            start = Array.ConvertAll(outputs, output => output.requires_grad ? ReverseLevel.Zeros(output) : zeros_like(output));
            products = new Pullback(api, outputs, [.. moving.Select(i => at[i])]).Transpose(start)
                .Apply([.. moving.Select(i => tangents[i]!)], createGraph: true);
        }
        return new Pushed<TAux>(outputs, products, aux).Each(result => ReverseLevel.Result(result, [.. at, .. start], plain));
    }
}
