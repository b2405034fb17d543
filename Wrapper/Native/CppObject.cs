using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>
/// Objects of C++ classes with virtual functions whose code is a <see cref="NativeCallback"/>: an object consists of the address of its
/// virtual table and the callback's number. C++ owns and deletes it.
/// </summary>
internal static unsafe class CppObject
{
    private const int Entries = 8;

    // Tables of the Itanium ABI have two destructors, and the second one also frees the memory. Microsoft's tables have one.
    private static readonly nint[] s_thunks = NativeThunk.Make(
        ((nint)(delegate* unmanaged<nint, nint, nint, nint, nint>)&EnterWithTensor, 0),
        ((nint)(delegate* unmanaged<nint, nint, nint, nint, nint>)&EnterForTensor, 0));

    private static readonly nint s_accumulated = !IsSupported ? 0
        : OperatingSystem.IsWindows() ? MakeTable(Delete, s_thunks[0]) : MakeTable(Delete, Delete, s_thunks[0]);

    private static readonly nint s_saved = !IsSupported ? 0
        : OperatingSystem.IsWindows() ? MakeTable(Pack, s_thunks[1], Delete) : MakeTable(Pack, s_thunks[1], Delete, Delete);

    public static bool IsSupported => s_thunks.Length > 0;

    /// <summary>A destructor that frees the memory.</summary>
    public static nint Delete => (nint)(delegate* unmanaged<nint, nint, nint>)&Deleted;

    private static nint Pack => (nint)(delegate* unmanaged<nint, nint, void>)&EnterPack;

    /// <summary>An object that owns the callback.</summary>
    public static nint Make(nint table, NativeCallback callback)
    {
        var made = (nint*)NativeMemory.Alloc(2, (nuint)sizeof(nint));
        (made[0], made[1]) = (table, callback.Id);
        return (nint)made;
    }

    /// <summary>A torch::autograd::PostAccumulateGradHook. Its callback gets the leaf.</summary>
    public static nint MakeAccumulated(NativeCallback callback) => Make(s_accumulated, callback);

    /// <summary>A torch::autograd::SavedVariableHooks. Its callback returns the tensor.</summary>
    public static nint MakeSaved(SavedTensorCallback callback) => Make(s_saved, callback);

    public static nint IdOf(nint instance) => ((nint*)instance)[1];

    /// <summary>Makes a virtual table, which is kept for the life of the process. It has only the functions that are passed.</summary>
    public static nint MakeTable(params ReadOnlySpan<nint> functions)
    {
        var table = (nint*)NativeMemory.AllocZeroed(Entries, (nuint)sizeof(nint));
        functions.CopyTo(new(table, Entries));
        return (nint)table;
    }

    [UnmanagedCallersOnly]
    private static nint Deleted(nint self, nint flags)
    {
        if (NativeCallback.Of(IdOf(self)).Release())
            NativeMemory.Free((void*)self);
        return self;
    }

    /// <summary>void(object, tensor)</summary>
    [UnmanagedCallersOnly]
    private static nint EnterWithTensor(nint self, nint tensor, nint third, nint context) => NativeCallback.Run(IdOf(self), tensor, 0);

    /// <summary>Tensor(object). Linux: (result, object). Windows: (object, result).</summary>
    [UnmanagedCallersOnly]
    private static nint EnterForTensor(nint first, nint second, nint third, nint context) => OperatingSystem.IsWindows()
        ? NativeCallback.Run(IdOf(first), 0, second)
        : NativeCallback.Run(IdOf(second), 0, first);

    /// <summary>void(object, tensor). It reports no error, because a C++ exception inside an operator may end the process.</summary>
    [UnmanagedCallersOnly]
    private static void EnterPack(nint self, nint tensor) =>
        ((SavedTensorCallback)NativeCallback.Of(IdOf(self))).Pack(LibTorch.Copy(tensor));
}

/// <summary>The hooks of one saved tensor. The tensor is packed once, and <see cref="NativeCallback.Call"/> unpacks it.</summary>
internal abstract class SavedTensorCallback : NativeCallback
{
    /// <summary>Called by C++ with a new handle of the tensor, which this method takes over. It must not throw.</summary>
    public abstract void Pack(nint tensor);
}
