using TorchBridge.Operators.Functions;

namespace TorchBridge.Operators.Jacobians;

/// <summary>torch.func.jacrev: the vjp of every unit cotangent. [i][k] is d output i / d argument argnums[k].</summary>
internal static class JacRev
{
    public static (Tensor[][] Jacobians, TAux Aux) Run<TAux>(string api, Func<Tensor[], (Tensor[] Outputs, TAux Aux)> func,
        Tensor[] inputs, int[] argnums, int? chunkSize)
    {
        Guard.Real(inputs, argnums, api, nameof(inputs));
        using DisposeScope scope = NewDisposeScope();
        VjpTransform.Vjp<TAux> vjp = VjpTransform.Run(api, func, inputs, argnums);
        Guard.RealResults(vjp.Outputs, api);
        Tensor[][] jacobians = [.. vjp.Outputs.Select((_, i) => vjp.Pullback.Rows(i, chunkSize))];
        scope.MoveToOuter([.. jacobians.SelectMany(row => row), .. Auxiliary.Tensors(vjp.Aux)]);
        return (jacobians, vjp.Aux);
    }
}
