using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>
/// The gradients that the node of a custom function returned on this thread. The engine copies them at some time after the node has
/// returned. So they are kept until the next node runs or the pass ends.
/// </summary>
internal static unsafe class ReturnedGradients
{
    /// <summary>How many surplus gradients a node may return. Their number identifies the exception that it caught.</summary>
    public const int Spare = 256;

    [ThreadStatic]
    private static nint* t_handles;

    [ThreadStatic]
    private static int t_count, t_capacity;

    /// <summary>New handles for the tensors; 0 for null.</summary>
    public static LibTorchSharp.TensorArray Keep(Tensor?[] gradients)
    {
        LibTorchSharp.TensorArray array = Nothing(gradients.Length);
        for (int i = 0; i < gradients.Length; i++)
            if (gradients[i] is { } gradient)
                array.Handles[i] = LibTorch.Copy(gradient.Handle);
        GC.KeepAlive(gradients);
        return array;
    }

    /// <summary>An array of missing gradients.</summary>
    public static LibTorchSharp.TensorArray Nothing(int count)
    {
        Release();
        if (count > t_capacity)
            t_handles = (nint*)NativeMemory.Realloc(t_handles, (nuint)((t_capacity = count + Spare) * sizeof(nint)));
        t_count = count;
        new Span<nint>(t_handles, count).Clear();
        return new LibTorchSharp.TensorArray { Handles = t_handles, Length = count };
    }

    public static void Release()
    {
        for (int i = 0; i < t_count; i++)
            if (t_handles[i] != 0)
                LibTorchSharp.THSTensor_dispose(t_handles[i]);
        t_count = 0;
    }
}
