using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>
/// functorch's stack of levels (at::functorch), one for each thread: what torch.func is made of. LibTorch exports its C++ functions,
/// nothing offers them. Nothing here catches C++ exceptions: callers check first what could raise one.
/// </summary>
internal static unsafe class Functorch
{
    public const int Vmap = 1, Grad = 2, Jvp = 3;      // at::functorch::TransformType

    public const int LayerLife = 40;

    private const int LayerSize = 80;      // at::functorch::DynamicLayer: its type is first, the pointer that wrappers share is here; the self-test looks

    // C++ functions as the compilers of Linux, macOS and Windows name them; one name where Linux and macOS agree. A name carries its
    // parameter types, so a LibTorch whose function takes others is told apart by not being found.
    private static readonly nint
        s_push = LibTorch.FindAny(
            "_ZN2at9functorch23initAndPushDynamicLayerENS0_13TransformTypeESt8optionalIN3c106SymIntEES2_INS0_14RandomnessTypeEES2_IbES8_S8_",
            "_ZN2at9functorch23initAndPushDynamicLayerENS0_13TransformTypeENSt3__18optionalIN3c106SymIntEEENS3_INS0_14RandomnessTypeEEENS3_IbEES9_S9_",
            "?initAndPushDynamicLayer@functorch@at@@YA_JW4TransformType@12@V?$optional@VSymInt@c10@@@std@@V?$optional@W4RandomnessType@functorch@at@@@5@V?$optional@_N@5@33@Z"),
        s_pop = LibTorch.FindAny("_ZN2at9functorch32popDynamicLayerAndDeleteMetadataEv", "?popDynamicLayerAndDeleteMetadata@functorch@at@@YA?AUDynamicLayer@12@XZ"),
        s_pushLayer = LibTorch.FindAny("_ZN2at9functorch16pushDynamicLayerEONS0_12DynamicLayerE", "?pushDynamicLayer@functorch@at@@YA_J$$QEAUDynamicLayer@12@@Z"),
        s_getStack = LibTorch.FindAny("_ZN2at9functorch20getDynamicLayerStackEv",
            "?getDynamicLayerStack@functorch@at@@YAAEBV?$vector@UDynamicLayer@functorch@at@@V?$allocator@UDynamicLayer@functorch@at@@@std@@@std@@XZ"),
        s_setStack = LibTorch.FindAny("_ZN2at9functorch20setDynamicLayerStackERKSt6vectorINS0_12DynamicLayerESaIS2_EE",
            "_ZN2at9functorch20setDynamicLayerStackERKNSt3__16vectorINS0_12DynamicLayerENS1_9allocatorIS3_EEEE",
            "?setDynamicLayerStack@functorch@at@@YAXAEBV?$vector@UDynamicLayer@functorch@at@@V?$allocator@UDynamicLayer@functorch@at@@@std@@@std@@@Z"),
        s_includeKeys = LibTorch.FindAny("_ZN2at9functorch36setDynamicLayerFrontBackKeysIncludedEb", "?setDynamicLayerFrontBackKeysIncluded@functorch@at@@YAX_N@Z"),
        s_apply = LibTorch.FindAny("_ZNK2at9functorch24VmapPhysicalToLogicalMap5applyERKNS_6TensorE", "?apply@VmapPhysicalToLogicalMap@functorch@at@@QEBA?AVTensor@3@AEBV43@@Z"),
        s_unwrapAtLevel = LibTorch.FindAny("_ZN2at9functorch19unwrapTensorAtLevelERKNS_6TensorEl", "_ZN2at9functorch19unwrapTensorAtLevelERKNS_6TensorEx",
            "?unwrapTensorAtLevel@functorch@at@@YA?AV?$tuple@VTensor@at@@V?$optional@_J@std@@@std@@AEBVTensor@2@_J@Z"),
        s_makeWrapper = LibTorch.FindAny("_ZN2at9functorch17makeTensorWrapperERKNS_6TensorElb", "_ZN2at9functorch17makeTensorWrapperERKNS_6TensorExb",
            "?makeTensorWrapper@functorch@at@@YA?AVTensor@2@AEBV32@_J_N@Z"),
        s_unwrapIfDead = LibTorch.FindAny("_ZN2at9functorch12unwrapIfDeadERKNS_6TensorE", "?unwrapIfDead@functorch@at@@YA?AVTensor@2@AEBV32@@Z"),
        s_allowRequiresGrad = LibTorch.FindAny("_ZN2at9functorch29setInplaceRequiresGradAllowedEb", "?setInplaceRequiresGradAllowed@functorch@at@@YAX_N@Z"),
        s_warnOfFallback = LibTorch.FindAny("_ZN2at9functorch29setVmapFallbackWarningEnabledEb", "?setVmapFallbackWarningEnabled@functorch@at@@YAX_N@Z");

