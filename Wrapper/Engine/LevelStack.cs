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

    /// <summary>How many levels this thread is in.</summary>
    public static int Depth => t_depth;

    /// <summary>Whether gradients are being taken of what is computed now.</summary>
    public static bool InGrad => t_grads != 0;

    /// <summary>Whether tangents are being computed now.</summary>
    public static bool InJvp => t_jvps != 0;

    /// <summary>How many derivatives are being taken of what is computed now.</summary>
    public static int Order => BitOperations.PopCount(t_grads | t_jvps);

    /// <summary>Whether a vmap level has been entered since there were <paramref name="depth"/> levels.</summary>
    public static bool BatchesSince(int depth) => t_vmaps >> (depth + 1) != 0;

    /// <summary>Whether only vmap levels have been entered since there were <paramref name="depth"/> levels.</summary>
    public static bool OnlyBatchesSince(int depth) => BitOperations.PopCount(t_vmaps >> (depth + 1)) == t_depth - depth;

    /// <param name="type">One of the constants of <see cref="Functorch"/>.</param>
    /// <param name="number">The number of the level.</param>
    /// <param name="counts">Whether derivatives are taken at it.</param>
    public static void Entered(int type, long number, bool counts)
    {
        t_depth++;
        if (counts)
            (type == Functorch.Vmap ? ref t_vmaps : ref type == Functorch.Grad ? ref t_grads : ref t_jvps) |= 1UL << (int)number;
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
