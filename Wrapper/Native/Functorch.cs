using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>
/// functorch's stack of levels (at::functorch), which torch.func is built on. Each thread has its own. TorchSharp does not offer these C++
/// functions. The calls here do not catch C++ exceptions, so callers first check everything that could raise one.
/// </summary>
internal static unsafe class Functorch
{
    public const int Vmap = 1, Grad = 2, Jvp = 3;      // at::functorch::TransformType

    // at::functorch::DynamicLayer: its size, and the offset of the pointer that wrappers share. Its first field is its type. The self-test
    // checks all three.
    public const int LayerLife = 40;
    private const int LayerSize = 80;

    private static readonly Lazy<bool> s_works = new(SelfTest);

    /// <summary>Whether this LibTorch has the levels and they work as expected.</summary>
    public static bool IsSupported => Switches.FunctionTransforms && Works;

    /// <summary>The same, even if the switch turns the levels off.</summary>
    public static bool Works => s_works.Value;

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
    /// The address of one of this thread's levels, by its number. It starts with its type. At <see cref="LayerLife"/> it has the pointer
    /// that its wrappers share.
    /// </summary>
    public static nint LayerAt(long level) => Stack[0] + (nint)(level - 1) * LayerSize;

    private static nint* Stack => ((delegate* unmanaged<nint*>)FunctorchExports.GetStack)();      // std::vector: begin, end, end of storage

    /// <summary>Enters a level and returns its number, counted from 1.</summary>
    /// <param name="type">One of the constants.</param>
    /// <param name="batchSize">For vmap, at least 1.</param>
    /// <param name="randomness">For vmap, at::functorch::RandomnessType: 0 error, 1 same, 2 different.</param>
    /// <param name="gradMode">For grad: the grad mode outside the level.</param>
    public static long Push(int type, long batchSize = 0, int randomness = 0, bool gradMode = false)
    {
        long* size = stackalloc long[2] { batchSize, type == Vmap ? 1 : 0 };      // optional<SymInt>, passed by reference
        return ((delegate* unmanaged<int, long*, long, ushort, ushort, ushort, long>)FunctorchExports.Push)(
            type, size, type == Vmap ? 1L << 32 | (uint)randomness : 0,
            type == Grad ? Optional(gradMode) : Absent, type == Jvp ? Optional(true) : Absent, Absent);
    }

    /// <summary>Leaves the innermost level.</summary>
    public static void Pop()
    {
        // The popped layer contains a shared_ptr that only C++ can release. So it is pushed back, and then the stack is reduced by one
        // level.
        Layer layer = ClassResult.Of<Layer>(FunctorchExports.Pop);
        ((delegate* unmanaged<Layer*, long>)FunctorchExports.PushLayer)(&layer);
        nint* stack = Stack;
        nint* shorter = stackalloc nint[3] { stack[0], stack[1] - LayerSize, stack[2] };
        ((delegate* unmanaged<nint*, void>)FunctorchExports.SetStack)(shorter);
        if (shorter[0] == shorter[1])
            ((delegate* unmanaged<byte, void>)FunctorchExports.IncludeKeys)(0);
    }

    /// <summary>
    /// Removes the innermost level from the stack until <see cref="StepIn"/>, which must be called once and on the same thread. The level's
    /// wrappers stay alive.
    /// </summary>
    public static Layer StepOut() => ClassResult.Of<Layer>(FunctorchExports.StepOut);

    /// <summary>Puts a level back that <see cref="StepOut"/> has removed.</summary>
    public static void StepIn(Layer layer) =>
        ((delegate* unmanaged<Layer*, long>)FunctorchExports.PushLayer)(&layer);

    /// <summary>A tensor whose dimension 0 is the batch of a vmap level.</summary>
    public static nint AddBatchDimension(nint tensor, long level)
    {
        ulong levels = 1UL << (int)level;
        return LibTorch.Adopt(ClassResult.OfMember<nint>(FunctorchExports.Apply, (nint)(&levels), tensor));
    }

