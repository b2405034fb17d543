using TorchBridge.Engine;
using TorchBridge.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>
/// torch.autograd.functional.jvp: Jv, by the double backward trick. The backward pass u ↦ uᵀJ is linear in u, so its own derivative in u, applied to v,
/// is Jv. Unlike forward mode it works wherever second derivatives do, custom functions included.
/// </summary>
internal static class Jvp
{
    private const string Api = "Jvp";

    public static (Tensor[] Outputs, Tensor[] Jvp) Run(Func<Tensor[], Tensor[]> func, Tensor[] inputs, Tensor[]? v, bool createGraph, bool strict, bool single)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable recording = enable_grad();
        Tensor[] at = Evaluation.Inputs(inputs, createGraph, Api);
        Tensor[]? tangents = v is null ? null : Evaluation.Vectors(v, createGraph, Api);
        Guard.Vector(tangents, at, Api, nameof(v), single, Guard.NoVectorForInputs);
        Tensor[] outputs = Evaluation.Call(func, at, Api);
        Strict.Outputs(strict, Api, outputs);
        Tensor[] products;
        KnownFaults faults = KnownFaults.Behind(Api, outputs);
        if (faults.Have(Faults.SecondBackward))
            (outputs, products) = OtherRoute.Instead(faults.Refusal(Api, Faults.SecondBackward, InnerGradient.NoOtherRoute), () => OnDuals(func, at, tangents, createGraph, strict));
        else
            products = Products(Api, outputs, at, tangents, createGraph, strict);
        (Tensor[] Outputs, Tensor[] Jvp) results = (Evaluation.Results(outputs, createGraph), Evaluation.Results(products, createGraph));
        scope.MoveToOuter([.. results.Outputs, .. results.Jvp]);
        return results;
    }

    /// <summary>The same in forward mode, where the trick would be wrong.</summary>
    private static (Tensor[] Outputs, Tensor[] Products) OnDuals(Func<Tensor[], Tensor[]> func, Tensor[] at, Tensor[]? tangents, bool createGraph, bool strict)
    {
        Tensor[] primals = createGraph ? at : Evaluation.Each(at, input => input.detach());
        ForwardMode.Result<int> result = ForwardMode.Run(Api, arguments => (func(arguments), 0), primals, tangents ?? Array.ConvertAll(at, input => ones_like(input)));
        return (result.Outputs, Strict.WithZeros(strict, Api, result.Tangents, result.Outputs, createGraph, Strict.TrickIndependent, "jacobian"));
    }

    /// <summary>Jv of outputs that were computed from <paramref name="at"/>.</summary>
    public static Tensor[] Products(string api, Tensor[] outputs, Tensor[] at, Tensor[]? tangents, bool createGraph, bool strict)
    {
        // Of any value, for nothing depends on it; but it must be finite.
        Tensor[] dummies = Array.ConvertAll(outputs, output => zeros_like(output, requires_grad: output.is_floating_point() || output.is_complex()));
        Tensor?[] gradient = Pullback.Run(api, outputs, at, dummies, createGraph: true);
        Strict.TrickGradient(strict, api, gradient);
        Tensor?[] found = Reached(api, gradient, dummies, tangents, createGraph);
        return Strict.WithZeros(strict, api, found, outputs, createGraph, Strict.TrickIndependent, "jacobian");
    }

    /// <summary>The derivative of a backward pass's results in what it was started with.</summary>
    public static Tensor?[] Reached(string api, Tensor?[] gradient, Tensor[] started, Tensor[]? vectors, bool createGraph)
    {
        int[] there = [.. Enumerable.Range(0, gradient.Length).Where(i => gradient[i] is not null)];
        int[] wanted = [.. Enumerable.Range(0, started.Length).Where(i => started[i].requires_grad)];
        var results = new Tensor?[started.Length];
        if (wanted.Length == 0)
            return results;
        Tensor?[] found = Pullback.Run(api, [.. there.Select(i => gradient[i]!)], [.. wanted.Select(i => started[i])],
            vectors is null ? null : [.. there.Select(i => vectors[i])], createGraph);
        for (int i = 0; i < wanted.Length; i++)
            results[wanted[i]] = found[i];
        return results;
    }
}
