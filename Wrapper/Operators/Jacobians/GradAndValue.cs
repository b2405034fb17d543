using TorchBridge.Engine;
using TorchBridge.Operators.Functions;
using TorchBridge.Operators.Reverse;

namespace TorchBridge.Operators.Jacobians;

/// <summary>torch.func.grad_and_value: the gradient of a scalar function, at its own grad level.</summary>
internal static class GradAndValue
{
    /// <param name="api">The public name for messages.</param>
    /// <param name="func">Computes a scalar and an auxiliary output from the inputs.</param>
    /// <param name="inputs">The arguments.</param>
    /// <param name="argnums">The indices of the inputs to differentiate with respect to.</param>
    public static (Tensor[] Grads, Tensor Value, TAux Aux) Run<TAux>(string api,
        Func<Tensor[], (Tensor Value, TAux Aux)> func, Tensor[] inputs, int[] argnums)
    {
        Admission.ToLevel(api, inputs, nameof(inputs));
        using DisposeScope scope = NewDisposeScope();
        Tensor[] at, grads;
        Tensor value;
        TAux aux;
        KnownFaults faults;
        using (ReverseLevel level = ReverseLevel.Enter(api))
        {
            at = level.Arguments(inputs, argnums);
            (value, aux) = CallerFunction.Scalar(api, func, Array.ConvertAll(at, Handles.Another));
            faults = InnerGradient.Gradient(api, [value]);
            grads = new Pullback(api, [value], Array.ConvertAll(argnums, i => at[i])).ApplyOrZeros(null, createGraph: true);
        }
        (Tensor[] Grads, Tensor Value, TAux Aux) results = (Array.ConvertAll(grads, Result), Result(value), Auxiliary.Result(aux, Result));
        InnerGradient.RefuseSecond(api, faults, [results.Value]);
        scope.MoveToOuter(results.Grads);
        scope.MoveToOuter(results.Value);
        scope.MoveToOuter(Auxiliary.Tensors(results.Aux));
        return results;

        Tensor Result(Tensor tensor) => ReverseLevel.Result(tensor, at);
    }
}
