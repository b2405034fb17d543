using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Programs;

/// <summary>
/// The comparison of TorchBridge's answer for a program with that of PyTorch 2.6. If they differ, differences of values decide.
/// </summary>
internal enum ProgramOutcome
{
    /// <summary>The same numbers; or both refuse; or right numbers where PyTorch refuses.</summary>
    Agrees,

    /// <summary>PyTorch's numbers are wrong. TorchBridge's are right, or it refuses.</summary>
    PyTorchIsWrong,

    /// <summary>TorchBridge's numbers are wrong. PyTorch's are right, or it refuses.</summary>
    IsWrong,

    /// <summary>An error where PyTorch has the right numbers.</summary>
    Refuses,
}

/// <summary>What a comparison found.</summary>
/// <param name="Program">The program's id.</param>
/// <param name="Method">The method's name.</param>
/// <param name="Outcome">What it comes to.</param>
/// <param name="Detail">The first number that differs, as it is here and elsewhere, or the error.</param>
internal sealed record ProgramComparison(int Program, string Method, ProgramOutcome Outcome, string Detail)
{
    // Relative to the largest number of a tensor: rounding in some seventy operations, and the error of second differences.
    private const double Tolerance = 1e-9, ToleranceOfDifferences = 1e-6;

    public static ProgramComparison Of(RandomProgram program, ProgramMethod method)
    {
        using var scope = NewDisposeScope();
        (Tensor?[]? pytorch, string? pytorchError) = program.Recorded(method.Recorded);
        (Tensor?[]? ours, string? error) = Computed(program, method);
        string? difference = pytorch is null || ours is null ? pytorchError ?? error : Difference("PyTorch", pytorch, ours, Tolerance);
        if (difference is null || (pytorch is null && ours is null))
            return new(program.Id, method.Name, ProgramOutcome.Agrees, difference ?? "");
        Tensor[] right = method.ByDifferences(new ProgramDifferences(program));
        string? wrong = ours is null ? null : Difference("differences", right, ours, ToleranceOfDifferences);
        ProgramOutcome outcome =
            wrong is not null ? ProgramOutcome.IsWrong
            : pytorch is null ? ProgramOutcome.Agrees
            : ours is null && Difference("", right, pytorch, ToleranceOfDifferences) is null ? ProgramOutcome.Refuses
            : ProgramOutcome.PyTorchIsWrong;
        return new(program.Id, method.Name, outcome, wrong is null ? difference : $"{wrong}; {difference}");
    }

    private static (Tensor?[]? Tensors, string? Error) Computed(RandomProgram program, ProgramMethod method)
    {
        try
        {
            return (method.Compute(program), null);
        }
        catch (Exception e)
        {
            return (null, $"{e.GetType().Name}: {e.Message.Split('\n')[0]}");
        }
    }

    /// <summary>The first number that is not as it should be. Null stands for zeros.</summary>
    private static string? Difference(string whose, Tensor?[] expected, Tensor?[] ours, double tolerance)
    {
        if (expected.Length != ours.Length)
            return $"{ours.Length} tensors, {whose}: {expected.Length}";
        for (int i = 0; i < expected.Length; i++)
        {
            if ((expected[i] ?? ours[i]) is not { } like)
                continue;
            Tensor want = expected[i] ?? zeros_like(like), have = ours[i] ?? zeros_like(like);
            if (!want.shape.SequenceEqual(have.shape))
                return $"[{i}] has shape [{string.Join(", ", have.shape)}], {whose}: [{string.Join(", ", want.shape)}]";
            if (FirstDifference(Numeric.Values(want), Numeric.Values(have), tolerance) is var (at, right, here))
                return $"[{i}], element {at}: {here:R}, {whose}: {right:R}";
        }
        return null;
    }

    private static (int At, double Right, double Here)? FirstDifference(double[] right, double[] here, double tolerance)
    {
        double allowed = tolerance * Math.Max(1, right.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max());
        for (int i = 0; i < right.Length; i++)
            if (!right[i].Equals(here[i]) && !(Math.Abs(right[i] - here[i]) <= allowed))
                return (i, right[i], here[i]);
        return null;
    }
}
