using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>
/// What a batching rule sees of its vmap level, the innermost of this thread. Most rules need nothing of it: they are made of operations
/// that have rules themselves.
/// </summary>
internal static unsafe class KernelLevel
{
    // c10's functions under the names that the compilers of Linux and macOS, then of Windows, give them.
    private static readonly nint
        s_exclude = LibTorch.FindAny("_ZN3c104impl29tls_set_dispatch_key_excludedENS_11DispatchKeyEb",
            "?tls_set_dispatch_key_excluded@impl@c10@@YAXW4DispatchKey@2@_N@Z"),
        s_keyName = LibTorch.FindAny("_ZN3c108toStringENS_11DispatchKeyE", "?toString@c10@@YAPEBDW4DispatchKey@1@@Z");

    private static readonly ushort s_batched = FindKey("FuncTorchBatched");

    /// <summary>Whether everything here works.</summary>
    public static bool IsSupported => s_exclude != 0 && s_batched != 0 && Functorch.IsSupported;

    /// <summary>The whole batch, a tensor of the level below, and which dimension that is; -1 where the tensor has none.</summary>
    public static Tensor Unbatched(Tensor tensor, out long dimension)
    {
        nint handle = Functorch.RemoveBatchDimension(tensor.Handle, Functorch.Depth, out dimension);
        GC.KeepAlive(tensor);
        return Tensor.UnsafeCreateTensor(handle);
    }

    /// <summary>
    /// The same for several arguments of one operator, in the same number of dimensions: first the batch, through which one without is
    /// repeated, then as many of size 1 as it takes. As they are, and <paramref name="batched"/> false, where none is a batch of this
    /// level.
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

    /// <summary>Until it is disposed, operations are those of the level below.</summary>
    public static Below EnterBelow() => new();

    internal readonly ref struct Below : IDisposable
    {
        public Below() => Exclude(true);

        public void Dispose() => Exclude(false);
    }

    private static void Exclude(bool exclude) =>
        ((delegate* unmanaged<ushort, byte, void>)s_exclude)(s_batched, exclude ? (byte)1 : (byte)0);

    /// <summary>The number of a dispatch key, which no header tells at run time; 0 where there is none of that name.</summary>
    private static ushort FindKey(string name)
    {
        const ushort end = 128;      // there are fewer than a hundred; toString knows all numbers
        for (ushort key = 1; key < end && s_keyName != 0; key++)
            if (Marshal.PtrToStringUTF8(((delegate* unmanaged<ushort, nint>)s_keyName)(key)) == name)
                return key;
        return 0;
    }
}
