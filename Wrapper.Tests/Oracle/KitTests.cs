using System.Globalization;
using System.Text.Json;
using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Checking;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests.Oracle;

/// <summary>The judges that need no .NET, in Python and in JavaScript, say what <c>check</c> says.</summary>
[TestClass]
public sealed partial class KitTests
{
    private const string Kit = "examples/Oracle/kit", Engines = "examples/Oracle/engines", Tests = "Wrapper.Tests/Oracle";

    private static readonly Case[] s_cases = [.. CorpusFolder.Default.Cases];

    /// <summary>All answers of mutants that are not the right one.</summary>
    private static readonly Lazy<Answer[]> s_wrong = new(() =>
    [
        .. from mutant in Mutants.All
           from each in s_cases
           let output = mutant.Answer(each)
           where output is not null
           select new Answer(each, MutantTests.Answer(output)),
    ]);

    [TestMethod]
    [TestCategory("Soak")]
    [DataRow("python3", "verdicts.py")]
    [DataRow("node", "verdicts.mjs")]
    public void AJudgeOfTheKitSaysOfRightOddAndAlmostRightAnswersWhatCheckSays(string host, string script)
    {
        Answer[] answers =
        [
            .. s_cases.Select(each => new Answer(each, Right(each), Strict: true)),
            .. Others(strict: false), .. Others(strict: true),
            .. s_cases.Where((each, i) => i % 97 == 0 || each.Result == "error")
                .SelectMany(each => s_odd.Select(odd => new Answer(each, odd))),
            .. s_slips.SelectMany(slip => Slips(slip.Old, slip.New).Take(12)),
            .. Nudges(),
        ];
        AssertAgree(host, script, answers);

        static IEnumerable<Answer> Others(bool strict) =>
            from each in s_cases
            where each.Choices.Count > 0
            select new Answer(each, MutantTests.Answer(Mutants.OneSide.Answer(each)!), strict);

        static IEnumerable<Answer> Slips(string old, string now) =>
            from each in s_cases
            let text = Right(each).Replace(old, now, StringComparison.Ordinal)
            where text != Right(each) && !text.Contains(",]", StringComparison.Ordinal)      // that would be no JSON
            select new Answer(each, text);
    }

    [TestMethod]
    [TestCategory("Soak")]
    [DataRow("python3", "verdicts.py")]
    [DataRow("node", "verdicts.mjs")]
    public void AJudgeOfTheKitSaysOfMutantsWhatCheckSays(string host, string script) => AssertAgree(host, script, s_wrong.Value);

    [TestMethod]
    [DataRow("python3", "tiny.py")]
    [DataRow("node", "tiny.js")]
    public void ATinyEngineGetsTheSameFromTheKitAsFromCheck(string host, string engine) =>
        AssertSame(host, $"{Engines}/{engine}", $"{host} {Engines}/{engine}", "--filter", "traps");

    [TestMethod]
    [TestCategory("Soak")]
    [DataRow("python3", "tiny.py")]
    [DataRow("node", "tiny.js")]
    public void ATinyEngineGetsTheSameOfTheWholeCorpus(string host, string engine) =>
        AssertSame(host, $"{Engines}/{engine}", $"{host} {Engines}/{engine}", "--xfails", $"{Engines}/{engine}.xfails");

    [TestMethod]
    [DataRow("python3", "tiny.py")]
    [DataRow("node", "tiny.js")]
    public void CheckDrivesAnEngineOfTheKit(string host, string engine)
    {
        Hosts.Require(host);
        string command = $"{host} {Kit}/{(host == "node" ? "serve.mjs" : "serve.py")} {Engines}/{engine}";
        ChildProcess.Result result = OracleProcess.Run("check", "--engine", command, "--filter", "smoke");
        Assert.AreEqual(0, result.ExitCode, result.ToString());
        Assert.AreEqual("10 passed, 0 failed, 0 skipped", result.Lines[^1]);
    }

    [TestMethod]
    public void ATinyEngineWithMistakesGetsTheSameFromTheKitAsFromCheck() =>
        AssertSameOfWrong("no_reduction diagonal_softmax relu_at_zero double_count", "--filter", "composite");

    [TestMethod]
    [TestCategory("Soak")]
    [DataRow("no_reduction overwrite diagonal_softmax relu_at_zero double_count")]
    [DataRow("abs_at_zero")]
    [DataRow("abs_too_steep")]
    [DataRow("tie_lost")]
    [DataRow("tie_doubled")]
    [DataRow("root_without_infinity")]
    [DataRow("reciprocal_sign")]
    [DataRow("right_one_side")]
    public void ATinyEngineWithMistakesGetsTheSameOfTheWholeCorpus(string changes) =>
        AssertSameOfWrong(changes, "--xfails", $"{Engines}/tiny.py.xfails");

