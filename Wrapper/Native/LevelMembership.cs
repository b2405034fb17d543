namespace TorchBridge.Native;

/// <summary>Tells which functorch level a tensor belongs to.</summary>
internal static unsafe class LevelMembership
{
    /// <summary>Whether a tensor is a batch of this level.</summary>
    public static bool IsBatchedAt(nint tensor, long level) =>
        TensorClass.Object(tensor) is var each && TensorClass.IsBatch(each) && TensorClass.Level(each) == level;

    /// <summary>Whether a tensor is a wrapper of this level. Do not call it with wrappers of levels that have been left.</summary>
    public static bool IsWrappedAt(nint tensor, long level) =>
        TensorClass.Object(tensor) is var each && TensorClass.IsWrapper(each) && TensorClass.Level(each) == level;

    /// <summary>Whether a tensor is a wrapper whose level has been left.</summary>
    public static bool IsDead(nint tensor) =>
        TensorClass.Object(tensor) is var each && TensorClass.IsWrapper(each) && !TensorClass.IsAlive(each);

    /// <summary>Whether a tensor is a batch or a wrapper, and so belongs to a level.</summary>
    public static bool IsOfLevel(nint tensor) =>
        TensorClass.Object(tensor) is var each && (TensorClass.IsWrapper(each) || TensorClass.IsBatch(each));

    /// <summary>
    /// Whether a tensor belongs to this thread. Only levels up to a number may be used. Wrappers whose level has been left are skipped.
    /// </summary>
    public static TensorOwner Of(nint tensor, long upTo)
    {
        for (nint each = TensorClass.Object(tensor); ; each = TensorClass.Inner(each))
        {
            if (TensorClass.IsBatch(each))
            {
                if (TensorClass.Level(each) is var level && (level > upTo || *(int*)Functorch.LayerAt(level) != Functorch.Vmap))
                    return TensorOwner.Escaped;
            }
            else if (!TensorClass.IsWrapper(each))
                return TensorOwner.Here;
            else if (*TensorClass.Life(each) != 0 && !IsOfThisThread(TensorClass.Life(each)))
                return TensorOwner.OtherThread;
        }

        bool IsOfThisThread(byte* life)
        {
            for (long level = 1; level <= upTo; level++)
                if (*(byte**)(Functorch.LayerAt(level) + Functorch.LayerLife) == life)
                    return true;
            return false;
        }
    }
}

/// <summary>The owner of a tensor.</summary>
internal enum TensorOwner
{
    Here,
    OtherThread,
    Escaped,
}
