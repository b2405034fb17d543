using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>Exports of LibTorch that TorchSharp does not offer. They are looked up by name because not every build has them.</summary>
internal static unsafe class LibTorch
{
    // c10 is searched too: on Windows, unlike Linux and macOS, a search in a library does not find the exports of the libraries that it
    // links to.
    private static readonly nint[] s_libraries = [NativeFiles.Load("torch_cpu"), NativeFiles.Load("c10")];
    private static readonly nint s_copy = Find("aoti_torch_new_tensor_handle");
    private static readonly nint s_new = Find("aoti_torch_new_uninitialized_tensor");
    private static readonly nint s_isDefined = Find("aoti_torch_is_defined");
    private static readonly nint s_layout = Find("aoti_torch_get_layout");
    private static readonly nint s_isZeroTensor = FindAny("_ZN2at6native14_is_zerotensorERKNS_6TensorE",
        "?_is_zerotensor@native@at@@YA_NAEBVTensor@2@@Z");
    private static readonly nint s_isInference = FindAny("_ZN2at6native12is_inferenceERKNS_6TensorE",
        "?is_inference@native@at@@YA_NAEBVTensor@2@@Z");
    private static readonly nint s_version = FindAny("_ZN2at6native8_versionERKNS_6TensorE", "?_version@native@at@@YA_JAEBVTensor@2@@Z");
    private static readonly nint s_gradFn = FindAny("_ZNK2at10TensorBase7grad_fnEv",
        "?grad_fn@TensorBase@at@@QEBAAEBV?$shared_ptr@UNode@autograd@torch@@@std@@XZ");
    private static readonly nint s_isView = FindAny("_ZNK2at10TensorBase7is_viewEv", "?is_view@TensorBase@at@@QEBA_NXZ");
    private static readonly nint s_peek = FindAny("_ZN2at15sequence_number4peekEv", "?peek@sequence_number@at@@YA_KXZ");
    private static readonly nint s_keepsGraph = FindAny("_ZN5torch8autograd33get_current_graph_task_keep_graphEv",
        "?get_current_graph_task_keep_graph@autograd@torch@@YA_NXZ");

    private static nint s_undefined;

    /// <summary>The version of the loaded library, not of the one TorchSharp was compiled for. Null if it is unknown.</summary>
    public static string? Version
    {
        get
        {
            nint export = Find("aoti_torch_abi_version");
            if (export == 0)
                return null;
            ulong version = ((delegate* unmanaged<ulong>)export)();      // one byte each: major, minor, patch
            return $"{version >> 56}.{(version >> 48) & 0xff}.{(version >> 40) & 0xff}";
        }
    }

    /// <summary>
    /// Whether the pass that runs on this thread keeps the graph. Called in a node's apply. True if LibTorch does not export this. The
    /// saved tensors of custom functions then live as long as their nodes.
    /// </summary>
    public static bool KeepsGraph => s_keepsGraph == 0 || ((delegate* unmanaged<byte>)s_keepsGraph)() != 0;

    /// <summary>Another handle of the same tensor. The tensor lives as long as one of its handles.</summary>
    public static nint Copy(nint handle)
    {
        nint copy;
        return s_copy != 0 && ((delegate* unmanaged<nint, nint*, int>)s_copy)(handle, &copy) == 0
            ? copy
            : throw new InvalidOperationException("LibTorch does not export aoti_torch_new_tensor_handle, which TorchBridge needs.");
    }

    /// <summary>Whether <see cref="Adopt"/> works.</summary>
    public static bool CanAdopt => s_new != 0 && s_isDefined != 0;

    /// <summary>A handle for a tensor that a C++ function returned by value. The handle takes over the reference.</summary>
    public static nint Adopt(nint tensor)
    {
        nint handle;
        if (((delegate* unmanaged<nint*, int>)s_new)(&handle) != 0)
            throw new InsufficientMemoryException("LibTorch could not make a handle for a tensor.");
        *(nint*)handle = tensor;
        return handle;
    }

