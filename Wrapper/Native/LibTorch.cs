using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>What LibTorch itself exports and TorchSharp does not offer, looked up by name because not every build has it.</summary>
internal static unsafe class LibTorch
{
    private static readonly nint s_library = NativeLoader.Find("torch_cpu");
    private static readonly nint s_copy = Find("aoti_torch_new_tensor_handle");
    private static readonly nint s_gradFn = Find("_ZNK2at10TensorBase7grad_fnEv");
    private static readonly nint s_peek = Find("_ZN2at15sequence_number4peekEv");
    private static readonly nint s_keepsGraph = FindAny("_ZN5torch8autograd33get_current_graph_task_keep_graphEv", "?get_current_graph_task_keep_graph@autograd@torch@@YA_NXZ");

    /// <summary>The version of the library that is loaded (not the one TorchSharp was compiled for), or null where it does not tell.</summary>
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
    /// Whether the pass that runs on this thread keeps the graph; called from a node's apply. True where LibTorch does not tell: what
    /// nodes of ours saved then lives as long as they do.
    /// </summary>
    public static bool KeepsGraph => s_keepsGraph == 0 || ((delegate* unmanaged<byte>)s_keepsGraph)() != 0;

    /// <summary>Another handle of the tensor behind a handle; the tensor stays while either does.</summary>
    public static nint Copy(nint handle)
    {
        nint copy;
        return s_copy != 0 && ((delegate* unmanaged<nint, nint*, int>)s_copy)(handle, &copy) == 0
            ? copy
            : throw new InvalidOperationException("LibTorch does not export aoti_torch_new_tensor_handle, which TorchBridge needs.");
    }

    /// <summary>functorch's level stack: vmap, grad and jvp levels.</summary>
    public static bool HasFunctionTransforms => s_functionTransforms.All(HasAny);

    /// <summary>Dual levels.</summary>
    public static bool HasForwardMode => s_forwardMode.All(HasAny);

    /// <summary>The nodes and edges behind a tensor.</summary>
    public static bool HasGraph => GraphNode.IsSupported;

    /// <summary>What <see cref="GraphNode"/> starts from.</summary>
    public static bool ExportsGraph => s_gradFn != 0 && s_peek != 0;

    /// <summary>at::sequence_number::peek.</summary>
    public static ulong NextSequenceNumber => ((delegate* unmanaged<ulong>)s_peek)();

    /// <summary>at::TensorBase::grad_fn, which returns a reference to a shared_ptr: the node it points to.</summary>
    public static nint GradFn(nint handle) => *((delegate* unmanaged<nint, nint*>)s_gradFn)(handle);

    private static bool HasAny(string[] names) => names.Any(name => Find(name) != 0);

    private static nint FindAny(params string[] names) => names.Select(Find).FirstOrDefault(address => address != 0);

    private static nint Find(string name) =>
        s_library != 0 && NativeLibrary.TryGetExport(s_library, name, out nint address) ? address : 0;

    // C++ functions as the compilers of Linux, macOS and Windows name them; one name where Linux and macOS agree. A name carries
    // its parameter types, so a LibTorch whose function takes others is told apart by not being found.

    private static readonly string[][] s_functionTransforms =
    [
        [
            "_ZN2at9functorch23initAndPushDynamicLayerENS0_13TransformTypeESt8optionalIN3c106SymIntEES2_INS0_14RandomnessTypeEES2_IbES8_S8_",
            "_ZN2at9functorch23initAndPushDynamicLayerENS0_13TransformTypeENSt3__18optionalIN3c106SymIntEEENS3_INS0_14RandomnessTypeEEENS3_IbEES9_S9_",
            "?initAndPushDynamicLayer@functorch@at@@YA_JW4TransformType@12@V?$optional@VSymInt@c10@@@std@@V?$optional@W4RandomnessType@functorch@at@@@5@V?$optional@_N@5@33@Z",
        ],
        [
            "_ZN2at9functorch32popDynamicLayerAndDeleteMetadataEv",
            "?popDynamicLayerAndDeleteMetadata@functorch@at@@YA?AUDynamicLayer@12@XZ",
        ],
        [
            "_ZNK2at9functorch24VmapPhysicalToLogicalMap5applyERKNS_6TensorE",
            "?apply@VmapPhysicalToLogicalMap@functorch@at@@QEBA?AVTensor@3@AEBV43@@Z",
        ],
        [
            "_ZN2at9functorch19unwrapTensorAtLevelERKNS_6TensorEl",
            "_ZN2at9functorch19unwrapTensorAtLevelERKNS_6TensorEx",
            "?unwrapTensorAtLevel@functorch@at@@YA?AV?$tuple@VTensor@at@@V?$optional@_J@std@@@std@@AEBVTensor@2@_J@Z",
        ],
        [
            "_ZN2at9functorch17makeTensorWrapperERKNS_6TensorElb",
            "_ZN2at9functorch17makeTensorWrapperERKNS_6TensorExb",
            "?makeTensorWrapper@functorch@at@@YA?AVTensor@2@AEBV32@_J_N@Z",
        ],
        ["_ZN2at9functorch12unwrapIfDeadERKNS_6TensorE", "?unwrapIfDead@functorch@at@@YA?AVTensor@2@AEBV32@@Z"],
        ["_ZN2at9functorch29setInplaceRequiresGradAllowedEb", "?setInplaceRequiresGradAllowed@functorch@at@@YAX_N@Z"],
    ];

    private static readonly string[][] s_forwardMode =
    [
        ["_ZN5torch8autograd10forward_ad16enter_dual_levelEv", "?enter_dual_level@forward_ad@autograd@torch@@YA_KXZ"],
        [
            "_ZN5torch8autograd10forward_ad15exit_dual_levelEm",
            "_ZN5torch8autograd10forward_ad15exit_dual_levelEy",
            "?exit_dual_level@forward_ad@autograd@torch@@YAX_K@Z",
        ],
    ];
}
