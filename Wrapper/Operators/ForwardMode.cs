using TorchBridge.Engine;
using TorchBridge.Support;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>
/// A function on dual numbers: outputs and their tangents, null where an output does not depend on the inputs. It runs at a level of its own, which sees
/// no other tangents. Where dual numbers can't be reached, the tangents come from two passes in reverse.
/// </summary>
internal static class ForwardMode
{
    /// <summary>Set while a function runs on dual numbers without a level to itself, which can't be nested.</summary>
    [ThreadStatic]
    private static bool t_plain;

    public readonly record struct Result<TAux>(Tensor[] Outputs, Tensor?[] Tangents, TAux Aux);

    /// <param name="api">The public name for messages.</param>
    /// <param name="func">From the inputs to the outputs and whatever else it returns.</param>
    /// <param name="primals">The arguments.</param>
    /// <param name="tangents">One for each argument, null for one that is constant.</param>
    /// <returns>New tensors. Temporaries are left to the caller's dispose scope.</returns>
    public static Result<TAux> Run<TAux>(string api, Func<Tensor[], (Tensor[] Outputs, TAux Aux)> func, Tensor[] primals, Tensor?[] tangents)
    {
        if (!Capabilities.ForwardMode || !Capabilities.FunctionTransforms && t_plain)
            return InReverse(api, func, primals, tangents);
        try
        {
            return Capabilities.FunctionTransforms ? AtLevel(api, func, primals, tangents) : Plain(api, func, primals, tangents);
        }
        catch (Exception e) when (EngineError.CallsForReverse(e.Message))
        {
            return InReverse(api, func, primals, tangents);
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

    private static Result<TAux> Plain<TAux>(string api, Func<Tensor[], (Tensor[], TAux)> func, Tensor[] primals, Tensor?[] tangents)
    {
        using var duals = new SharedDualLevel();
        t_plain = true;
        try
        {
            return Each(OnDuals(api, func, primals, tangents), Handles.Another);
        }
        finally
        {
            t_plain = false;
        }
    }

    private static Result<TAux> OnDuals<TAux>(string api, Func<Tensor[], (Tensor[] Outputs, TAux Aux)> func, Tensor[] primals, Tensor?[] tangents)
    {
        Tensor[] arguments = [.. primals.Select((primal, i) => tangents[i] is { } tangent ? Dual.Make(api, primal, tangent) : Handles.Another(primal))];
        (Tensor[] outputs, TAux aux) = func(arguments);
        (Tensor Primal, Tensor? Tangent)[] parts = Array.ConvertAll(Guard.UsableResult(outputs, api, nameof(func)), output => Dual.Unpack(api, output));
        return new([.. parts.Select(part => part.Primal)], [.. parts.Select(part => part.Tangent)], aux);
    }

    /// <summary>Jv by the double backward trick; see <see cref="Jvp"/>.</summary>
    private static Result<TAux> InReverse<TAux>(string api, Func<Tensor[], (Tensor[] Outputs, TAux Aux)> func, Tensor[] primals, Tensor?[] tangents)
    {
        int[] moving = [.. Enumerable.Range(0, primals.Length).Where(i => tangents[i] is not null)];
        Result<TAux> result;
        using (GradLevel level = GradLevel.Enter())
        {
            Tensor[] at = level.Arguments(primals, moving);
            (Tensor[] outputs, TAux aux) = func(Array.ConvertAll(at, Handles.Another));
            outputs = Guard.UsableResult(outputs, api, nameof(func));
            Tensor[] dummies = Array.ConvertAll(outputs, output => output.is_floating_point() || output.is_complex() ? GradLevel.Zeros(output) : output);
            Tensor?[] gradient = Pullback.Run(api, outputs, Array.ConvertAll(moving, i => at[i]), dummies, createGraph: true);
            result = new(outputs, Jvp.Reached(api, gradient, dummies, Array.ConvertAll(moving, i => tangents[i]!), createGraph: true), aux);
        }
        return Each(result, GradLevel.Result);
    }

    private static Result<TAux> Each<TAux>(Result<TAux> result, Func<Tensor, Tensor> change) => new(
        [.. result.Outputs.Select(change)], [.. result.Tangents.Select(tangent => tangent is null ? null : change(tangent))], Auxiliary.Result(result.Aux, change));
}
