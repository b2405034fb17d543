using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>
/// A level of functorch's stack on this thread: entered by a method, left by Dispose. Levels are left in the order opposite to how they
/// were entered.
/// </summary>
internal readonly struct Level : IDisposable
{
    /// <summary>A vmap level has one of 64 bits to itself.</summary>
    private const int Deepest = 62;

    private readonly long _number;

    private Level(long number) => _number = number;

    /// <summary>Operations on batched tensors are made for every example of the batch, which has at least one.</summary>
    public static Level Vmap(long batchSize, VmapRandomness randomness)
    {
        Decompositions.EnsureBatching();
        return Enter(Functorch.Vmap, batchSize, randomness switch
        {
            VmapRandomness.Same => 1,
            VmapRandomness.Different => 2,
            _ => 0,
        });
    }

    /// <summary>Operations on wrapped tensors are recorded for a reverse pass of this level's own.</summary>
    public static Level Grad() => Enter(Functorch.Grad, gradMode: is_grad_enabled());

    /// <summary>The same for a graph that is only looked at: nobody takes gradients of it.</summary>
    public static Level Watch() => Enter(Functorch.Grad, gradMode: is_grad_enabled(), counts: false);

    /// <summary>Dual numbers of this level's own; a shared dual level has to be open too.</summary>
    public static Level Jvp() => Enter(Functorch.Jvp);

    public void Dispose()
    {
        if (Functorch.Depth != _number)
            throw new InvalidOperationException("A function transform ended on another thread than it began on, or out of order. Nothing may be awaited inside a transformed function.");
        Functorch.Pop();
        LevelStack.Left(_number);
    }

    /// <summary>Whether a tensor is one of levels, where this thread is in any.</summary>
    public static bool Holds(Tensor tensor)
    {
        bool holds = LevelStack.Depth > 0 && LevelMembership.IsOfLevel(tensor.Handle);
        GC.KeepAlive(tensor);
        return holds;
    }

    /// <summary>Whether a tensor is a batch of a vmap level.</summary>
    public static bool IsBatch(Tensor tensor)
    {
        bool batch = TensorClass.IsBatch(TensorClass.Object(tensor.Handle));
        GC.KeepAlive(tensor);
        return batch;
    }

    /// <summary>
    /// The innermost vmap level since then that one of the tensors is a batch of; none but vmap levels have been entered.
    /// </summary>
    public static Level? BatchSince(int depth, Tensor[] tensors)
    {
        for (long number = LevelStack.Depth; number > depth; number--)
            if (Array.Exists(tensors, tensor => LevelMembership.IsBatchedAt(tensor.Handle, number)))
                return new Level(number);
        return null;
    }

    /// <summary>A new object for what is left when the batches around a tensor are taken off.</summary>
    public static Tensor Beneath(Tensor tensor)
    {
        Tensor beneath = Handles.Another(tensor);
        for (long number = LevelStack.Depth; number > 0 && LevelStack.BatchesSince(0); number--)
            if (LevelMembership.IsBatchedAt(beneath.Handle, number))
                using (Tensor batched = beneath)
                    beneath = Tensor.UnsafeCreateTensor(Functorch.RemoveBatchDimension(batched.Handle, number, out _));
        return beneath;
    }

    /// <summary>The tensor with one dimension hidden: the batch of this vmap level.</summary>
    public Tensor Batched(Tensor tensor, long dimension)
    {
        Admission.ToLevel("Vmap", tensor, below: _number - 1);
        using Tensor? moved = dimension == 0 ? null : tensor.movedim([dimension], [0]);
        nint handle = Functorch.AddBatchDimension((moved ?? tensor).Handle, _number);
        GC.KeepAlive(tensor);
        return Tensor.UnsafeCreateTensor(handle);
    }

    /// <summary>
    /// The whole batch as a plain tensor of the level below, the batch at a dimension; a tensor without a batch is repeated. To be called
    /// inside the level.
    /// </summary>
    public Tensor Unbatched(Tensor tensor, long batchSize, long dimension)
    {
        Tensor plain = Unbatched(tensor, out long at);
        if (at >= 0 && plain.size((int)at) != batchSize)
        {
            plain.Dispose();
            throw Admission.Escaped("Vmap", "a tensor that func returned");
        }
        if (at == dimension)
            return plain;
        using (plain)
        {
            if (at >= 0)
                return plain.movedim([at], [dimension]);
            if (LibTorch.Layout(plain.Handle) != 0)      // a sparse tensor can be repeated, but not expanded
                return stack(Enumerable.Repeat(plain, (int)batchSize), dimension);
            using Tensor one = plain.unsqueeze(dimension);
            long[] shape = Shapes.Of(one);
            shape[dimension] = batchSize;
            return one.expand(shape);
        }
    }

    /// <summary>The plain tensor with its batch at any dimension, and which that is; -1 where the tensor has none.</summary>
    public Tensor Unbatched(Tensor tensor, out long dimension)
    {
        nint handle = Functorch.RemoveBatchDimension(tensor.Handle, _number, out dimension);
        GC.KeepAlive(tensor);
        return Tensor.UnsafeCreateTensor(handle);
    }

    /// <summary>A tensor of this grad or jvp level.</summary>
    public Tensor Wrapped(Tensor tensor)
    {
        Admission.ToLevel("Transforms", tensor, below: _number - 1);
        nint handle = Functorch.Wrap(tensor.Handle, _number);
        GC.KeepAlive(tensor);
        return Tensor.UnsafeCreateTensor(handle);
    }

    /// <summary>The same, recorded from here on; it is of floating-point or complex type.</summary>
    public Tensor Differentiable(Tensor tensor) => Require(Wrapped(tensor));

    /// <summary>A tensor of this grad level, recorded from here on.</summary>
    public static Tensor Require(Tensor wrapped)
    {
        Functorch.AllowRequiresGrad(true);
        try
        {
            wrapped.requires_grad = true;
        }
        finally
        {
            Functorch.AllowRequiresGrad(false);
        }
        return wrapped;
    }

    /// <summary>What is left of a tensor when its grad or jvp level has been left: a new tensor of the level below.</summary>
    public static Tensor Unwrapped(Tensor tensor)
    {
        nint handle = Functorch.UnwrapIfDead(tensor.Handle);
        GC.KeepAlive(tensor);
        return Handles.Derivative(handle);
    }

    private static Level Enter(int type, long batchSize = 0, int randomness = 0, bool gradMode = false, bool counts = true)
    {
        if (LevelStack.Depth >= Deepest)
            throw new InvalidOperationException($"Function transforms are nested {Deepest} deep already; LibTorch has no room for more. Is one calling itself?");
        Level level = new(Functorch.Push(type, batchSize, randomness, gradMode));
        LevelStack.Entered(type, level._number, counts);
        return level;
    }
}