    private static readonly Lazy<bool> s_works = new(SelfTest);

    /// <summary>Whether this LibTorch has the levels and they work as expected.</summary>
    public static bool IsSupported => Switches.FunctionTransforms && s_works.Value;

    /// <summary>How many levels this thread is in.</summary>
    public static long Depth
    {
        get
        {
            nint* stack = Stack;
            return (stack[1] - stack[0]) / LayerSize;
        }
    }

    /// <summary>
    /// The address of the type of a level of this thread's, by its number; the life that its wrappers share is behind it.
    /// </summary>
    public static nint LayerAt(long level) => Stack[0] + (nint)(level - 1) * LayerSize;

    private static nint* Stack => ((delegate* unmanaged<nint*>)s_getStack)();      // std::vector: begin, end, end of storage

    /// <summary>Enters a level and returns its number, counted from 1.</summary>
    /// <param name="type">One of the constants.</param>
    /// <param name="batchSize">For vmap, at least 1.</param>
    /// <param name="randomness">For vmap, at::functorch::RandomnessType: 0 error, 1 same, 2 different.</param>
    /// <param name="gradMode">For grad: what grad mode is outside.</param>
    public static long Push(int type, long batchSize = 0, int randomness = 0, bool gradMode = false)
    {
        long* size = stackalloc long[2] { batchSize, type == Vmap ? 1 : 0 };      // optional<SymInt>, passed by reference
        return ((delegate* unmanaged<int, long*, long, ushort, ushort, ushort, long>)s_push)(
            type, size, type == Vmap ? 1L << 32 | (uint)randomness : 0, type == Grad ? Optional(gradMode) : Absent, type == Jvp ? Optional(true) : Absent, Absent);
    }

    /// <summary>Leaves the innermost level.</summary>
    public static void Pop()
    {
        // What comes out holds a shared_ptr that only C++ can release: so it goes back to the stack, which then is made one shorter.
        Layer layer = ClassResult.Of<Layer>(s_pop);
        ((delegate* unmanaged<Layer*, long>)s_pushLayer)(&layer);
        nint* stack = Stack;
        nint* shorter = stackalloc nint[3] { stack[0], stack[1] - LayerSize, stack[2] };
        ((delegate* unmanaged<nint*, void>)s_setStack)(shorter);
        if (shorter[0] == shorter[1])
            ((delegate* unmanaged<byte, void>)s_includeKeys)(0);
    }

    /// <summary>A tensor whose dimension 0 is the batch of a vmap level.</summary>
    public static nint AddBatchDimension(nint tensor, long level)
    {
        ulong levels = 1UL << (int)level;
        return LibTorch.Adopt(ClassResult.OfMember<nint>(s_apply, (nint)(&levels), tensor));
    }

    /// <summary>
    /// The tensor behind a batched one of this level, and which of its dimensions is the batch: -1 when there is none. Wrappers whose level
    /// is gone don't hide it.
    /// </summary>
    public static nint RemoveBatchDimension(nint tensor, long level, out long dimension)
    {
        if (TensorClass.IsWrapper(TensorClass.Object(tensor)))
        {
            nint living = UnwrapIfDead(tensor);
            nint plain = RemoveBatchDimensionOf(living, level, out dimension);
            LibTorchSharp.THSTensor_dispose(living);
            return plain;
        }
        return RemoveBatchDimensionOf(tensor, level, out dimension);
    }

