using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>
/// Members for a function that runs at one level after the other: a custom function, whose derivatives the caller defines.
/// </summary>
internal readonly partial struct Level
{
    /// <summary>The innermost level of this thread; null if there is none.</summary>
    public static Level? Innermost => LevelStack.Depth > 0 ? new Level(LevelStack.Depth) : null;

    /// <summary>What the innermost level was entered with.</summary>
    public static LevelFacts Facts => LevelStack.Innermost;

    /// <summary>Whether the innermost level is a vmap level.</summary>
    public static bool IsVmap => LevelStack.Depth > 0 && LevelStack.Innermost.Type == Functorch.Vmap;

    /// <summary>The tensor itself, or the tensor inside it if its level has been left.</summary>
    public static Tensor Living(Tensor tensor)
    {
        if (TensorClass.IsPlain(tensor.Handle) || !LevelMembership.IsDead(tensor.Handle))
            return tensor;
        return Unwrapped(tensor);
    }

    /// <summary>
    /// Whether the tensor, or the tensor inside it at an outer level, requires grad. Inside a vmap level, requires_grad of a batch does not
    /// tell.
    /// </summary>
    public static bool AnyRequiresGrad(Tensor tensor)
    {
        if (tensor.requires_grad || !Holds(tensor))
            return tensor.requires_grad;
        using Tensor inner = Inner(tensor);
        return AnyRequiresGrad(inner);
    }

    /// <summary>The tensor as a tensor of this grad or jvp level. It is returned as it is if it belongs to the level already.</summary>
    public Tensor Lifted(Tensor tensor) => LevelMembership.IsWrappedAt(tensor.Handle, _number) ? tensor : Wrapped(tensor);

    /// <summary>A new object for the tensor inside a batch or a wrapper, one level below.</summary>
    public static Tensor Inner(Tensor wrapper)
    {
        nint handle = TensorClass.InnerHandle(wrapper.Handle);
        GC.KeepAlive(wrapper);
        return Tensor.UnsafeCreateTensor(handle);
    }

    /// <summary>
    /// Until the result is disposed, this thread is in the level below its innermost level. Tensors of the innermost level stay alive.
    /// Gradients are recorded at the level below if they would be recorded for an operation of LibTorch.
    /// </summary>
    public Outside StepOut() => new(_number);

    public readonly ref struct Outside : IDisposable
    {
        private readonly Functorch.Layer _layer;
        private readonly LevelFacts _facts;
        private readonly long _number;
        private readonly bool _recording = is_grad_enabled();

        public Outside(long number)
        {
            _number = number;
            _facts = LevelStack.Innermost;
            _layer = Functorch.StepOut();
            LevelStack.Left(number);
            if (_recording && !_facts.GradMode)
                _ = set_grad_enabled(false);
        }

        public void Dispose()
        {
            if (Functorch.Depth != _number - 1)
                throw TransformMessages.EndedOutOfOrder();
            Functorch.StepIn(_layer);
            LevelStack.Entered(_number, _facts);
            if (is_grad_enabled() != _recording)
                _ = set_grad_enabled(_recording);
        }
    }
}
