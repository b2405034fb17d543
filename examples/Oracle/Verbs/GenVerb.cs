using System.CommandLine;
using System.Diagnostics;
using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Checking;
using TorchBridge.Oracle.Corpus;
using TorchBridge.Oracle.Serving;

namespace TorchBridge.Oracle.Verbs;

/// <summary><c>gen</c>: makes the corpus.</summary>
internal static class GenVerb
{
    public const ulong DefaultSeed = 31337;

    /// <summary>LibTorch and its linear algebra choose code by processor; these make them choose the plain one, so that the last digits do not depend on it.</summary>
    private static readonly (string Name, string Value)[] s_steady = [("ATEN_CPU_CAPABILITY", "default"), ("MKL_CBWR", "COMPATIBLE"), ("OMP_NUM_THREADS", "1")];

    public static Command Command()
    {
        Option<ulong> seed = new("--seed") { Description = "Where the random numbers start.", DefaultValueFactory = _ => DefaultSeed };
        Option<DirectoryInfo> output = new("--out") { Description = "The folder to write to.", Required = true };
        Option<string> file = new("--file") { Description = "Make this file alone, smoke.jsonl for example." };
        Option<bool> rejected = new("--rejected") { Description = "Also tell what could not be admitted, and why, on stderr." };
        Command command = Verb.Make("gen", "Makes the corpus anew. The same seed gives the same bytes.",
            "torchbridge-oracle gen --seed 31337 --out corpus/v2", seed, output, file, rejected);
        command.Does(parsed => Steady() ?? Run(parsed.GetValue(seed), parsed.GetValue(output)!, parsed.GetValue(file), parsed.GetValue(rejected)));
        return command;
    }

    /// <summary>Variables of the environment count only if they are there before LibTorch is loaded: starts itself again where they are not.</summary>
    public static int? Steady()
    {
        if (s_steady.All(variable => Environment.GetEnvironmentVariable(variable.Name) == variable.Value))
            return null;
        ProcessStartInfo start = SelfStart.Info(Environment.GetCommandLineArgs()[1..]);
        foreach ((string name, string value) in s_steady)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }

    private static int Run(ulong seed, DirectoryInfo output, string? only, bool showRejected)
    {
        TorchSharp.torch.set_num_threads(1);
        var folder = new CorpusFolder(output.FullName);
        int cases = 0;
        using var progress = new Progress("gen");
        var generator = new Generator(seed, progress.Report);
        var operators = new HashSet<string>();
        foreach ((string file, Case[] made) in generator.Files(only))
        {
            folder.Write(file, made);
            cases += made.Length;
            operators.UnionWith(made.Select(each => each.Op));
        }
        CorpusDocuments.Write(folder.Path);
        foreach (string rejection in showRejected ? generator.Rejections : [])
            Console.Error.WriteLine($"not admitted: {rejection}");
        Console.WriteLine($"{cases} cases of {operators.Count} operators, {generator.Rejections.Length} not admitted");
        return ExitCode.Ok;
    }
}
