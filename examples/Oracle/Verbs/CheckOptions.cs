using System.CommandLine;
using Spectre.Console;
using TorchBridge.Oracle.Checking;
using TorchBridge.Oracle.Reports;

namespace TorchBridge.Oracle.Verbs;

/// <summary>What <c>check</c> and <c>diff</c> share: which failures count, and where the report goes.</summary>
internal sealed class CheckOptions
{
    public Option<FileInfo> ExpectedFailuresFile { get; } = new("--xfails") { Description = "A file of prefixes of ids that are expected to fail; # starts a comment. A prefix of which nothing fails any more is reported, and counts as a failure; a prefix of no id is an error." };

    public Option<FileInfo> BaselineFile { get; } = new("--baseline") { Description = "What --report wrote earlier: what passed then must pass now, too; a case that is skipped now has not." };

    public Option<int> MinPassed { get; } = new("--min-passed") { Description = "So many cases must pass." };

    public Option<bool> Strict { get; } = new("--strict") { Description = "Where LibTorch's choice is one of several, as at a kink, accept no other." };

    public Option<FileInfo> ReportFile { get; } = new("--report") { Description = "Where to write the outcome of every case as JSON Lines." };

    public Option<FileInfo> JUnitFile { get; } = new("--junit") { Description = "Where to write the outcomes as JUnit's XML, which CI systems read." };

    public Option<FileInfo> MarkdownFile { get; } = new("--markdown") { Description = "Where to write a page for people: a table of operators and functions." };

    public Option[] All => [ExpectedFailuresFile, BaselineFile, MinPassed, Strict, ReportFile, JUnitFile, MarkdownFile];

    public Marks Marks(ParseResult parsed, IEnumerable<string> ids) =>
        new(new ExpectedFailures(parsed.GetValue(ExpectedFailuresFile)?.FullName, ids),
            new Baseline(parsed.GetValue(BaselineFile)?.FullName));

    /// <summary>Writes all reports that were asked for, and prints the one for people. The exit code.</summary>
    public int Finish(ParseResult parsed, string title, IReadOnlyList<Outcome> outcomes, Marks marks)
    {
        var report = new Report(title, outcomes, marks.Expected, parsed.GetValue(MinPassed));
        Write(ReportFile, JsonLinesReport.Write);
        Write(JUnitFile, JUnitReport.Write);
        Write(MarkdownFile, MarkdownReport.Write);
        new ConsoleReport(
            Console.IsOutputRedirected
                ? AnsiConsole.Create(new AnsiConsoleSettings
                {
                    Ansi = AnsiSupport.No,
                    ColorSystem = ColorSystemSupport.NoColors,
                    Out = new WideOutput(Console.Out)
                })
                : AnsiConsole.Console,
            report).Print();
        return report.ExitCode;

        void Write(Option<FileInfo> option, Action<Report, TextWriter> write)
        {
            if (parsed.GetValue(option) is not { } file)
                return;
            using StreamWriter writer = file.CreateText();
            write(report, writer);
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

/// <summary>What is known of cases from before.</summary>
internal sealed record Marks(ExpectedFailures Expected, Baseline Before)
{
    public Outcome Mark(Outcome outcome) => Before.Mark(Expected.Mark(outcome));
}
