using System.Text.Json;
using TorchBridge.Oracle.Cases;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests.Oracle;

[TestClass]
public sealed class CheckTests
{
    private const string TinyPy = "examples/Oracle/engines/tiny.py", TinyJs = "examples/Oracle/engines/tiny.js", Wrong = "Wrapper.Tests/Oracle/wrong.py";

    [TestMethod]
    [DataRow("python3", TinyPy)]
    [DataRow("node", TinyJs)]
    public void ATinyEnginePassesSmoke(string host, string engine)
    {
        ChildProcess.Result result = Check(host, $"{host} {engine}", "--filter", "smoke");
        Assert.AreEqual(0, result.ExitCode, result.ToString());
        Assert.AreEqual("10 passed, 0 failed, 0 skipped", result.Lines[^1]);
    }

    /// <summary>The stated part: at least 250 cases, all that they do not decline but for the one in their file of expected failures.</summary>
    [TestMethod]
    [DataRow("python3", TinyPy)]
    [DataRow("node", TinyJs)]
    public void ATinyEnginePassesItsPartOfTheCorpus(string host, string engine)
    {
        ChildProcess.Result without = Check(host, $"{host} {engine}");
        Assert.AreEqual(3, without.ExitCode, "without the file of expected failures some case fails");
        StringAssert.Contains(without.Output, "reduction/prod_all_zero");
        ChildProcess.Result result = Check(host, $"{host} {engine}", "--xfails", $"{engine}.xfails");
        Assert.AreEqual(0, result.ExitCode, result.ToString());
        Assert.IsGreaterThan(250, int.Parse(result.Lines[^1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
        StringAssert.Contains(result.Lines[^1], ", 0 failed, ");
        StringAssert.Contains(result.Lines[^1], " failed as expected, ");
    }

    [TestMethod]
    public void AllPlantedBugsAreNamedAndNothingElse()
    {
        (int code, string[] suspects, JsonElement[] cases) = WithBugs();
        Assert.AreEqual(3, code);
        CollectionAssert.AreEquivalent(new[] { "Broadcast", "Accumulate", "Normalizer", "Kink", "SharedSubexpression" }, suspects, string.Join(", ", suspects));
        foreach (JsonElement each in cases.Where(each => each.GetProperty("status").GetString() == "failed"))
            Assert.IsTrue(each.GetProperty("flags").EnumerateArray().Any(flag => suspects.Contains(flag.GetString())), each.ToString());
    }

    [TestMethod]
    [DataRow("no_reduction", "Broadcast")]
    [DataRow("overwrite", "Accumulate")]
    [DataRow("diagonal_softmax", "Normalizer")]
    [DataRow("relu_at_zero", "Kink")]
    [DataRow("double_count", "SharedSubexpression")]
    public void APlantedBugIsNamed(string bug, string flag)
    {
        (int code, string[] suspects, JsonElement[] cases) = WithBugs(bug);
        Assert.AreEqual(3, code);
        CollectionAssert.AreEqual(new[] { flag }, suspects, string.Join(", ", suspects));
        JsonElement[] failed = [.. cases.Where(each => each.GetProperty("status").GetString() == "failed")];
        Assert.IsGreaterThan(1, failed.Length);
        foreach (JsonElement each in failed)
            CollectionAssert.Contains(each.GetProperty("flags").EnumerateArray().Select(found => found.GetString()).ToArray(), flag, each.ToString());
    }

    [TestMethod]
    public void AMismatchTellsWhereAndWhatAndHints()
    {
        ChildProcess.Result result = Check("python3", $"python3 {Wrong} {TinyPy} no_reduction", "--filter", "smoke");
        Assert.AreEqual(3, result.ExitCode, result.ToString());
        Assert.MatchesRegex(@"vjp\.x\[0, 0\]: expected -?[\d.]+, got -?[\d.]+ \(relative error [\d.e+-]+\)", result.Output);
        StringAssert.Contains(result.Output, "is summed over the broadcast dimensions");
        Assert.AreEqual("9 passed, 1 failed, 0 skipped", result.Lines[^1]);
    }

    [TestMethod]
    public void AnExpectedFailureThatPassesIsReported()
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, "smoke/tanh   # it was wrong once\n");
        ChildProcess.Result result = Check("python3", $"python3 {TinyPy}", "--filter", "smoke", "--xfails", file);
        File.Delete(file);
        Assert.AreEqual(3, result.ExitCode, result.ToString());
        StringAssert.Contains(result.Output, "unexpected pass: smoke/tanh");
    }

    [TestMethod]
    public void WhatIsNoEngineIsToldSo()
    {
        ChildProcess.Result echo = OracleProcess.Run("check", "--engine", "cat");
        Assert.AreEqual(1, echo.ExitCode, echo.ToString());
        StringAssert.Contains(echo.Error, "the program sends back each message unchanged");
        ChildProcess.Result declines = Check("python3",
            "python3 -c \"import json\nwhile True: print(json.dumps(dict(id=json.loads(input())['id'], success=False, error='unsupported: all')), flush=True)\"");
        Assert.AreEqual(1, declines.ExitCode, declines.ToString());
        StringAssert.Contains(declines.Error, "does not define the module program");
    }

    [TestMethod]
    public void AnEngineThatDeclinesAllHasPassedNothing()
    {
        string program = Path.GetTempFileName();
        File.WriteAllText(program, "import json\nwhile True:\n    m = json.loads(input())\n    print(json.dumps(dict(id=m['id'], success=m['kind'] != 'evaluate', error='unsupported: all')), flush=True)\n");
        ChildProcess.Result result = Check("python3", $"python3 {program}", "--filter", "smoke");
        File.Delete(program);
        Assert.AreEqual(3, result.ExitCode, result.ToString());
        StringAssert.Contains(result.Output, "All 10 cases were skipped: nothing was checked. The first reason: unsupported: all");
        Assert.AreEqual("0 passed, 0 failed, 10 skipped", result.Lines[^1]);
    }

    [TestMethod]
    public void AnExpectedFailureOfNoCaseIsAnError()
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, "smoke/tahn   # misspelt\n");
        ChildProcess.Result result = Check("python3", $"python3 {TinyPy}", "--filter", "smoke", "--xfails", file);
        File.Delete(file);
        Assert.AreEqual(1, result.ExitCode, result.ToString());
        StringAssert.Contains(result.Error, "no case has an id that starts with smoke/tahn");
    }

    [TestMethod]
    [DataRow("abs_at_zero", "Kink", "abs")]
    [DataRow("abs_too_steep", "Kink", "abs")]
    [DataRow("tie_lost", "Tie", "maximum")]
    [DataRow("tie_doubled", "Tie", "minimum")]
    [DataRow("root_without_infinity", "Infinite", "sqrt")]
    [DataRow("reciprocal_sign", "Infinite", "reciprocal_zero")]
    public void AMistakeOfATinyEngineFailsAndItsFlagIsNamed(string mistake, string flag, string filter)
    {
        ChildProcess.Result result = Check("python3", $"python3 {Wrong} {TinyPy} {mistake}", "--filter", filter);
        Assert.AreEqual(3, result.ExitCode, result.ToString());
        StringAssert.Contains(result.Output, $"  {flag} (");
    }

    /// <summary>A tie to one side only and a kink's right slope: other choices than tiny.py's, and as right.</summary>
    [TestMethod]
    public void AnEngineWithOtherChoicesPasses()
    {
        ChildProcess.Result result = Check("python3", $"python3 {Wrong} {TinyPy} right_one_side", "--xfails", $"{TinyPy}.xfails");
        Assert.AreEqual(0, result.ExitCode, result.ToString());
        StringAssert.Contains(result.Output, "passed with another choice than LibTorch's");
    }

    [TestMethod]
    public void AnEngineThatIsSlowOrDeadOrMissing()
    {
        ChildProcess.Result slow = Check("python3", "python3 -c \"import time; [time.sleep(9) for _ in iter(input, '')]\"", "--filter", "smoke/tanh", "--timeout", "0.5");
        Assert.AreEqual(5, slow.ExitCode, slow.ToString());
        StringAssert.Contains(slow.Error, "no answer within 0.5 s");
        ChildProcess.Result dead = Check("python3", "python3 -c \"exit(1)\"", "--filter", "smoke/tanh");
        Assert.AreEqual(1, dead.ExitCode, dead.ToString());
        StringAssert.Contains(dead.Error, "the engine does not answer the first message: the engine has ended");
        Assert.AreEqual(1, OracleProcess.Run("check", "--engine", "no-such-program-here", "--filter", "smoke").ExitCode);
        Assert.AreEqual(1, OracleProcess.Run("check", "--engine", "x", "--filter", "no-such-case").ExitCode);
        Assert.AreEqual(1, OracleProcess.Run("check").ExitCode);
    }

    [TestMethod]
    public void TheOracleItselfPassesSmokeAndSemantics()
    {
        string self = $"\"{ChildProcess.DotnetHost()}\" \"{typeof(Case).Assembly.Location}\" serve";
        foreach ((string filter, string last) in new[] { ("smoke", "10 passed, 0 failed, 0 skipped"), ("semantics", $"{CorpusFolder.Default.Select("semantics").Count()} passed, 0 failed, 0 skipped") })
        {
            ChildProcess.Result result = OracleProcess.Run("check", "--engine", self, "--filter", filter, "--strict");
            Assert.AreEqual(0, result.ExitCode, result.ToString());
            Assert.AreEqual(last, result.Lines[^1]);
        }
    }

    [TestMethod]
    public void DiffComparesFiles()
    {
        Case each = CorpusFolder.Default.Select("smoke/tanh").First();
        string cases = Path.GetTempFileName(), answers = Path.GetTempFileName();
        try
        {
            File.WriteAllText(cases, each.Line + "\n");
            string output = OracleProcess.Parse(each.Line).GetProperty("expect").GetRawText();
            File.WriteAllText(answers, $$"""{"id":"{{each.Id}}","success":true,"output":{{output}}}""" + "\n");
            Assert.AreEqual("1 passed, 0 failed, 0 skipped", OracleProcess.Run("diff", cases, answers).Lines[^1]);
            File.WriteAllText(answers, $$"""{"id":"{{each.Id}}","success":true,"output":{{output.Replace("\"data\":[", "\"data\":[9,", StringComparison.Ordinal).Replace("\"shape\":[2]", "\"shape\":[3]", StringComparison.Ordinal)}}}""" + "\n");
            ChildProcess.Result wrong = OracleProcess.Run("diff", cases, answers);
            Assert.AreEqual(3, wrong.ExitCode, wrong.ToString());
            Assert.AreEqual("0 passed, 1 failed, 0 skipped", wrong.Lines[^1]);
            File.WriteAllText(answers, "{");
            Assert.AreEqual(1, OracleProcess.Run("diff", cases, answers).ExitCode);
        }
        finally
        {
            File.Delete(cases);
            File.Delete(answers);
        }
    }

    [TestMethod]
    [DataRow("serve")]
    [DataRow("eval")]
    [DataRow("check")]
    [DataRow("diff")]
    [DataRow("gen")]
    [DataRow("lint")]
    [DataRow("list")]
    [DataRow("show")]
    [DataRow("doctor")]
    public void HelpHasAnExample(string verb)
    {
        ChildProcess.Result result = OracleProcess.Run(verb, "--help");
        Assert.AreEqual(0, result.ExitCode, result.ToString());
        StringAssert.Contains(result.Output, "Example:");
        StringAssert.Contains(result.Output, $"torchbridge-oracle {verb}");
    }

    private static (int Code, string[] Suspects, JsonElement[] Cases) WithBugs(params string[] bugs)
    {
        string report = Path.GetTempFileName();
        try
        {
            ChildProcess.Result result = Check("python3", $"python3 {Wrong} {TinyPy} {string.Join(' ', bugs)}", "--xfails", $"{TinyPy}.xfails", "--report", report);
            JsonElement[] lines = [.. File.ReadLines(report).Select(OracleProcess.Parse)];
            Assert.IsNotEmpty(lines, result.ToString());
            return (result.ExitCode, [.. lines[^1].GetProperty("suspects").EnumerateArray().Select(flag => flag.GetString()!)], lines[..^1]);
        }
        finally
        {
            File.Delete(report);
        }
    }

    private static ChildProcess.Result Check(string host, string engine, params string[] options)
    {
        Hosts.Require(host);
        return OracleProcess.Run(["check", "--engine", engine, .. options]);
    }
}
