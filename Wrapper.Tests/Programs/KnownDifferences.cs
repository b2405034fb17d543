using static TorchBridge.Tests.Programs.ProgramOutcome;

namespace TorchBridge.Tests.Programs;

/// <summary>
/// Where TorchBridge's answers differ from PyTorch 2.6's, and why. What LibTorch does wrong in both is not here, because they agree:
/// docs/known-faults.md has it.
/// </summary>
internal static class KnownDifferences
{
    private sealed record Known(string Reason, ProgramOutcome Outcome, string Methods, params int[] Programs);

    private static readonly Known[] s_all =
    [
        new("batch_norm: forward mode over forward mode is wrong in LibTorch; PyTorch refuses this program", IsWrong,
            "jacfwd_jacfwd", 129),
        new("PyTorch's linearize does not see what a view changed in place", PyTorchIsWrong,
            "linearize", 0, 12, 22, 38, 39, 40, 47, 48, 51, 53, 57, 60, 70, 73, 78, 90, 100, 102, 111, 112, 120, 122, 123, 132, 137, 144,
            146, 153),
        new("layer_norm with a weight that depends on the input: PyTorch's second derivative under transforms is wrong", PyTorchIsWrong,
            "func_hess jacfwd_jacrev jacrev_jacrev", 91, 133),
        new("PyTorch's checkpoint does not see that a saved tensor was changed in place; here it is an error", PyTorchIsWrong,
            "checkpoint", 1, 31, 39, 43, 50, 58, 60, 67, 70, 73, 82, 94, 103, 108, 115, 118, 123, 135, 152),
        new("the same, where what was changed does not matter to the gradient", Refuses,
            "checkpoint", 28, 78, 89, 107, 120, 144),
        new("Linearize takes two backward passes, and a saved tensor was changed in place", Refuses,
            "linearize", 1, 28, 31, 43, 50, 58, 67, 82, 89, 94, 103, 107, 108, 115, 135, 152),
        new("huber_loss: LibTorch has no forward derivative of its backward; PyTorch has a decomposition", Refuses,
            "jacfwd_jacfwd", 50),
        new("huber_loss: LibTorch has no forward derivative of its backward; PyTorch has a decomposition", PyTorchIsWrong,
            "jacfwd_jacfwd vmap_hess", 147),
        new("in place under Vmap: the unit vectors are not batched by the outer Vmap", PyTorchIsWrong,
            "vmap_hess", 33, 91, 133),
        new("LibTorch's derivative of the tangent of an operation is wrong, so it is refused (docs/known-faults.md)", Refuses,
            "jacrev_jacfwd", 0, 52, 104),
        new("the same", Refuses,
            "jacfwd_jacfwd", 0, 52, 104, 144),
        new("LibTorch's derivative of the tangent of an operation is wrong, so it is refused (docs/known-faults.md)", PyTorchIsWrong,
            "jacrev_jacfwd", 2, 47, 57, 75, 83, 91, 106, 121, 129, 133, 143, 146, 150),
        new("the same", PyTorchIsWrong,
            "jacfwd_jacfwd", 31, 39, 47, 57, 58, 75, 83, 89, 91, 94, 106, 115, 121, 133, 135, 143, 146, 150),
        new("logcumsumexp: PyTorch's two backward passes give NaN; forward mode takes their place here", PyTorchIsWrong,
            "jvp", 9, 13, 23, 24, 68, 79, 80, 84, 105, 119, 127, 134, 138),
        new("the same", PyTorchIsWrong,
            "hvp", 9, 23, 24, 68, 79, 80, 105, 119, 127, 134, 138),
        new(
            "logcumsumexp: LibTorch's second backward pass is wrong and refused (docs/known-faults.md), and forward mode stops",
            Refuses,
            "jacrev_jacrev", 9, 13, 23, 24, 68, 79, 80, 84, 105, 119, 127, 138),
        new("the same", Refuses,
            "linearize", 13, 80, 84, 119),
        new("the same", Refuses,
            "vhp jvp_grad hess hess_auto hess_vec hess_fwd_auto hess_fwd hess_fwd_loop func_hess jacfwd_jacrev", 13),
        new("the same", Refuses,
            "jacrev_jacfwd jacfwd_jacfwd", 80, 84, 119),
        new(
            "a kink lies within the step of the differences (maximum or topk of nearly equal numbers), so that they are no referee",
            IsWrong,
            "vmap_jvp", 12),
        new("the same", IsWrong,
            "jacrev_jacfwd jacfwd_jacfwd", 33),
        new(
            "logcumsumexp: LibTorch's second backward pass is wrong and refused (docs/known-faults.md), and forward mode stops",
            PyTorchIsWrong,
            "hvp jacrev_jacfwd jacfwd_jacfwd vmap_hess", 13),
        new("the same", PyTorchIsWrong,
            "jacrev_jacrev", 134),
        new("PyTorch's number is LibTorch's wrong one (docs/known-faults.md); here another route is taken", PyTorchIsWrong,
            "jacrev_jacfwd", 15, 126, 147),
        new("the same", PyTorchIsWrong,
            "jacfwd_jacfwd", 15, 126),
        new("the same", PyTorchIsWrong,
            "jacrev jacrev_chunk3", 42, 55, 125, 154),
        new("the same", PyTorchIsWrong,
            "vmap_jacrev", 42, 125, 154),
        new("the same", PyTorchIsWrong,
            "linearize", 79),
        new("the same", PyTorchIsWrong,
            "vmap_hess", 126),
        new("the same", PyTorchIsWrong,
            "vhp hess hess_auto hess_vec", 134),
        new(
            "two backward passes stand in for a tangent that LibTorch has wrong, and a saved tensor was changed in place",
            Refuses,
            "jacfwd_jacfwd", 28, 43, 60, 70, 73, 78, 120),
        new(
            "two backward passes stand in for a tangent that LibTorch has wrong, and a saved tensor was changed in place",
            PyTorchIsWrong,
            "jacfwd_jacfwd", 123),
    ];

    /// <summary>Each program and method on the list.</summary>
    public static IEnumerable<(int Program, string Method)> All =>
        s_all.SelectMany(known => known.Programs.SelectMany(program => known.Methods.Split(' ').Select(method => (program, method))));

    /// <summary>The methods that are known to differ for a program, and how.</summary>
    public static IEnumerable<(string Method, ProgramOutcome Outcome)> Of(int program) =>
        s_all.Where(known => known.Programs.Contains(program))
            .SelectMany(known => known.Methods.Split(' ').Select(method => (method, known.Outcome)));
}
