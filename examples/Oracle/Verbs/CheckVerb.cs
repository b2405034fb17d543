using System.CommandLine;
using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Checking;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Verbs;

/// <summary><c>check</c>: what an engine gets wrong.</summary>
internal static class CheckVerb
{
    private const string About = """
        Drives an engine through the corpus and tells what it gets wrong. An engine may answer with the code unsupported what it does not do, or declare in its
        first answer what it does; the rest is skipped.
        Exit code 0: all as expected. 1: usage, or what was started is no engine. 3: a case failed, or none or too few passed. 5: a case got no answer in time.
        """;

    public static Command Command()
    {
        Option<string> engine = new("--engine") { Description = "The command that starts the engine; it reads messages on stdin and answers on stdout. No shell reads it.", Required = true };
        Option<double> timeout = new("--timeout") { Description = "Seconds that an answer may take.", DefaultValueFactory = _ => 10 };
        Option<string[]> filter = FilterOption();
        Option<string> type = new("--as") { Description = $"Ask the cases of double precision in another type: {string.Join(", ", Retyped.Types.Select(each => each.Name()))}." };
        type.AcceptOnlyFromAmong([.. Retyped.Types.Select(each => each.Name())]);
        Option<DirectoryInfo> folder = new("--corpus") { Description = "The folder of the corpus; the one that comes with the program if not given." };
        var options = new CheckOptions();
        Command command = Verb.Make("check", About,
            "torchbridge-oracle check --engine \"python3 examples/Oracle/engines/tiny.py\" --filter smoke",
                [engine, timeout, filter, type, folder, .. options.All]);
        command.Does(parsed =>
        {
            CorpusFolder corpus = parsed.GetValue(folder) is { } given ? new CorpusFolder(given.FullName) : CorpusFolder.Default;
            string[] filters = parsed.GetValue(filter) ?? [];
            Case[] cases = [.. corpus.Select(filters)];
            if (cases.Length == 0)
                throw new InvalidOperationException($"no case of {corpus.Path} fits the filter {string.Join(" or ", filters)}");
            Marks marks = options.Marks(parsed, corpus.Cases.Select(each => each.Id));
            try
            {
                using var run = new Run(parsed.GetValue(engine)!, TimeSpan.FromSeconds(parsed.GetValue(timeout)),
                    parsed.GetValue(options.Strict));
                return options.Finish(parsed, parsed.GetValue(engine)!, Ask(run, cases, DTypes.Parse(parsed.GetValue(type)), marks), marks);
            }
            catch (Checking.Engine.NoEngineException e)
            {
                Console.Error.WriteLine($"torchbridge-oracle check: {e.Message}");
                return e.IsLate ? ExitCode.TimedOut : ExitCode.OwnError;
            }
        });
        return command;
    }

    public static Option<string[]> FilterOption() => new("--filter")
    {
        Description = "Only cases of this operator, or whose id starts so or has this as a part, or that have this flag. May be given several times: then any of them.",
        AllowMultipleArgumentsPerToken = false,
    };

    private static List<Outcome> Ask(Run run, Case[] cases, DType? type, Marks marks)
    {
        var outcomes = new List<Outcome>();
        using var progress = new Progress("check");
        foreach ((Case? asked, Outcome? skipped) in InType(cases, type))
        {
            outcomes.Add(marks.Mark(skipped ?? run.Take(asked!, outcomes.Count + Case.FirstMessage)));
            progress.Report(outcomes.Count, cases.Length);
        }
        return outcomes;
    }

    /// <summary>The cases as they are, or in a type, which takes time: some are made while others are asked.</summary>
    private static IEnumerable<(Case? Case, Outcome? Skipped)> InType(Case[] cases, DType? type) => type is { } narrow
        ? cases.AsParallel().AsOrdered().WithMergeOptions(ParallelMergeOptions.NotBuffered).Select(each => Retyped.As(each, narrow))
        : cases.Select(each => ((Case?)each, (Outcome?)null));
}
