using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>
/// Gives a batching rule access to its vmap level, which is the innermost level of this thread. Most rules do not need it, because they use
/// operations that have rules themselves.
/// </summary>
internal static unsafe class KernelLevel
{
    // Mangled names for Linux and macOS, then for Windows.
    private static readonly nint
        s_exclude = LibTorch.FindAny("_ZN3c104impl29tls_set_dispatch_key_excludedENS_11DispatchKeyEb",
            "?tls_set_dispatch_key_excluded@impl@c10@@YAXW4DispatchKey@2@_N@Z"),
        s_keyName = LibTorch.FindAny("_ZN3c108toStringENS_11DispatchKeyE", "?toString@c10@@YAPEBDW4DispatchKey@1@@Z");

    private static readonly ushort s_batched = FindKey("FuncTorchBatched");

    /// <summary>Whether everything here works.</summary>
    public static bool IsSupported => s_exclude != 0 && s_batched != 0 && Functorch.Works;

    /// <summary>The whole batch as a tensor of the level below, and the dimension of the batch, or -1 if there is no batch.</summary>
    public static Tensor Unbatched(Tensor tensor, out long dimension)
    {
        nint handle = Functorch.RemoveBatchDimension(tensor.Handle, Functorch.Depth, out dimension);
        GC.KeepAlive(tensor);
        return Tensor.UnsafeCreateTensor(handle);
    }

    /// <summary>
    /// The same for several arguments of one operator, all with the same number of dimensions. Dimension 0 is the batch, and an argument
    /// without a batch is repeated. Dimensions of size 1 are inserted after it where needed. If none is a batch of this level, the
    /// arguments are returned unchanged and <paramref name="batched"/> is false.
    /// </summary>
    public static Tensor[] Unbatched(Tensor[] tensors, out bool batched)
    {
        var dimensions = new long[tensors.Length];
        Tensor[] whole = [.. tensors.Select((tensor, i) => Unbatched(tensor, out dimensions[i]))];
        int some = Array.FindIndex(dimensions, dimension => dimension >= 0);
        batched = some >= 0;
        if (!batched)
            return whole;
        long batch = whole[some].size((int)dimensions[some]), rank = tensors.Max(tensor => tensor.dim());
        using Below below = EnterBelow();
        return [.. whole.Select((tensor, i) =>
        {
            Tensor first = dimensions[i] < 0 ? tensor.unsqueeze(0) : tensor.movedim([dimensions[i]], [0]);
            for (long own = tensors[i].dim(); own < rank; own++)
                first = first.unsqueeze(1);
            long[] shape = first.shape;
            shape[0] = batch;
            return first.expand(shape);
        })];
    }

    /// <summary>A tensor whose dimension 0 is the batch.</summary>
    public static Tensor Batched(Tensor tensor)
    {
        nint handle = Functorch.AddBatchDimension(tensor.Handle, Functorch.Depth);
        GC.KeepAlive(tensor);
        return Tensor.UnsafeCreateTensor(handle);
    }

    /// <summary>at::equal.</summary>
    public static bool Equal(Tensor a, Tensor b)
    {
        bool equal = LibTorchSharp.THSTensor_equal(a.Handle, b.Handle);
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        return NativeError.Take() is { } error ? throw new InvalidOperationException(error) : equal;
    }

    /// <summary>Until the result is disposed, operations run at the level below.</summary>
    public static Below EnterBelow() => new();

    internal readonly ref struct Below : IDisposable
    {
        public Below() => Exclude(true);

        public void Dispose() => Exclude(false);
    }

    private static void Exclude(bool exclude) =>
        ((delegate* unmanaged<ushort, byte, void>)s_exclude)(s_batched, exclude ? (byte)1 : (byte)0);

    /// <summary>The number of a dispatch key, found by its name, since it may change between versions; 0 if there is no such key.</summary>
    private static ushort FindKey(string name)
    {
        const ushort end = 128;      // there are fewer than a hundred keys; toString accepts any number
        for (ushort key = 1; key < end && s_keyName != 0; key++)
            if (Marshal.PtrToStringUTF8(((delegate* unmanaged<ushort, nint>)s_keyName)(key)) == name)
                return key;
        return 0;
    }
}