    [TestMethod]
    [DataRow("python3", "judge.py", "tiny.py", "template.py")]
    [DataRow("node", "judge.mjs", "tiny.js", "template.mjs")]
    public void AJudgeOfTheKitHasTheExitCodesOfCheck(string host, string judge, string engine, string template)
    {
        Hosts.Require(host);
        string file = Path.GetTempFileName();
        File.WriteAllText(file, "smoke/tanh   # it was wrong once\n");
        AssertEnds(0, "10 passed, 0 failed, 0 skipped", $"{Engines}/{engine}", "--filter", "smoke");
        AssertEnds(0, "2 passed, 0 failed, 0 skipped", $"{Engines}/{engine}", "--filter", "smoke/tanh", "--filter", "smoke/mm");
        AssertEnds(3, "10 passed, 1 failed, 0 skipped", $"{Engines}/{engine}", "--filter", "smoke", "--xfails", file);
        AssertEnds(3, "0 passed, 0 failed, 10 skipped", $"{Kit}/{template}", "--filter", "smoke");
        AssertEnds(1, null, $"{Engines}/{engine}", "--filter", "no-such-case");
        File.WriteAllText(file, "smoke/tahn   # misspelt\n");
        AssertEnds(1, null, $"{Engines}/{engine}", "--filter", "smoke", "--xfails", file);
        File.Delete(file);

        void AssertEnds(int code, string? last, params string[] arguments)
        {
            ChildProcess.Result result = ChildProcess.Start(host, [$"{Kit}/{judge}", .. arguments], BuildFacts.Repository);
            Assert.AreEqual(code, result.ExitCode, result.ToString());
            if (last is not null)
                Assert.AreEqual(last, result.Lines[^1], result.ToString());
            else
                StringAssert.Contains(result.Error, "no case");
        }
    }

    private static string Right(Case each) => MutantTests.Answer(each.Expect);

    private static void AssertAgree(string host, string script, Answer[] answers)
    {
        Hosts.Require(host);
        string file = Path.GetTempFileName();
        File.WriteAllLines(file, from answer in answers
                                 let strict = answer.Strict ? "true" : "false"
                                 select $$"""{"id":"{{answer.Case.Id}}","strict":{{strict}},"answer":{{answer.Text}}}""");
        string[] arguments = [$"{Tests}/{script}", Kit, CorpusFolder.Default.Path, file];
        ChildProcess.Result result = ChildProcess.Start(host, arguments, BuildFacts.Repository);
        File.Delete(file);
        string[] verdicts = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.HasCount(answers.Length, verdicts, result.ToString()[..Math.Min(2000, result.ToString().Length)]);
        string[] differ =
        [
            .. from pair in answers.Zip(verdicts)
               where Verdict(pair.First) != pair.Second
               select $"{pair.First.Case.Id}: check says {Verdict(pair.First)}, the kit {pair.Second}: {pair.First.Text}",
        ];
        Assert.IsEmpty(differ, $"{differ.Length} of {answers.Length}:\n{string.Join('\n', differ.Take(10))}");
        Assert.IsTrue(verdicts.Any(verdict => verdict.StartsWith("failed", StringComparison.Ordinal)), "some answers were to be wrong");
    }

    private static string Verdict(Answer answer)
    {
        using JsonDocument json = JsonDocument.Parse(answer.Text);
        Outcome outcome = Judge.Compare(answer.Case, json.RootElement, answer.Strict);
        string where = outcome.Mismatch is { } mismatch ? mismatch.Path + mismatch.Index : "";
        return $"{outcome.Status.ToString().ToLower(CultureInfo.InvariantCulture)} {where}";
    }

    private static void AssertSameOfWrong(string changes, params string[] options)
    {
        string engine = Path.Combine(Directory.CreateTempSubdirectory().FullName, "changed.py");
        File.WriteAllText(engine, $"""
            import sys
            sys.path.insert(0, "{Tests}")
            sys.argv = ["wrong.py", "{Engines}/tiny.py", *"{changes}".split()]
            from wrong import evaluate
            """);
        string command = $"python3 {Tests}/wrong.py {Engines}/tiny.py {changes}";
        AssertSame("python3", engine, command, options);
        Directory.Delete(Path.GetDirectoryName(engine)!, recursive: true);
    }

    private static void AssertSame(string host, string engine, string command, params string[] options)
    {
        Hosts.Require(host);
        string report = Path.GetTempFileName();
        ChildProcess.Result check = OracleProcess.Run(["check", "--engine", command, "--report", report, .. options]);
        string[] wanted = [.. File.ReadLines(report).Select(Line)];
        string judge = $"{Kit}/judge.{(host == "node" ? "mjs" : "py")}";
        ChildProcess.Result kit = ChildProcess.Start(host, [judge, engine, "--report", report, .. options], BuildFacts.Repository);
        string[] found = [.. File.ReadLines(report).Select(Line)];
        File.Delete(report);
        string[] differ = ["check says", .. wanted.Except(found).Take(5), "the kit says", .. found.Except(wanted).Take(5), $"{kit}"];
        CollectionAssert.AreEquivalent(wanted, found, string.Join('\n', differ));
        Assert.AreEqual(check.ExitCode, kit.ExitCode, kit.ToString());
        Assert.AreEqual(check.Lines[^1], kit.Lines[^1]);
    }

    /// <summary>A line of a report as far as it must be the same: the outcome of a case, or the flags that are named.</summary>
    private static string Line(string line)
    {
        JsonElement json = OracleProcess.Parse(line);
        return json.TryGetProperty("suspects", out JsonElement suspects)
            ? $"suspects {string.Join(", ", suspects.EnumerateArray().Select(flag => flag.GetString()))}"
            : $"{json.GetProperty("id").GetString()} {json.GetProperty("status").GetString()}";
    }
}
