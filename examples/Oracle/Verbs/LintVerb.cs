using System.CommandLine;
using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Checking;
using TorchBridge.Oracle.Corpus;

namespace TorchBridge.Oracle.Verbs;

/// <summary><c>lint</c>: verifies the corpus again.</summary>
internal static class LintVerb
{
    public static Command Command()
    {
        Option<DirectoryInfo> folder = new("--corpus") { Description = "The folder of the corpus; the one that comes with the program if not given." };
        Option<string> filter = new("--filter") { Description = "Verify only cases whose id starts so." };
        Command command = Verb.Make("lint",
            "Verifies the corpus: its schema, its ids, and each case again by methods that use none of LibTorch's derivative formulas.",
                "torchbridge-oracle lint --corpus examples/Oracle/corpus/v2", folder, filter);
        command.Does(parsed => GenVerb.Steady() ?? Run(parsed.GetValue(folder) is { } given ? new CorpusFolder(given.FullName) : CorpusFolder.Default, parsed.GetValue(filter)));
        return command;
    }

    private static int Run(CorpusFolder folder, string? filter)
    {
        TorchSharp.torch.set_num_threads(1);
        int wrong = 0;
        using var progress = new Progress("lint");
        var linter = new Linter(folder, progress.Report);
        foreach (string line in linter.Run(filter))
        {
            Console.WriteLine(line);
            wrong++;
        }
        Console.WriteLine($"{linter.Cases} cases, {wrong} things wrong");
        return wrong == 0 ? ExitCode.Ok : ExitCode.SomeFailed;
    }
}
