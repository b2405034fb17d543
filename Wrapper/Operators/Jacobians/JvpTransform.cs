using TorchBridge.Engine;
using TorchBridge.Operators.Batching;
using TorchBridge.Operators.Forward;

namespace TorchBridge.Operators.Jacobians;

/// <summary>torch.func.jvp: a function's outputs and their directional derivatives, by dual numbers.</summary>
internal static class JvpTransform
{
    private const string Api = "Jvp";

    public static (Tensor[] Outputs, Tensor[] Tangents) Run(Func<Tensor[], Tensor[]> func, Tensor[] primals,
        Tensor[] tangents, bool strict, string primalsName, string tangentsName)
    {
        Admission.ToLevel(Api, primals, primalsName);
        Admission.ToLevel(Api, tangents, tangentsName);
        Admission.Dense(Api, primals, Enumerable.Range(0, primals.Length), primalsName);
        for (int i = 0; i < primals.Length; i++)
            Guard.Tangent(primals[i], tangents[i], Api, primalsName, tangentsName);
        using DisposeScope scope = NewDisposeScope();
        Pushed<int> result = new Pushforward<int>(Api, arguments => (func(arguments), 0), primals).Apply(
            LevelStack.Depth == 0 ? tangents : [.. tangents.Select((tangent, i) => Alike.Repeated(tangent, primals[i]))]);
        if (strict && Array.Exists(result.Tangents, tangent => tangent is null))
            throw GraphMessages.JvpIndependent();
        var products = new Tensor[result.Tangents.Length];
        for (int i = 0; i < products.Length; i++)
            products[i] = result.Tangents[i] ?? zeros_like(result.Outputs[i]);
        scope.MoveToOuter([.. result.Outputs, .. products]);
        return (result.Outputs, products);
    }
}
