using TorchBridge.Engine;
using TorchBridge.Operators.Functions;

namespace TorchBridge.Operators.Jacobians;

/// <summary>torch.func.jacfwd: the jvp of every unit tangent. [i][k] is d output i / d argument argnums[k].</summary>
internal static class JacFwd
{
    public static (Tensor[][] Jacobians, TAux Aux) Run<TAux>(string api, Func<Tensor[], (Tensor[] Outputs, TAux Aux)> func,
        Tensor[] inputs, int[] argnums, VmapRandomness randomness, int? chunkSize)
    {
        Guard.Real(inputs, argnums, api, nameof(inputs));
        using DisposeScope scope = NewDisposeScope();
        (Tensor[][] Jacobians, TAux Aux) result =
            new JacobianColumns<TAux>(api, new(api, Checked, inputs), argnums, randomness, keepsGraph: true)
                .Run(new(Vectorize: true, chunkSize));
        // New objects, because the function may have returned tensors that its caller owns.
        Tensor[][] jacobians = Array.ConvertAll(result.Jacobians, row => Array.ConvertAll(row, Handles.Another));
        scope.MoveToOuter([.. jacobians.SelectMany(row => row), .. Auxiliary.Tensors(result.Aux)]);
        return (jacobians, result.Aux);

        (Tensor[], TAux) Checked(Tensor[] arguments)
        {
            (Tensor[] outputs, TAux aux) = func(arguments);
            outputs = Guard.UsableResult(outputs, api, nameof(func));
            Guard.RealResults(outputs, api);
            return (outputs, aux);
        }
    }
}
