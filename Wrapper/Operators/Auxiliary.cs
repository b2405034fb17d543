using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>What a function returns beside its output (has_aux): a tensor, an array of tensors, or plain data.</summary>
internal static class Auxiliary
{
    /// <summary>The same with a function applied to every tensor.</summary>
    public static TAux Result<TAux>(TAux aux, Func<Tensor, Tensor> result) => aux switch
    {
        Tensor tensor => (TAux)(object)result(tensor),
        Tensor[] tensors => (TAux)(object)Array.ConvertAll(tensors, tensor => result(tensor)),
        _ => aux,
    };

    public static IEnumerable<Tensor> Tensors<TAux>(TAux aux) => aux switch
    {
        Tensor tensor => [tensor],
        Tensor[] tensors => tensors,
        _ => [],
    };
}
