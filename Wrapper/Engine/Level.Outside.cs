using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>What a function needs that is run one level after the other: a custom function, whose derivatives are the caller's.</summary>
internal readonly partial struct Level
{
    /// <summary>The innermost level of this thread; null if it is in none.</summary>
    public static Level? Innermost => LevelStack.Depth > 0 ? new Level(LevelStack.Depth) : null;

    /// <summary>What the innermost level was entered with.</summary>
    public static LevelFacts Facts => LevelStack.Innermost;

    /// <summary>Whether the innermost level is a vmap level.</summary>
    public static bool IsVmap => LevelStack.Depth > 0 && LevelStack.Innermost.Type == Functorch.Vmap;

    /// <summary>The tensor; if its level has been left, what was in it.</summary>
    public static Tensor Living(Tensor tensor)
    {
        if (TensorClass.IsPlain(tensor.Handle) || !LevelMembership.IsDead(tensor.Handle))
            return tensor;
        return Unwrapped(tensor);
    }

    /// <summary>
    /// Whether the tensor, or what it stands for at an outer level, requires grad. Inside a vmap level a batch does not say so itself.
    /// </summary>
    public static bool AnyRequiresGrad(Tensor tensor)
    {
        if (tensor.requires_grad || !Holds(tensor))
            return tensor.requires_grad;
        using Tensor inner = Inner(tensor);
        return AnyRequiresGrad(inner);
    }

    /// <summary>The tensor as one of this grad or jvp level: itself if it is one.</summary>
    public Tensor Lifted(Tensor tensor) => LevelMembership.IsWrappedAt(tensor.Handle, _number) ? tensor : Wrapped(tensor);

    /// <summary>A new object for the tensor inside a batch or a wrapper, one level below.</summary>
    public static Tensor Inner(Tensor wrapper)
    {
        nint handle = TensorClass.InnerHandle(wrapper.Handle);
        GC.KeepAlive(wrapper);
        return Tensor.UnsafeCreateTensor(handle);
    }

    /// <summary>
    /// Until the result is disposed, this thread is not in its innermost level, but in the one below. Tensors of the level stay alive. A
    /// gradient below is recorded if it would be for an operation of LibTorch here.
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
