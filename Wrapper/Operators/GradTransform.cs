using TorchBridge.Engine;
using TorchBridge.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>torch.func.grad_and_value: the gradient of a scalar function, at a grad level of its own.</summary>
internal static class GradTransform
{
    /// <param name="api">The public name for messages.</param>
    /// <param name="func">From the inputs to a scalar, and whatever else it returns: a tensor, tensors, or plain data.</param>
    /// <param name="inputs">The arguments.</param>
    /// <param name="argnums">Which of them gradients are taken in.</param>
    public static (Tensor[] Grads, Tensor Value, TAux Aux) Run<TAux>(string api, Func<Tensor[], (Tensor Value, TAux Aux)> func, Tensor[] inputs, int[] argnums)
    {
        Admission.ToLevel(api, inputs, nameof(inputs));
        using DisposeScope scope = NewDisposeScope();
        Tensor[] at, grads;
        Tensor value;
        TAux aux;
        KnownFaults faults;
        using (GradLevel level = GradLevel.Enter(api))
        {
            at = level.Arguments(inputs, argnums);
            (value, aux) = CallerFunction.Call(api, func, Array.ConvertAll(at, Handles.Another));
            Guard.Scalar(value, api, nameof(func));
            Returned.Check(api, func, [value], aux);
            faults = InnerGradient.Gradient(api, [value]);
            grads = GradLevel.Pullback(api, [value], Array.ConvertAll(argnums, i => at[i]), null);
        }
        (Tensor[] Grads, Tensor Value, TAux Aux) results = (Array.ConvertAll(grads, Result), Result(value), Auxiliary.Result(aux, Result));
        InnerGradient.RefuseSecond(api, faults, [results.Value]);
        scope.MoveToOuter([.. results.Grads, results.Value, .. Auxiliary.Tensors(results.Aux)]);
        return results;

        Tensor Result(Tensor tensor) => GradLevel.Result(tensor, at);
    }
}
