using static TorchSharp.torch;

namespace TorchBridge.Tests.Programs;

/// <summary>How TorchBridge's answer about a program stands to PyTorch's. Where they differ, differences of values decide.</summary>
internal enum ProgramOutcome
{
    /// <summary>The same numbers; or both refuse; or numbers where PyTorch refuses, and they are right.</summary>
    Agrees,

    /// <summary>Other numbers, and ours are right.</summary>
    PyTorchIsWrong,

    /// <summary>Other numbers, or numbers where PyTorch refuses, and ours are wrong.</summary>
    IsWrong,

    /// <summary>An error where PyTorch has numbers.</summary>
    Refuses,
}

/// <summary>What a comparison found.</summary>
/// <param name="Program">The program's id.</param>
/// <param name="Method">The method's name.</param>
/// <param name="Outcome">What it comes to.</param>
/// <param name="Detail">The numbers, or the error.</param>
internal sealed record ProgramComparison(int Program, string Method, ProgramOutcome Outcome, string Detail)
{
    // Rounding in float64 after some seventy operations; and of second differences.
    private const double Tolerance = 1e-9, ToleranceOfDifferences = 1e-6;

    public static ProgramComparison Of(RandomProgram program, ProgramMethod method)
    {
        using var scope = NewDisposeScope();
        ProgramComparison Found(ProgramOutcome outcome, string detail = "") => new(program.Id, method.Name, outcome, detail);
        (Tensor?[]? recorded, string? recordedError) = program.Recorded(method.Recorded);
        Tensor?[] ours;
        try
        {
            ours = method.Compute(program);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            string error = $"{e.GetType().Name}: {e.Message.Split('\n')[0]}";
            return recorded is null ? Found(ProgramOutcome.Agrees, error) : Found(ProgramOutcome.Refuses, error);
        }
        if (recorded is not null && Difference(recorded, ours, Tolerance) is not { })
            return Found(ProgramOutcome.Agrees);
        Tensor[] referee = method.ByDifferences(new ProgramDifferences(program));
        string? wrong = Difference(referee, ours, ToleranceOfDifferences);
        if (wrong is not null)
            return Found(ProgramOutcome.IsWrong, $"{wrong}; PyTorch: {recordedError ?? Difference(recorded!, ours, Tolerance) ?? "the same"}");
        return recorded is null ? Found(ProgramOutcome.Agrees) : Found(ProgramOutcome.PyTorchIsWrong, $"PyTorch: {Difference(recorded, ours, Tolerance)}");
    }

    /// <summary>The first number that is not as expected, relative to the largest of its tensor. A null stands for zeros, as PyTorch's None does.</summary>
    private static string? Difference(Tensor?[] expected, Tensor?[] ours, double tolerance)
    {
        if (expected.Length != ours.Length)
            return $"{ours.Length} tensors, {expected.Length} expected";
        return expected.Select((each, i) => DifferenceOf(each, ours[i], tolerance) is { } difference ? $"output {i}{difference}" : null).FirstOrDefault(x => x is not null);
    }

    private static string? DifferenceOf(Tensor? expected, Tensor? ours, double tolerance)
    {
        if (expected is null || ours is null)
            return (expected ?? ours) is not { } other || other.count_nonzero().item<long>() == 0 ? null : expected is null ? " is not null" : " is null";
        if (!expected.shape.SequenceEqual(ours.shape))
            return $": shape [{string.Join(", ", ours.shape)}], [{string.Join(", ", expected.shape)}] expected";
        double[] want = Tools.Numeric.Values(expected), have = Tools.Numeric.Values(ours);
        double allowed = tolerance * Math.Max(1, want.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max());
        int at = Enumerable.Range(0, want.Length).FirstOrDefault(i => !want[i].Equals(have[i]) && !(Math.Abs(want[i] - have[i]) <= allowed), -1);
        return at < 0 ? null : $"[{at}]: {have[at]:R}, {want[at]:R} expected";
    }
}
