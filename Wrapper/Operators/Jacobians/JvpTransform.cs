using TorchBridge.Engine;
using TorchBridge.Operators.Batching;
using TorchBridge.Operators.Forward;
using TorchBridge.Operators.Functions;

namespace TorchBridge.Operators.Jacobians;

/// <summary>torch.func.jvp: a function's outputs and their directional derivatives, by dual numbers.</summary>
internal static class JvpTransform
{
    private const string Api = "Jvp";

    public static (Tensor[] Outputs, Tensor[] Tangents, TAux Aux) Run<TAux>(Func<Tensor[], (Tensor[] Outputs, TAux Aux)> func,
        Tensor[] primals, Tensor[] tangents, bool strict, string primalsName, string tangentsName)
    {
        Admission.ToLevel(Api, primals, primalsName);
        Admission.ToLevel(Api, tangents, tangentsName);
        Admission.Dense(Api, primals, Enumerable.Range(0, primals.Length), primalsName);
        for (int i = 0; i < primals.Length; i++)
            Guard.Tangent(primals[i], tangents[i], Api, primalsName, tangentsName);
        using DisposeScope scope = NewDisposeScope();
        Pushed<TAux> result = new Pushforward<TAux>(Api, func, primals).Apply(
            LevelStack.Depth == 0 ? tangents : [.. tangents.Select((tangent, i) => Alike.Repeated(tangent, primals[i]))]);
        if (strict && Array.Exists(result.Tangents, tangent => tangent is null))
            throw GraphMessages.JvpIndependent();
        var products = new Tensor[result.Tangents.Length];
        for (int i = 0; i < products.Length; i++)
            products[i] = result.Tangents[i] ?? zeros_like(result.Outputs[i]);
        scope.MoveToOuter([.. result.Outputs, .. products, .. Auxiliary.Tensors(result.Aux)]);
        return (result.Outputs, products, result.Aux);
    }
}
