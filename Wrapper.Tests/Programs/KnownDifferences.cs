using static TorchBridge.Tests.Programs.ProgramOutcome;

namespace TorchBridge.Tests.Programs;

/// <summary>
/// Where TorchBridge's answers differ from PyTorch 2.6's, and why. What LibTorch does wrong in both is not here, because they agree:
/// docs/known-faults.md has it, and TorchBridge's refusals are those of that table.
/// </summary>
internal static class KnownDifferences
{
    private sealed record Known(string Reason, ProgramOutcome Outcome, string Methods, params int[] Programs);

    private static readonly Known[] s_all =
    [
        new("PyTorch's linearize does not see what a view changed in place", PyTorchIsWrong, "linearize",
            0, 12, 22, 38, 39, 40, 47, 48, 51, 53, 57, 60, 70, 73, 78, 79, 90, 100, 102, 111, 112, 120, 122, 123, 132, 137, 144, 146, 153),
        new("PyTorch's checkpoint does not see that a saved tensor was changed in place; here it is an error", PyTorchIsWrong, "checkpoint",
            1, 31, 39, 43, 50, 58, 60, 67, 70, 73, 82, 94, 103, 108, 115, 118, 123, 135, 152),
        new("layer_norm with a weight that depends on the input: PyTorch's second derivative under transforms", PyTorchIsWrong,
            "func_hess jacfwd_jacrev jacrev_jacrev vmap_hess", 91, 133),
        new("cdist: LibTorch's batching rule of its backward, here mended", PyTorchIsWrong, "jacrev jacrev_chunk3", 42, 55, 125, 154),
        new("the same", PyTorchIsWrong, "vmap_jacrev", 42, 125, 154),
        new("logcumsumexp: its double backward is NaN; here forward mode takes its place", PyTorchIsWrong, "jvp",
            9, 13, 23, 24, 68, 79, 80, 84, 105, 119, 127, 134, 138),
        new("the same", PyTorchIsWrong, "hvp", 9, 13, 23, 24, 68, 79, 80, 105, 119, 127, 134, 138),
        new("logcumsumexp: its double backward leaves terms out", PyTorchIsWrong, "hess hess_auto hess_vec vhp jacrev_jacrev", 134),
        new("logcumsumexp and slogdet: refused here", PyTorchIsWrong, "jacrev_jacfwd jacfwd_jacfwd vmap_hess", 13),
        new("slogdet, solve: forward mode under Vmap", PyTorchIsWrong, "vmap_hess", 33, 126, 147),
        new("slogdet, solve: the derivative of a tangent, here by another way", PyTorchIsWrong, "jacrev_jacfwd jacfwd_jacfwd",
            15, 126, 147),
        new("the norms, cumprod, eigh: the derivative of a tangent, here refused", PyTorchIsWrong, "jacrev_jacfwd",
            2, 47, 57, 75, 83, 91, 106, 121, 129, 133, 143, 146, 150),
        new("the same", PyTorchIsWrong, "jacfwd_jacfwd",
            31, 39, 47, 57, 58, 75, 83, 89, 91, 94, 106, 115, 121, 123, 133, 135, 143, 146, 150),

        new("the same, where the tangents that are wrong have no part in the result", Refuses, "jacrev_jacfwd", 0, 52, 104),
        new("the same", Refuses, "jacfwd_jacfwd", 0, 50, 52, 104, 144),
        new("logcumsumexp: refused, and right where no part of the incoming gradient is zero", Refuses, "jacrev_jacrev",
            9, 13, 23, 24, 68, 79, 80, 84, 105, 119, 127, 138),
        new("logcumsumexp, and forward mode stops at another operation", Refuses, "linearize", 13, 31, 80, 84, 119),
        new("the same", Refuses, "jacrev_jacfwd jacfwd_jacfwd", 80, 84, 119),
        new("the same", Refuses,
            "vhp jvp_grad hess hess_auto hess_vec hess_fwd hess_fwd_auto hess_fwd_loop func_hess jacfwd_jacrev", 13),
        new("a saved tensor was changed in place: Linearize records what it computes", Refuses, "linearize",
            1, 28, 43, 50, 58, 67, 82, 89, 94, 103, 107, 108, 115, 135, 152),
        new("the same: nested forward mode records what it computes, to know what to trust", Refuses, "jacfwd_jacfwd",
            28, 43, 60, 70, 73, 78, 120),
        new("the same, where what was changed does not matter to the gradient", Refuses, "checkpoint", 28, 78, 89, 107, 120, 144),

        new("a maximum changes within the step of the differences: they are wrong, and PyTorch refuses", IsWrong, "vmap_jvp", 12),
        new("the same; PyTorch is wrong in the derivative of slogdet's tangent", IsWrong, "jacrev_jacfwd jacfwd_jacfwd", 33),
        new("batch_norm: nested forward mode, where what shows the operation fails; PyTorch refuses", IsWrong, "jacfwd_jacfwd", 129),
    ];

    /// <summary>Each program and method on the list.</summary>
    public static IEnumerable<(int Program, string Method)> All =>
        s_all.SelectMany(known => known.Programs.SelectMany(program => known.Methods.Split(' ').Select(method => (program, method))));

    /// <summary>The methods that are known to differ for a program, and how.</summary>
    public static IEnumerable<(string Method, ProgramOutcome Outcome)> Of(int program) =>
        from known in s_all
        where known.Programs.Contains(program)
        from method in known.Methods.Split(' ')
        select (method, known.Outcome);
}
