using System.Numerics;
using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>The functorch levels that this thread is in. <see cref="Level"/> updates it.</summary>
internal static class LevelStack
{
    [ThreadStatic]
    private static int t_depth;

    /// <summary>The levels of each kind: bit n is level n.</summary>
    [ThreadStatic]
    private static ulong t_vmaps, t_grads, t_jvps;

    /// <summary>The levels by their numbers. Number 0 is not used.</summary>
    [ThreadStatic]
    private static LevelFacts[]? t_facts;

    /// <summary>How many levels this thread is in.</summary>
    public static int Depth => t_depth;

    /// <summary>Whether the current computation is differentiated in reverse mode by a level.</summary>
    public static bool InGrad => t_grads != 0;

    /// <summary>Whether the current computation is differentiated in forward mode by a level.</summary>
    public static bool InJvp => t_jvps != 0;

    /// <summary>How many levels differentiate the current computation.</summary>
    public static int Order => BitOperations.PopCount(t_grads | t_jvps);

    /// <summary>Whether a vmap level has been entered since there were <paramref name="depth"/> levels.</summary>
    public static bool BatchesSince(int depth) => t_vmaps >> (depth + 1) != 0;

    /// <summary>Whether only vmap levels have been entered since there were <paramref name="depth"/> levels.</summary>
    public static bool OnlyBatchesSince(int depth) => BitOperations.PopCount(t_vmaps >> (depth + 1)) == t_depth - depth;

    /// <summary>What the innermost level was entered with. There is one.</summary>
    public static LevelFacts Innermost => t_facts![t_depth];

    /// <summary>
    /// Whether the tensor belongs to the innermost grad or jvp level. Without any level: whether it is an ordinary tensor.
    /// </summary>
    public static bool IsInnermost(Tensor tensor)
    {
        nint each = TensorClass.Object(tensor.Handle);
        bool innermost = Depth == 0 ? TensorClass.IsPlain(tensor.Handle)
            : TensorClass.IsWrapper(each) && TensorClass.IsAlive(each) && TensorClass.Level(each) == Depth;
        GC.KeepAlive(tensor);
        return innermost;
    }

    /// <param name="number">The number of the level.</param>
    /// <param name="facts">What it was entered with.</param>
    public static void Entered(long number, in LevelFacts facts)
    {
        t_depth++;
        (t_facts ??= new LevelFacts[64])[number] = facts;
        if (facts.Counts)
            (facts.Type == Functorch.Vmap ? ref t_vmaps : ref facts.Type == Functorch.Grad ? ref t_grads : ref t_jvps)
                |= 1UL << (int)number;
    }

    public static void Left(long number)
    {
        t_depth--;
        ulong outer = (1UL << (int)number) - 1;
        t_vmaps &= outer;
        t_grads &= outer;
        t_jvps &= outer;
    }
}

/// <summary>What a level was entered with.</summary>
/// <param name="Type">One of the constants of <see cref="Functorch"/>.</param>
/// <param name="Counts">Whether the level takes derivatives.</param>
/// <param name="GradMode">For a grad level: the grad mode outside.</param>
/// <param name="BatchSize">For a vmap level.</param>
/// <param name="Randomness">For a vmap level: what LibTorch does at a draw.</param>
/// <param name="Asked">For a vmap level: the caller's choice.</param>
internal readonly record struct LevelFacts(int Type, bool Counts = true, bool GradMode = true, long BatchSize = 0,
    VmapRandomness Randomness = default, VmapRandomness Asked = default);
