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

    /// <summary>Temporaries are left to the caller's dispose scope.</summary>
    public static (Tensor[] Outputs, Tensor?[] Tangents) Run(string api, Func<Tensor[], Tensor[]> func, Tensor[] primals, Tensor[] tangents)
    {
        if (!Capabilities.ForwardMode || !Capabilities.FunctionTransforms && t_plain)
            return InReverse(api, func, primals, tangents);
        return Capabilities.FunctionTransforms ? AtLevel(api, func, primals, tangents) : Plain(api, func, primals, tangents);
    }

    private static (Tensor[], Tensor?[]) AtLevel(string api, Func<Tensor[], Tensor[]> func, Tensor[] primals, Tensor[] tangents)
    {
        using var duals = new SharedDualLevel();
        (Tensor Primal, Tensor? Tangent)[] parts;
        using (Level level = Level.Jvp())
            parts = OnDuals(api, func, Array.ConvertAll(primals, level.Wrapped), Array.ConvertAll(tangents, level.Wrapped));
        return ([.. parts.Select(part => Level.Unwrapped(part.Primal))], [.. parts.Select(part => part.Tangent is { } tangent ? Level.Unwrapped(tangent) : null)]);
    }

    private static (Tensor[], Tensor?[]) Plain(string api, Func<Tensor[], Tensor[]> func, Tensor[] primals, Tensor[] tangents)
    {
        using var duals = new SharedDualLevel();
        t_plain = true;
        try
        {
            (Tensor Primal, Tensor? Tangent)[] parts = OnDuals(api, func, primals, tangents);
            // Copies, for what the level holds is gone with it.
            return ([.. parts.Select(part => Handles.Another(part.Primal))], [.. parts.Select(part => part.Tangent is { } tangent ? Handles.Another(tangent) : null)]);
        }
        finally
        {
            t_plain = false;
        }
    }

    private static (Tensor Primal, Tensor? Tangent)[] OnDuals(string api, Func<Tensor[], Tensor[]> func, Tensor[] primals, Tensor[] tangents)
    {
        Tensor[] duals = [.. primals.Select((primal, i) => Dual.Make(api, primal, tangents[i]))];
        return Array.ConvertAll(Guard.UsableResult(func(duals), api, nameof(func)), output => Dual.Unpack(api, output));
    }

    private static (Tensor[], Tensor?[]) InReverse(string api, Func<Tensor[], Tensor[]> func, Tensor[] primals, Tensor[] tangents)
    {
        using var recording = enable_grad();
        Tensor[] at = Evaluation.Inputs(primals, createGraph: true);
        Tensor[] outputs = Guard.UsableResult(func(at), api, nameof(func));
        return (outputs, Jvp.Products(api, outputs, at, tangents, createGraph: true, strict: false));
    }
}
