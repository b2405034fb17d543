using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>
/// A level of functorch's stack on this thread. A method here enters it, and Dispose leaves it. The level entered last must be left first.
/// </summary>
internal readonly partial struct Level : IDisposable
{
    /// <summary>LibTorch represents vmap levels as bits of a 64-bit number.</summary>
    private const int Deepest = 62;

    private readonly long _number;

    private Level(long number) => _number = number;

    /// <summary>Enters a level where an operation on a batched tensor acts on every example. The batch has at least one example.</summary>
    /// <param name="batchSize">The number of examples.</param>
    /// <param name="randomness">What LibTorch does at a draw.</param>
    /// <param name="asked">The caller's choice; null if it is the same.</param>
    public static Level Vmap(long batchSize, VmapRandomness randomness, VmapRandomness? asked = null)
    {
        Decompositions.EnsureBatching();
        return Enter(new(Functorch.Vmap, BatchSize: batchSize, Randomness: randomness, Asked: asked ?? randomness));
    }

    /// <summary>Enters a level that records operations on its tensors for its own backward pass.</summary>
    public static Level Grad() => Enter(new(Functorch.Grad, GradMode: is_grad_enabled()));

    /// <summary>The same for a graph that is only read. It is not differentiated.</summary>
    public static Level Watch() => Enter(new(Functorch.Grad, Counts: false, GradMode: is_grad_enabled()));

    /// <summary>Enters a level with dual numbers of its own. LibTorch's dual level must be open too.</summary>
    public static Level Jvp() => Enter(new(Functorch.Jvp));

    public void Dispose()
    {
        if (Functorch.Depth != _number)
            throw TransformMessages.EndedOutOfOrder();
        Functorch.Pop();
        LevelStack.Left(_number);
    }

    /// <summary>Whether this thread is in a level and the tensor belongs to a level.</summary>
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
    /// The innermost level, of those entered since there were <paramref name="depth"/> levels, that has one of the tensors as a batch. Only
    /// vmap levels have been entered since then.
    /// </summary>
    public static Level? BatchSince(int depth, Tensor[] tensors)
    {
        for (long number = LevelStack.Depth; number > depth; number--)
            if (Array.Exists(tensors, tensor => LevelMembership.IsBatchedAt(tensor.Handle, number)))
                return new Level(number);
        return null;
    }

    /// <summary>A new object for the tensor without the batches around it.</summary>
    public static Tensor Beneath(Tensor tensor)
    {
        Tensor beneath = Handles.Another(tensor);
        for (long number = LevelStack.Depth; number > 0 && LevelStack.BatchesSince(0); number--)
            if (LevelMembership.IsBatchedAt(beneath.Handle, number))
                using (Tensor batched = beneath)
                    beneath = Tensor.UnsafeCreateTensor(Functorch.RemoveBatchDimension(batched.Handle, number, out _));
        return beneath;
    }

    /// <summary>The tensor with one dimension hidden. That dimension is the batch of this vmap level.</summary>
    public Tensor Batched(Tensor tensor, long dimension)
    {
        Admission.ToLevel("Vmap", tensor, below: _number - 1);
        using Tensor? moved = dimension == 0 ? null : tensor.movedim([dimension], [0]);
        nint handle = Functorch.AddBatchDimension((moved ?? tensor).Handle, _number);
        GC.KeepAlive(tensor);
        return Tensor.UnsafeCreateTensor(handle);
    }

    /// <summary>
    /// The whole batch as a tensor of the level below, with the batch dimension at <paramref name="dimension"/>. A tensor without a batch
    /// is repeated. Call this inside the level.
    /// </summary>
    public Tensor Unbatched(Tensor tensor, long batchSize, long dimension)
    {
        Tensor plain = Unbatched(tensor, out long at);
        if (at >= 0 && plain.size((int)at) != batchSize)
        {
            plain.Dispose();
            throw TransformMessages.Escaped("Vmap", "a tensor that func returned");
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

    /// <summary>The same, but the batch dimension stays where it is. Its number is returned, or -1 if the tensor has no batch.</summary>
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

    /// <summary>The same, with requires_grad set. The type must be floating point or complex.</summary>
    public Tensor Differentiable(Tensor tensor) => Require(Wrapped(tensor));

    /// <summary>Sets requires_grad on a tensor of the innermost grad level.</summary>
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

    /// <summary>A new tensor of the level below, for a tensor whose grad or jvp level has been left.</summary>
    public static Tensor Unwrapped(Tensor tensor)
    {
        nint handle = Functorch.UnwrapIfDead(tensor.Handle);
        GC.KeepAlive(tensor);
        return Handles.Derivative(handle);
    }

    private static Level Enter(in LevelFacts facts)
    {
        if (LevelStack.Depth >= Deepest)
            throw TransformMessages.TooDeep(Deepest);
        int randomness = facts.Randomness switch { VmapRandomness.Same => 1, VmapRandomness.Different => 2, _ => 0 };
        Level level = new(Functorch.Push(facts.Type, facts.BatchSize, randomness, facts.GradMode));
        LevelStack.Entered(level._number, facts);
        return level;
    }
}
