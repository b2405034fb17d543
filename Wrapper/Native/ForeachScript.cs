using static TorchBridge.Native.LibTorchSharp;

namespace TorchBridge.Native;

/// <summary>
/// Operators on lists of tensors (aten::_foreach_*). TorchSharp does not offer them, and the stable interface can't pass their numbers. A
/// number is passed as a tensor, because TorchSharp can't pass a number to TorchScript. The clamp is a loop, because no operator on lists
/// has both limits.
/// </summary>
internal static unsafe class ForeachScript
{
    private static readonly nint s_unit = Script.Compile("""
        def total_norm(tensors: List[Tensor], order: Tensor) -> Tensor:
            p = float(order)
            norms: List[Tensor] = []
            for norm in torch._foreach_norm(tensors, p):
                norms.append(norm.to(tensors[0].device))
            return torch.linalg_vector_norm(torch.stack(norms), p)

        def scale(tensors: List[Tensor], max_norm: Tensor, total: Tensor) -> Tensor:
            factor = torch.clamp(float(max_norm) / (total + 1e-6), max=1.0)
            torch._foreach_mul_(tensors, factor)
            return factor

        def clamp(tensors: List[Tensor], limit: Tensor) -> Tensor:
            most = float(limit)
            for each in tensors:
                each.clamp_(-most, most)
            return limit

        """u8);

    /// <summary>A new handle of the norm of the tensors' norms; 0 after an error.</summary>
    public static nint TotalNorm(ReadOnlySpan<nint> tensors, nint order) => Run("total_norm"u8, tensors, order);

    /// <summary>
    /// Multiplies all tensors in place by <c>max_norm / (total + 1e-6)</c>, at most 1. A handle of the factor; 0 after an error.
    /// </summary>
    public static nint Scale(ReadOnlySpan<nint> tensors, nint maxNorm, nint total) => Run("scale"u8, tensors, maxNorm, total);

    /// <summary>Clamps all elements to [-limit, limit] in place. A handle of the limit; 0 after an error.</summary>
    public static nint Clamp(ReadOnlySpan<nint> tensors, nint limit) => Run("clamp"u8, tensors, limit);

    private static nint Run(ReadOnlySpan<byte> function, ReadOnlySpan<nint> tensors, params ReadOnlySpan<nint> others)
    {
        var elements = new ScriptValue[tensors.Length];
        ScriptValue* arguments = stackalloc ScriptValue[1 + 2];
        ScriptValue result = default;
        fixed (ScriptValue* first = elements)
        {
            ScriptValue* next = first;
            arguments[0] = Script.List(tensors, ref next);
            for (int i = 0; i < others.Length; i++)
                arguments[1 + i] = ScriptValue.Tensor(others[i]);
            Script.Invoke(s_unit, function, arguments, 1 + others.Length, &result);
        }
        return result.Handle;
    }
}
