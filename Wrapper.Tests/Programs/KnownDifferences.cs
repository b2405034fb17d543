using static TorchBridge.Tests.Programs.ProgramOutcome;

namespace TorchBridge.Tests.Programs;

/// <summary>
/// Where TorchBridge's answers differ from PyTorch 2.6's, and why. What LibTorch does wrong in both is not here, because they agree: docs/known-faults.md
/// has it.
/// </summary>
internal static class KnownDifferences
{
    private sealed record Known(string Reason, ProgramOutcome Outcome, string Methods, params int[] Programs);

    private static readonly Known[] s_all =
    [
        new("logcumsumexp: its double backward is NaN, and Linearize takes that where PyTorch takes the forward mode", IsWrong,
            "linearize", 9, 13, 23, 24, 35, 68, 79, 80, 84, 87, 105, 119, 127, 134, 138),
        new("logcumsumexp: forward mode over its backward is NaN; PyTorch's decomposition is not", IsWrong,
            "jvp_grad hess_fwd_auto hess_fwd hess_fwd_loop func_hess jacfwd_jacrev", 119, 138),
        new("cdist: LibTorch's batching rule of its backward is wrong, in PyTorch's whole chunk as well", IsWrong, "jacrev_chunk3", 42, 154),
        new("batch_norm: forward mode over forward mode is wrong in LibTorch; PyTorch refuses this program", IsWrong, "jacfwd_jacfwd", 129),

        new("PyTorch's linearize does not see what a view changed in place", PyTorchIsWrong,
            "linearize", 0, 12, 22, 38, 39, 40, 47, 48, 51, 53, 57, 60, 70, 73, 78, 90, 100, 102, 111, 112, 120, 122, 123, 132, 137, 144, 146, 153),
        new("layer_norm with a weight that depends on the input: PyTorch's second derivative under transforms is wrong", PyTorchIsWrong,
            "func_hess jacfwd_jacrev jacrev_jacrev", 91, 133),
        new("PyTorch's checkpoint does not see that a saved tensor was changed in place; here it is an error", PyTorchIsWrong,
            "checkpoint", 1, 31, 39, 43, 50, 58, 60, 67, 70, 73, 82, 94, 103, 108, 115, 118, 123, 135, 152),
        new("the same, where what was changed does not matter to the gradient", Refuses, "checkpoint", 28, 78, 89, 107, 120, 144),

        new("Linearize takes two backward passes, and a saved tensor was changed in place", Refuses,
            "linearize", 1, 28, 31, 43, 50, 58, 67, 82, 89, 94, 103, 107, 108, 115, 135, 152),
        new("huber_loss: LibTorch has no forward derivative of its backward; PyTorch has a decomposition", Refuses,
            "jacfwd_jacfwd", 20, 50, 93, 109, 128, 137, 142, 145),
        new("the same", PyTorchIsWrong, "jacfwd_jacfwd vmap_hess", 147),
        new("the same", Refuses, "func_hess jacfwd_jacrev", 44, 145, 147),
        new("the same", Refuses, "vmap_hess", 145),

        new("in place under Vmap: the unit vectors are not batched by the outer Vmap", Refuses,
            "vmap_jacfwd", 1, 6, 15, 16, 18, 22, 23, 26, 29, 31, 37, 38, 41, 43, 44, 47, 56, 58, 59, 61, 66, 79, 81, 82, 83, 84, 85, 88, 96, 98, 103,
            106, 107, 111, 113, 114, 119, 127, 128, 132, 133, 134, 138, 140, 148, 152),
        new("the same", PyTorchIsWrong, "vmap_jacfwd", 12, 33),
        new("the same", Refuses, "vmap_hess", 6, 15, 16, 18, 22, 23, 26, 29, 37, 38, 41, 44, 47, 56, 59, 61, 66, 75, 79, 81, 83, 84, 85, 88, 96, 98,
            106, 111, 113, 114, 119, 127, 128, 132, 134, 138, 140, 148),
        new("the same", PyTorchIsWrong, "vmap_hess", 12, 33, 91, 133),
        new("the same", Refuses, "vmap_jacrev", 33, 66, 74, 132),
    ];

    /// <summary>Each program and method on the list.</summary>
    public static IEnumerable<(int Program, string Method)> All =>
        s_all.SelectMany(known => known.Programs.SelectMany(program => known.Methods.Split(' ').Select(method => (program, method))));

    /// <summary>The methods that are known to differ for a program, and how.</summary>
    public static IEnumerable<(string Method, ProgramOutcome Outcome)> Of(int program) =>
        s_all.Where(known => known.Programs.Contains(program)).SelectMany(known => known.Methods.Split(' ').Select(method => (method, known.Outcome)));
}
