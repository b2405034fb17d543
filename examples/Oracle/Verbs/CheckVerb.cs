using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using TorchBridge.Oracle.Checking;
using TorchBridge.Oracle.Corpus;
using TorchBridge.Oracle.Protocol;
using Status = TorchBridge.Oracle.Checking.Status;

namespace TorchBridge.Oracle.Verbs;

/// <summary><c>check</c> and <c>diff</c>: what an engine gets wrong.</summary>
internal static class CheckVerb
{
    public static Command Command()
    {
        Option<string> engine = new("--engine") { Description = "The command that starts the engine; it reads messages on stdin and answers on stdout.", Required = true };
        Option<double> timeout = new("--timeout") { Description = "Seconds that an answer may take.", DefaultValueFactory = _ => 10 };
        var options = new Common();
        Command command = Verb.Make("check", "Drives an engine through the corpus and tells what it gets wrong. An engine may answer with the code unsupported what it does not do: that is skipped.\nExit code 0: all as expected. 1: usage, or the engine cannot be started. 3: a case failed, or none passed. 5: a case got no answer in time.",
            "torchbridge-oracle check --engine \"python3 examples/Oracle/engines/tiny.py\" --filter smoke", [engine, timeout, .. options.All]);
        command.Does(parsed =>
        {
            Case[] cases = options.Cases(parsed);
            var expected = options.ExpectedFailures(parsed, options.Corpus(parsed).Cases.Select(each => each.Id));
            var outcomes = new List<Outcome>();
            try
            {
                using var run = new Run(parsed.GetValue(engine)!, TimeSpan.FromSeconds(parsed.GetValue(timeout)), parsed.GetValue(options.Strict));
                using var progress = new Progress("check");
                foreach (Case each in cases)
                {
                    outcomes.Add(Mark(run.Take(each, outcomes.Count + 2), expected));
                    progress.Report(outcomes.Count, cases.Length);
                }
            }
            catch (Run.NoEngineException e)
            {
                Console.Error.WriteLine($"torchbridge-oracle check: {e.Message}");
                return e.IsLate ? Verb.TimedOut : Verb.OwnError;
            }
            return options.Finish(parsed, outcomes, expected);
        });
        return command;
    }

    public static Command DiffCommand()
    {
        Argument<FileInfo> cases = new("expected") { Description = "A file of cases." };
        Argument<FileInfo> results = new("results") { Description = "Answers, one JSON object a line, each with the id of its case, success, and output or error." };
        var options = new Common();
        Command command = Verb.Make("diff", "Compares a file of answers with a file of cases, for engines that cannot be a child process. A case without an answer is skipped.",
            "torchbridge-oracle diff corpus/v2/smoke.jsonl answers.jsonl", [cases, results, options.ExpectedFailuresFile, options.ReportFile, options.Strict]);
        command.Does(parsed =>
        {
            Dictionary<string, JsonElement> answers = ReadAnswers(parsed.GetValue(results)!);
            Case[] asked = [.. CorpusFolder.ReadFile(parsed.GetValue(cases)!.FullName)];
            var expected = options.ExpectedFailures(parsed, asked.Select(each => each.Id));
            Outcome[] outcomes = [.. asked.Select(each => Mark(
                answers.TryGetValue(each.Id, out JsonElement answer) ? Judge.Compare(each, answer, parsed.GetValue(options.Strict)) : new Outcome(each, Status.Skipped, "no answer"), expected))];
            return options.Finish(parsed, outcomes, expected);
        });
        return command;
    }

    private static Dictionary<string, JsonElement> ReadAnswers(FileInfo file)
    {
        var answers = new Dictionary<string, JsonElement>();
        int number = 0;
        foreach (string line in File.ReadLines(file.FullName))
        {
            number++;
            if (line.Length == 0)
                continue;
            try
            {
                using JsonDocument answer = JsonDocument.Parse(line, Json.Reading);
                answers[answer.RootElement.Text("id") ?? throw new InvalidDataException($"line {number} of {file.Name} has no id that is the text of a case's id")] = answer.RootElement.Clone();
            }
            catch (JsonException e)
            {
                throw new InvalidDataException($"line {number} of {file.Name} is no JSON: {e.Message}", e);
            }
        }
        return answers;
    }

    private static Outcome Mark(Outcome outcome, ExpectedFailures expected) =>
        outcome with { IsExpectedFailure = outcome.Status is Status.Failed or Status.TimedOut && expected.Has(outcome.Case.Id) };

    private sealed class Common
    {
        public Option<string> Filter { get; } = new("--filter") { Description = "Only cases whose id starts so, or has this as a part, or that have this flag." };

        public Option<FileInfo> ExpectedFailuresFile { get; } = new("--xfails") { Description = "A file of prefixes of ids that are expected to fail; # starts a comment. A prefix of which nothing fails any more is reported, and counts as a failure; a prefix of no id is an error." };

        public Option<FileInfo> ReportFile { get; } = new("--report") { Description = "Where to write the outcome of every case as JSON Lines." };

        public Option<bool> Strict { get; } = new("--strict") { Description = "Where LibTorch's choice is one of several, as at a kink, accept no other." };

        public Option<DirectoryInfo> Folder { get; } = new("--corpus") { Description = "The folder of the corpus; the one that comes with the program if not given." };

        public Option[] All => [Filter, ExpectedFailuresFile, ReportFile, Strict, Folder];

        public CorpusFolder Corpus(ParseResult parsed) => parsed.GetValue(Folder) is { } given ? new CorpusFolder(given.FullName) : CorpusFolder.Default;

        public Case[] Cases(ParseResult parsed)
        {
            CorpusFolder folder = Corpus(parsed);
            Case[] cases = [.. folder.Select(parsed.GetValue(Filter))];
            return cases.Length > 0 ? cases : throw new InvalidOperationException($"no case of {folder.Path} fits the filter {parsed.GetValue(Filter)}");
        }

        public ExpectedFailures ExpectedFailures(ParseResult parsed, IEnumerable<string> ids) => new(parsed.GetValue(ExpectedFailuresFile)?.FullName, ids);

        public int Finish(ParseResult parsed, IReadOnlyList<Outcome> outcomes, ExpectedFailures expected)
        {
            var report = new Report(outcomes, expected);
            if (parsed.GetValue(ReportFile) is { } file)
            {
                using StreamWriter writer = file.CreateText();
                report.WriteLines(writer);
            }
            report.Print(Console.IsOutputRedirected
                ? AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new WideOutput(Console.Out) })
                : AnsiConsole.Console);
            return report.ExitCode;
        }
    }

    /// <summary>A file has no width at which lines must break.</summary>
    private sealed class WideOutput(TextWriter writer) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => false;

        public int Width => 400;

        public int Height => 100;

        public void SetEncoding(System.Text.Encoding encoding)
        {
        }
    }
}
