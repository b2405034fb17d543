using static TorchSharp.torch;

namespace TorchBridge.Tests.Programs;

/// <summary>Runs random programs through every method and says what is not as <see cref="KnownDifferences"/> has it.</summary>
internal static class ProgramRun
{
    /// <summary>Names the programs of a child process: one ("91"), or a range ("0-50"). Nothing: all.</summary>
    public const string Programs = "TORCHBRIDGE_PROGRAMS";

    /// <summary>Names the only method of a child process, all of whose comparisons are then printed. Nothing: all methods.</summary>
    private const string Method = "TORCHBRIDGE_METHOD";

    /// <summary>The child program.</summary>
    public static void Print()
    {
        set_num_threads(1);
        int[] range = [.. (Environment.GetEnvironmentVariable(Programs) ?? "0-1000000").Split('-').Select(int.Parse)];
        bool Wanted(int id) => id >= range[0] && id <= range[^1];
        IEnumerable<string> lines = Environment.GetEnvironmentVariable(Method) is { Length: > 0 } method ? Everything(Wanted, method) : Unexpected(Wanted);
        foreach (string line in lines)
        {
            Console.WriteLine(line);
            Console.Out.Flush();      // the last one is what ended the process, if something does
        }
        Console.WriteLine("end");
    }

    /// <summary>Differences that are not on the list, each with its program, and those on the list that are not there.</summary>
    public static IEnumerable<string> Unexpected(Func<int, bool> wanted)
    {
        foreach (RandomProgram program in RandomProgram.Load(wanted))
        {
            ProgramComparison[] differences =
                [.. ProgramMethod.All.Select(method => ProgramComparison.Of(program, method)).Where(found => found.Outcome != ProgramOutcome.Agrees)];
            HashSet<(string, ProgramOutcome)> known = [.. KnownDifferences.Of(program.Id)];
            foreach (ProgramComparison found in differences.Where(found => !known.Contains((found.Method, found.Outcome))))
                yield return $"{found}\n{program}";
            known.ExceptWith(differences.Select(found => (found.Method, found.Outcome)));
            foreach ((string method, ProgramOutcome outcome) in known)
                yield return $"program {program.Id}, {method}: no longer {outcome}, take it off the list";
        }
    }

    private static IEnumerable<string> Everything(Func<int, bool> wanted, string method)
    {
        foreach (RandomProgram program in RandomProgram.Load(wanted))
            yield return $"{ProgramComparison.Of(program, ProgramMethod.All.Single(each => each.Name == method))}\n{program}";
    }
}
