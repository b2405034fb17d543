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
        string? method = Environment.GetEnvironmentVariable(Method);
        IEnumerable<string> lines = string.IsNullOrEmpty(method) ? Unexpected(Wanted) : Everything(Wanted, method);
        foreach (string line in lines)
        {
            Console.WriteLine(line);
            Console.Out.Flush();      // the last one is what ended the process, if something does
        }
        Console.WriteLine("end");
    }

    /// <summary>Differences that are not on the list, followed by the program, and those on the list that are not there.</summary>
    public static IEnumerable<string> Unexpected(Func<int, bool> wanted) => RandomProgram.Load(wanted).SelectMany(Unexpected);

    private static IEnumerable<string> Unexpected(RandomProgram program)
    {
        Dictionary<string, ProgramOutcome> known = KnownDifferences.Of(program.Id).ToDictionary(), found = [];
        var lines = new List<string>();
        foreach (ProgramComparison each in ProgramMethod.All.Select(method => ProgramComparison.Of(program, method)))
        {
            if (each.Outcome == ProgramOutcome.Agrees)
                continue;
            found[each.Method] = each.Outcome;
            if (!known.TryGetValue(each.Method, out ProgramOutcome outcome) || outcome != each.Outcome)
                lines.Add($"{each.Outcome} {each.Program} {each.Method} {each.Detail}");
        }
        lines.AddRange(known.Keys.Except(found.Keys).Select(method => $"Agrees {program.Id} {method}: take it off the list"));
        return lines.Count == 0 ? [] : [.. lines, program.ToString()];
    }

    private static IEnumerable<string> Everything(Func<int, bool> wanted, string method)
    {
        foreach (RandomProgram program in RandomProgram.Load(wanted))
            yield return $"{ProgramComparison.Of(program, ProgramMethod.All.Single(each => each.Name == method))}\n{program}";
    }
}
