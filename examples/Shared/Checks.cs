namespace Examples;

/// <summary>Prints what an example found beside what it should be, and remembers whether all of it was right.</summary>
internal sealed class Checks
{
    private int _failures;

    /// <summary>The exit code of the program.</summary>
    public int ExitCode => _failures == 0 ? 0 : 1;

    public void AtMost(string what, double value, double limit) => Report(value <= limit, $"{what}: {value:G4}", $"at most {limit:G4}");

    public void AtLeast(string what, double value, double limit) => Report(value >= limit, $"{what}: {value:G4}", $"at least {limit:G4}");

    private void Report(bool right, string found, string wanted)
    {
        _failures += right ? 0 : 1;
        Console.WriteLine($"{(right ? "ok   " : "WRONG")}  {found} ({wanted})");
    }
}