    private static nint RemoveBatchDimensionOf(nint tensor, long level, out long dimension)
    {
        // tuple<Tensor, optional<int64_t>>: libc++ lays its elements out in order, the others in reverse.
        Result result = ClassResult.Of<Result>(s_unwrapAtLevel, tensor, (nint)level);
        bool inOrder = OperatingSystem.IsMacOS();
        byte has = (byte)(inOrder ? result.Third : result.Second);
        dimension = has == 0 ? -1 : inOrder ? result.Second : result.First;
        return LibTorch.Adopt(inOrder ? result.First : result.Third);
    }

    /// <summary>A tensor of a grad or jvp level, around one of the level below.</summary>
    public static nint Wrap(nint tensor, long level) =>
        LibTorch.Adopt(ClassResult.Of<nint>(s_makeWrapper, tensor, (nint)level, 0));

    /// <summary>
    /// What a wrapper is around, if its level is gone, and so on inwards; otherwise the tensor itself. A new handle either way.
    /// </summary>
    public static nint UnwrapIfDead(nint tensor)
    {
        nint result = LibTorch.Adopt(ClassResult.Of<nint>(s_unwrapIfDead, tensor));
        while (TensorClass.Object(result) is var each && TensorClass.IsWrapper(each) && *TensorClass.Life(each) == 0)
        {
            nint inner = LibTorch.Adopt(ClassResult.Of<nint>(s_unwrapIfDead, result));
            LibTorchSharp.THSTensor_dispose(result);
            result = inner;
        }
        return result;
    }

    /// <summary>Whether requires_grad may be set on a tensor of a level, on this thread.</summary>
    public static void AllowRequiresGrad(bool allowed) => ((delegate* unmanaged<byte, void>)s_allowRequiresGrad)(allowed ? (byte)1 : (byte)0);

    private const ushort Absent = 0;

    private static ushort Optional(bool value) => (ushort)(0x100 | (value ? 1 : 0));

    private static bool SelfTest()
    {
        nint[] all = [s_push, s_pop, s_pushLayer, s_getStack, s_setStack, s_includeKeys, s_apply, s_unwrapAtLevel, s_makeWrapper, s_unwrapIfDead,
            s_allowRequiresGrad, s_warnOfFallback];
        if (!Platform.IsTriedOrWanted || all.Contains(0) || !LibTorch.CanAdopt || Depth != 0)
            return false;
        ((delegate* unmanaged<byte, void>)s_warnOfFallback)(0);      // an operation without a batching rule is slow, not wrong
        using TorchSharp.torch.Tensor two = TorchSharp.torch.ones(2);
        nint before = Stack[1] - Stack[0];
        long level = Push(Vmap, 2);
        bool grew = Stack[1] - Stack[0] == before + LayerSize;
        if (!grew)
        {
            ClassResult.Of<Layer>(s_pop);      // of another layout: what it holds is lost, once
            return false;
        }
        using var batched = TorchSharp.torch.Tensor.UnsafeCreateTensor(AddBatchDimension(two.Handle, level));
        bool scalar = batched.dim() == 0;
        using var again = TorchSharp.torch.Tensor.UnsafeCreateTensor(RemoveBatchDimension(batched.Handle, level, out long dimension));
        bool batchRead = *(int*)Stack[0] == Vmap && TensorClass.LearnBatch(batched.Handle, two.Handle) && TensorClass.Level(TensorClass.Object(batched.Handle)) == 1;
        Pop();
        return level == 1 && scalar && dimension == 0 && batchRead && *(nint*)again.Handle == *(nint*)two.Handle && WrapperRead(two.Handle) && Depth == 0;
    }

    private static bool WrapperRead(nint tensor)
    {
        long level = Push(Grad);
        using var wrapped = TorchSharp.torch.Tensor.UnsafeCreateTensor(Wrap(tensor, level));
        bool read = *(int*)Stack[0] == Grad && TensorClass.LearnWrapper(wrapped.Handle, tensor, *(nint*)(Stack[0] + LayerLife)) && *TensorClass.Life(TensorClass.Object(wrapped.Handle)) == 1;
        Pop();
        return read && *TensorClass.Life(TensorClass.Object(wrapped.Handle)) == 0;
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Result
    {
        public readonly nint First, Second, Third;
    }

    /// <summary>With room to spare: a LibTorch with a larger one is told by the self-test.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private readonly struct Layer
    {
        private readonly nint _first;
    }
}