    /// <summary>
    /// The tensor inside a batched tensor of this level, and the dimension of the batch, or -1 if there is no batch. Wrappers whose level
    /// has been left are skipped.
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
        Result result = ClassResult.Of<Result>(FunctorchExports.UnwrapAtLevel, tensor, (nint)level);
        bool inOrder = OperatingSystem.IsMacOS();
        byte has = (byte)(inOrder ? result.Third : result.Second);
        dimension = has == 0 ? -1 : inOrder ? result.Second : result.First;
        return LibTorch.Adopt(inOrder ? result.First : result.Third);
    }

    /// <summary>A tensor of a grad or jvp level that wraps a tensor of the level below.</summary>
    public static nint Wrap(nint tensor, long level) =>
        LibTorch.Adopt(ClassResult.Of<nint>(FunctorchExports.MakeWrapper, tensor, (nint)level, 0));

    /// <summary>
    /// The tensor inside a wrapper whose level has been left, also through several such wrappers. Otherwise the tensor itself. The handle
    /// is always new.
    /// </summary>
    public static nint UnwrapIfDead(nint tensor)
    {
        nint result = LibTorch.Adopt(ClassResult.Of<nint>(FunctorchExports.UnwrapIfDead, tensor));
        while (TensorClass.Object(result) is var each && TensorClass.IsWrapper(each) && *TensorClass.Life(each) == 0)
        {
            nint inner = LibTorch.Adopt(ClassResult.Of<nint>(FunctorchExports.UnwrapIfDead, result));
            LibTorchSharp.THSTensor_dispose(result);
            result = inner;
        }
        return result;
    }

    /// <summary>Sets whether this thread may set requires_grad on a tensor of a level.</summary>
    public static void AllowRequiresGrad(bool allowed) =>
        ((delegate* unmanaged<byte, void>)FunctorchExports.AllowRequiresGrad)(allowed ? (byte)1 : (byte)0);

    private const ushort Absent = 0;

    private static ushort Optional(bool value) => (ushort)(0x100 | (value ? 1 : 0));

    private static bool SelfTest()
    {
        if (!Platform.IsTriedOrWanted || !FunctorchExports.AreComplete || !LibTorch.CanAdopt || Depth != 0)
            return false;
        // Turns the warning off, because an operation without a batching rule is slow, but not wrong.
        ((delegate* unmanaged<byte, void>)FunctorchExports.WarnOfFallback)(0);
        using TorchSharp.torch.Tensor two = TorchSharp.torch.ones(2);
        nint before = Stack[1] - Stack[0];
        long level = Push(Vmap, 2);
        bool grew = Stack[1] - Stack[0] == before + LayerSize;
        if (!grew)
        {
            ClassResult.Of<Layer>(FunctorchExports.Pop);      // the layout is another one; the layer leaks, but only once
            return false;
        }
        using var batched = TorchSharp.torch.Tensor.UnsafeCreateTensor(AddBatchDimension(two.Handle, level));
        bool scalar = batched.dim() == 0;
        using var again = TorchSharp.torch.Tensor.UnsafeCreateTensor(RemoveBatchDimension(batched.Handle, level, out long dimension));
        bool batchRead = *(int*)Stack[0] == Vmap && TensorClass.LearnBatch(batched.Handle, two.Handle)
            && TensorClass.Level(TensorClass.Object(batched.Handle)) == 1;
        Pop();
        return level == 1 && scalar && dimension == 0 && batchRead && *(nint*)again.Handle == *(nint*)two.Handle
            && WrapperRead(two.Handle) && Depth == 0;
    }

    private static bool WrapperRead(nint tensor)
    {
        long level = Push(Grad);
        using var wrapped = TorchSharp.torch.Tensor.UnsafeCreateTensor(Wrap(tensor, level));
        bool read = *(int*)Stack[0] == Grad && TensorClass.LearnWrapper(wrapped.Handle, tensor, *(nint*)(Stack[0] + LayerLife))
            && *TensorClass.Life(TensorClass.Object(wrapped.Handle)) == 1;
        if (!read)
        {
            Pop();
            return false;
        }
        Layer layer = StepOut();
        bool stepped = Depth == 0 && *TensorClass.Life(TensorClass.Object(wrapped.Handle)) == 1;
        StepIn(layer);
        stepped &= Depth == 1 && *TensorClass.Life(TensorClass.Object(wrapped.Handle)) == 1;
        Pop();
        return stepped && *TensorClass.Life(TensorClass.Object(wrapped.Handle)) == 0;
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Result
    {
        public readonly nint First, Second, Third;
    }

    /// <summary>Larger than needed, so that the self-test can safely pop a layer of another size.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    public readonly struct Layer
    {
        private readonly nint _first;
    }
}