    /// <summary>
    /// Takes the handle out of a cell and frees the cell, which is 8 bytes from C++'s operator new. A tensor has the same size, so the cell
    /// is turned into an undefined tensor and deleted as one.
    /// </summary>
    public static nint TakeFromCell(nint cell)
    {
        nint handle = *(nint*)cell, undefined;
        if (((delegate* unmanaged<nint*, int>)s_new)(&undefined) != 0)
            throw new InsufficientMemoryException("LibTorch could not make a handle for a tensor.");
        *(nint*)cell = *(nint*)undefined;
        LibTorchSharp.THSTensor_dispose(cell);
        LibTorchSharp.THSTensor_dispose(undefined);
        return handle;
    }

    /// <summary>
    /// Moves the tensor of a handle to memory where C++ expects one, and frees the handle. The handle 0 stands for an undefined tensor.
    /// </summary>
    public static void MoveTo(nint address, nint handle)
    {
        if (s_undefined == 0)
        {
            nint undefined;
            if (((delegate* unmanaged<nint*, int>)s_new)(&undefined) != 0)
                throw new InsufficientMemoryException("LibTorch could not make a handle for a tensor.");
            s_undefined = *(nint*)undefined;      // all undefined tensors share one object, which is not counted
            LibTorchSharp.THSTensor_dispose(undefined);
        }
        *(nint*)address = handle == 0 ? s_undefined : *(nint*)handle;
        if (handle == 0)
            return;
        *(nint*)handle = s_undefined;
        LibTorchSharp.THSTensor_dispose(handle);
    }

    /// <summary>Whether a handle refers to a defined tensor.</summary>
    public static bool IsDefined(nint handle)
    {
        byte defined;
        return ((delegate* unmanaged<nint, byte*, int>)s_isDefined)(handle, &defined) == 0 && defined != 0;
    }

    /// <summary>
    /// The tensor's c10::Layout: 0 strided, 1 sparse (COO), 2 sparse CSR, 3 mkldnn, 4 sparse CSC, 5 sparse BSR, 6 sparse BSC. 0 if LibTorch
    /// does not export it.
    /// </summary>
    public static int Layout(nint handle)
    {
        int layout;
        return s_layout != 0 && ((delegate* unmanaged<nint, int*, int>)s_layout)(handle, &layout) == 0 ? layout : 0;
    }

    /// <summary>Whether a tensor is a ZeroTensor, which is zeros without memory.</summary>
    public static bool IsZeroTensor(nint handle) => s_isZeroTensor != 0 && ((delegate* unmanaged<nint, byte>)s_isZeroTensor)(handle) != 0;

    /// <summary>
    /// Whether a tensor was made in inference mode, so that no graph can hold it. False if LibTorch does not export this.
    /// </summary>
    public static bool IsInference(nint handle) => s_isInference != 0 && ((delegate* unmanaged<nint, byte>)s_isInference)(handle) != 0;

    /// <summary>
    /// The version counter: how often in-place operations have written to the tensor's memory. 0 if LibTorch does not export it. Not for
    /// inference tensors.
    /// </summary>
    public static long WriteCount(nint handle) => s_version == 0 ? 0 : ((delegate* unmanaged<nint, long>)s_version)(handle);

    /// <summary>Whether LibTorch has the exports that <see cref="GraphNode"/> needs.</summary>
    public static bool ExportsGraph => s_gradFn != 0 && s_peek != 0;

    /// <summary>Whether a tensor is a view that autograd tracks. True if LibTorch does not export this.</summary>
    public static bool IsView(nint handle) => s_isView == 0 || ((delegate* unmanaged<nint, byte>)s_isView)(handle) != 0;

    /// <summary>at::sequence_number::peek.</summary>
    public static ulong NextSequenceNumber => ((delegate* unmanaged<ulong>)s_peek)();

    /// <summary>at::TensorBase::grad_fn, which returns a reference to a shared_ptr. The result is the node that it points to.</summary>
    public static nint GradFn(nint handle) => *((delegate* unmanaged<nint, nint*>)s_gradFn)(handle);

    /// <summary>The address of the first of these names that is exported; 0 if none is.</summary>
    public static nint FindAny(params string[] names) => names.Select(Find).FirstOrDefault(address => address != 0);

    private static nint Find(string name)
    {
        foreach (nint library in s_libraries)
            if (library != 0 && NativeLibrary.TryGetExport(library, name, out nint address))
                return address;
        return 0;
    }
}
