namespace TorchBridge.Operators.Functions;

/// <summary>
/// The auxiliary output of a function (has_aux): a tensor, an array of tensors, or plain data. Tensors may be null and stay null.
/// </summary>
internal static class Auxiliary
{
    /// <summary>The auxiliary output with a function applied to every tensor.</summary>
    public static TAux Result<TAux>(TAux aux, Func<Tensor, Tensor> result) => aux switch
    {
        Tensor tensor => (TAux)(object)result(tensor),
        Tensor[] tensors => (TAux)(object)Array.ConvertAll(tensors, tensor => tensor is null ? null! : result(tensor)),
        _ => aux,
    };

    public static IEnumerable<Tensor> Tensors<TAux>(TAux aux) => aux switch
    {
        Tensor tensor => [tensor],
        Tensor[] tensors => tensors.Where(tensor => tensor is not null),
        _ => [],
    };
}
