using System.Globalization;
using System.Text.Json;
using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Checking;
using TorchBridge.Oracle.Protocol;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests.Oracle;

/// <summary>The judges that need no .NET, in Python and in JavaScript, say what <c>check</c> says.</summary>
[TestClass]
public sealed class KitTests
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

    /// <summary>Answers that are not made as the protocol says, or say something else than the output.</summary>
    private static readonly string[] s_odd =
    [
        "null", "[]", "1", "\"yes\"", "{}", """{"success":1}""", """{"success":"true"}""", """{"success":true}""", """{"success":false}""",
        """{"success":false,"error":7}""", """{"success":false,"error":"unsupported"}""", """{"success":false,"error":"unsupported: x"}""",
        """{"success":false,"error":"Unsupported: x"}""", """{"success":false,"error":"unknown-operator: x"}""",
        """{"success":false,"error":"unknown-function : x"}""", """{"success":false,"error":"operator-failed: x"}""",
        """{"success":false,"error":"non-scalar-output"}""", """{"success":true,"output":null}""", """{"success":true,"output":[]}""",
        """{"success":true,"output":"text"}""", """{"success":true,"output":7}""", """{"success":true,"output":{}}""",
        """{"success":true,"output":{"error":"non-scalar-output: x"}}""", """{"success":true,"output":{"values":null}}""",
        """{"success":true,"output":{"values":{"out":[1,2]}}}""", """{"success":true,"output":{"dtype":"float64","shape":[],"data":[1]}}""",
    ];

    /// <summary>Changes of the text of a right answer, most of which make it one that cannot be read, or another tensor.</summary>
    private static readonly (string Old, string New)[] s_slips =
    [
        ("\"dtype\":\"float64\"", "\"dtype\":\"float32\""), ("\"dtype\":\"float32\"", "\"dtype\":\"float64\""),
        ("\"dtype\":\"complex128\"", "\"dtype\":\"complex64\""), ("\"dtype\":\"float64\"", "\"dtype\":\"float16\""),
        ("\"dtype\":\"float64\"", "\"dtype\":\"int64\""), ("\"dtype\":\"float64\"", "\"dtype\":\"bool\""),
        ("\"dtype\":\"float64\"", "\"dtype\":7"), ("\"dtype\":\"float64\",", ""), ("\"shape\":[", "\"shape\":[1,"),
        ("\"shape\":[2", "\"shape\":[-2"), ("\"shape\":[2", "\"shape\":[2.5"), ("\"shape\":[", "\"shape\":[\"2\","),
        ("\"data\":[", "\"data\":[0,"), ("\"data\":[", "\"data\":[null,"), ("\"data\":[", "\"device\":\"cpu\",\"data\":["),
        ("\"data\":[-", "\"data\":[1e300,-"), ("\"data\":[", "\"numbers\":["), ("\"data\":[[", "\"data\":[[0,"),
        ("\"Infinity\"", "\"-Infinity\""), ("\"NaN\"", "\"nan\""), ("\"Infinity\"", "1e308"), ("\"-Infinity\"", "\"NaN\""),
        ("\"values\":{", "\"seconds\":0.5,\"values\":{"), ("\"values\":{", "\"note\":\"hello\",\"values\":{"),
        ("\"values\":{", "\"error\":\"bad\",\"values\":{"), ("\"values\":{", "\"values\":{\"more\":null,"),
        ("\"steps\":[", "\"steps\":[{},"), ("null", "{}"), ("{}", "null"), ("{}", "{\"error\":\"graph-freed: x\"}"),
        ("graph-freed", "graph-freed: once more"),
    ];

    /// <param name="Case">What was asked.</param>
    /// <param name="Text">The answer, as JSON.</param>
    /// <param name="Strict">Whether LibTorch's choice alone is right.</param>
    private sealed record Answer(Case Case, string Text, bool Strict = false);

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

    /// <summary>Numbers that differ from the expected one by a little less and a little more than the tolerance.</summary>
    private static IEnumerable<Answer> Nudges()
    {
        Case[] some = [.. s_cases.Where((each, i) => i % 7 == 0 || each.Choices.Count > 0)];
        foreach (Case each in some.Where(each => each.Result != "error" && each.Function != "backward"))
            foreach (double factor in new[] { -1.01, -0.99, 0.99, 1.01 })
            {
                double Nudged(double x) => x + factor * (each.Tolerance.Absolute + each.Tolerance.Relative * Math.Abs(x));
                yield return new Answer(each, MutantTests.Answer((Fields)Walk(each.Expect, Nudged)!));
            }

        static object? Walk(object? part, Func<double, double> change)
        {
            if (part is TensorValue tensor)
                return tensor.Type is DType.Bool or DType.Int64 ? tensor : tensor.With([.. tensor.Data.Select(change)]);
            if (part is not Fields fields)
                return part;
            var changed = new Fields();
            foreach ((string name, object? value) in fields)
                changed.Add(name, Walk(value, change));
            return changed;
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
