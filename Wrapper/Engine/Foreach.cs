using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>Operations on lists of tensors in one native call.</summary>
internal static class Foreach
{
    /// <summary>The norm of the norms of tensors, of which there is at least one.</summary>
    public static Tensor TotalNorm(string api, Tensor[] tensors, double order)
    {
        using Tensor number = tensor(order);
        nint norm = ForeachScript.TotalNorm(Handles(tensors), number.Handle);
        return Result(api, norm, tensors);
    }

    /// <summary>Multiplies tensors in place by <c>maxNorm / (total + 1e-6)</c> if that is below 1.</summary>
    public static void Scale(string api, Tensor[] tensors, double maxNorm, Tensor total)
    {
        using Tensor number = tensor(maxNorm);
        nint factor = ForeachScript.Scale(Handles(tensors), number.Handle, total.Handle);
        GC.KeepAlive(total);
        Result(api, factor, tensors).Dispose();
    }

    /// <summary>Brings all elements between <c>-limit</c> and <c>limit</c> in place.</summary>
    public static void Clamp(string api, Tensor[] tensors, double limit)
    {
        using Tensor number = tensor(limit);
        Result(api, ForeachScript.Clamp(Handles(tensors), number.Handle), tensors).Dispose();
    }

    private static nint[] Handles(Tensor[] tensors) => Array.ConvertAll(tensors, each => each.Handle);

    private static Tensor Result(string api, nint handle, Tensor[] tensors)
    {
        GC.KeepAlive(tensors);
        if (handle == 0)
            EngineError.ThrowIfAny(api);
        return Tensor.UnsafeCreateTensor(handle);
    }
}
