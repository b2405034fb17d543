using TorchBridge.Engine;
using TorchBridge.Operators.Forward;
using TorchBridge.Operators.Reverse;

namespace TorchBridge.Operators.Jacobians;

/// <summary>
/// torch.autograd.functional.jvp: Jv, by the double backward trick. The backward pass u ↦ uᵀJ is linear in u, so its derivative with
/// respect to u, applied to v, is Jv. Unlike forward mode, it works for every function that has second derivatives, including custom
/// functions.
/// </summary>
internal static class Jvp
{
    private const string Api = "Jvp";

    public static (Tensor[] Outputs, Tensor[] Jvp) Run(Func<Tensor[], Tensor[]> func, Tensor[] inputs,
        Tensor[]? v, bool createGraph, bool strict, bool single)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable recording = enable_grad();
        Tensor[] at = Evaluation.Inputs(inputs, createGraph, Api);
        Tensor[]? tangents = v is null ? null : Evaluation.Vectors(v, createGraph, Api);
        Guard.Vector(tangents, at, Api, nameof(v), single, ArgumentMessages.NoVectorForInputs);
        Tensor[] outputs = Evaluation.Call(func, at, Api);
        Strict.Outputs(strict, Api, outputs);
        Tensor[] products;
        KnownFaults faults = KnownFaults.Behind(Api, outputs);
        if (faults.Have(Faults.SecondBackward))
            (outputs, products) = OtherRoute.Instead(faults.Refusal(Api, Faults.SecondBackward, TransformMessages.NoOtherRoute),
                () => OnDuals(func, at, tangents, createGraph, strict));
        else
            products = Products(outputs, at, tangents, createGraph, strict);
        (Tensor[] Outputs, Tensor[] Jvp) results = (Evaluation.Results(outputs, createGraph), Evaluation.Results(products, createGraph));
        scope.MoveToOuter([.. results.Outputs, .. results.Jvp]);
        return results;
    }

    /// <summary>The same in forward mode, for functions where the trick would be wrong.</summary>
    private static (Tensor[] Outputs, Tensor[] Products) OnDuals(Func<Tensor[], Tensor[]> func,
        Tensor[] at, Tensor[]? tangents, bool createGraph, bool strict)
    {
        Tensor[] primals = createGraph ? at : Evaluation.Each(at, input => input.detach());
        Pushed<int> result = new Pushforward<int>(Api, arguments => (func(arguments), 0), primals)
            .Apply(tangents ?? Array.ConvertAll(at, input => ones_like(input)));
        return (result.Outputs,
            Strict.WithZeros(strict, Api, result.Tangents, result.Outputs, createGraph,
                GraphMessages.GradientIndependentOfVector, "jacobian"));
    }

    private static Tensor[] Products(Tensor[] outputs, Tensor[] at, Tensor[]? tangents, bool createGraph, bool strict)
    {
        Tensor[] start = Array.ConvertAll(outputs,
            output => zeros_like(output, requires_grad: output.is_floating_point() || output.is_complex()));
        Pullback transposed = new Pullback(Api, outputs, at).Transpose(start);
        Strict.TrickGradient(strict, Api, transposed.Outputs);
        return Strict.WithZeros(strict, Api, transposed.Apply(tangents, createGraph), outputs,
            createGraph, GraphMessages.GradientIndependentOfVector, "jacobian");
    }
}
