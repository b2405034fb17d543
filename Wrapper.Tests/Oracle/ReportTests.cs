using System.Text.Json;
using System.Xml.Linq;
using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Checking;
using TorchBridge.Oracle.Protocol;
using TorchBridge.Oracle.Reports;
using TorchBridge.Oracle.Verbs;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests.Oracle;

/// <summary>What is made of outcomes: counts, groups, exit codes, files.</summary>
[TestClass]
public sealed class ReportTests
{
    private const string Tiny = "examples/Oracle/engines/tiny.py", Mistaken = "Wrapper.Tests/Oracle/mistaken.py";

    private static readonly Case[] s_cases = [.. CorpusFolder.Default.Select("smoke")];

    [TestMethod]
    public void FiltersAreOperatorsFlagsAndPartsOfIdsAndAnyOfThemIsEnough()
    {
        Assert.HasCount(2, CorpusFolder.Default.Select("smoke/tanh", "smoke/mm").ToArray());
        Case[] tanh = [.. CorpusFolder.Default.Select("tanh")];
        Assert.IsTrue(tanh.All(each => each.Op == "tanh" || each.Id.Contains("/tanh/", StringComparison.Ordinal)));
        Assert.IsTrue(tanh.Any(each => !each.Id.Contains("tanh", StringComparison.Ordinal)),
            "a program whose operator is tanh under another name");
        Assert.IsTrue(CorpusFolder.Default.Select("Kink").All(each => each.Flags.Contains("Kink")));
    }

    [TestMethod]
    [DataRow(8, 3, "8 passed, and --min-passed asks for 9 at least.")]
    [DataRow(9, 0, null)]
    public void TooFewPassedIsAFailure(int passing, int code, string? line)
    {
        var report = new Report("", [.. s_cases.Select((each, i) =>
            new Outcome(each, i < passing ? Status.Passed : Status.Skipped, "later"))], new ExpectedFailures(null, []), minPassed: 9);
        Assert.AreEqual(code, report.ExitCode);
        Assert.AreEqual(line, report.TooLittle);
    }

    [TestMethod]
    public void WhatPassedBeforeMustPass()
    {
        string file = Path.GetTempFileName();
        try
        {
            ChildProcess.Result before = Check("none", "--report", file);
            Assert.AreEqual(0, before.ExitCode, before.ToString());
            ChildProcess.Result same = Check("none", "--baseline", file);
            Assert.AreEqual(0, same.ExitCode, same.ToString());
            Assert.AreEqual(0, Check("declines_some").ExitCode, "to decline is no failure by itself");
            ChildProcess.Result fewer = Check("declines_some", "--baseline", file);
            Assert.AreEqual(3, fewer.ExitCode, fewer.ToString());
            StringAssert.Contains(fewer.Output, "REGRESSED smoke/mm/vjp/f64/201");
            StringAssert.Contains(fewer.Output, "it passed before; now: unsupported: mm");
            Assert.AreEqual("9 passed, 1 failed, 0 skipped", fewer.Lines[^1]);
            File.WriteAllText(file, "smoke/mm\n");
            ChildProcess.Result wrong = Check("none", "--baseline", file);
            Assert.AreEqual(1, wrong.ExitCode, wrong.ToString());
            StringAssert.Contains(wrong.Error, "a baseline is what --report writes");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [TestMethod]
    public void AllFilesOfAReportTellTheSame()
    {
        string[] files = [Path.GetTempFileName(), Path.GetTempFileName(), Path.GetTempFileName()];
        try
        {
            ChildProcess.Result result = Check("declines_some", "--report", files[0], "--junit", files[1], "--markdown", files[2]);
            Assert.AreEqual("9 passed, 0 failed, 1 skipped", result.Lines[^1], result.ToString());
            Assert.MatchesRegex(@"The answers took \d+\.\d s, the slowest \d+\.\d\d s: smoke/", result.Output);
            StringAssert.Contains(result.Output, "skipped 1: unsupported: mm");

            JsonElement skipped = File.ReadLines(files[0]).Select(OracleProcess.Parse)
                .Single(line => line.TryGetProperty("status", out JsonElement status) && status.GetString() == "skipped");
            Assert.AreEqual("unsupported: mm", skipped.GetProperty("why").GetString());
            Assert.IsGreaterThan(0, skipped.GetProperty("seconds").GetDouble());

            XElement suite = XDocument.Load(files[1]).Root!.Element("testsuite")!;
            Assert.AreEqual(("smoke", "10", "0", "1"),
                (suite.Attribute("name")!.Value, suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value,
                    suite.Attribute("skipped")!.Value));
            Assert.AreEqual("unsupported: mm", suite.Descendants("skipped").Single().Attribute("message")!.Value);
            Assert.IsTrue(suite.Elements("testcase")
                .All(each => each.Attribute("classname")!.Value.StartsWith("smoke.", StringComparison.Ordinal)
                    && each.Attribute("time") is not null));

            string page = File.ReadAllText(files[2]);
            StringAssert.Contains(page, "| operator | vjp |");
            StringAssert.Contains(page, "| mm | – |");
            StringAssert.Contains(page, "| 1 | unsupported: mm |");
        }
        finally
        {
            Array.ForEach(files, File.Delete);
        }
    }

    /// <summary>An engine may say anything.</summary>
    [TestMethod]
    public void JUnitHoldsWhatXmlCannot()
    {
        using var text = new StringWriter();
        JUnitReport.Write(new Report("", [new Outcome(s_cases[0], Status.Failed, "a\0b<c>\u001b[31m|")], new ExpectedFailures(null, [])),
            text);
        Assert.AreEqual("a?b<c>?[31m|", XDocument.Parse(text.ToString()).Descendants("failure").Single().Attribute("message")!.Value);
    }

    [TestMethod]
    [TestCategory("Soak")]
    public void AnEngineThatKeepsDyingIsReported()
    {
        ChildProcess.Result result = Check("undeclared_is_asked", "--filter", "unary/tanh", "--filter", "unary/sin", "--filter",
            "unary/cos", "--filter", "unary/exp", "--filter", "binary/mul", "--filter", "binary/add");
        Assert.AreEqual(3, result.ExitCode, result.ToString());
        StringAssert.Contains(result.Output, "50 cases: the engine has ended (exit code 1)");
        StringAssert.Contains(result.Output, "not asked: the engine has been started 50 times");
    }

    [TestMethod]
    [DataRow("float64", 1.0, 1.0000000000000004, "2 ULP")]
    [DataRow("float64", 2.0, 2.5, "relative error 2.5e-1")]
    [DataRow("float64", 0.0, 1.0, null)]
    [DataRow("float64", 1.0, double.PositiveInfinity, null)]
    [DataRow("float64", 5e-324, 1.0, null)]
    [DataRow("float32", 1.0, 1.0000002384185791, "2 ULP")]
    [DataRow("bfloat16", 1.0, 1.015625, "2 ULP")]
    public void ADistanceIsPrintedIfItHasAMeaning(string name, double expected, double got, string? distance)
    {
        DType type = DTypes.Parse(name)!.Value;
        Assert.AreEqual(distance, TensorComparison.Mismatch(new TensorValue(type, [1], [expected]), new TensorValue(type, [1], [got]),
            new Tolerance(0, 0))!.Distance);
    }

    [TestMethod]
    public void TheBarEstimatesTheTimeThatIsLeft()
    {
        Assert.AreEqual("check [===============               ] 50/100 1:10 left   ", Progress.Bar("check", 50, 100, 70));
        Assert.AreEqual(Progress.Bar("check", 100, 100, 9).Length - 1, Progress.Bar("check", 50, 100, 70).Length);
    }

    private static ChildProcess.Result Check(string mistake, params string[] options)
    {
        Hosts.Require("python3");
        return OracleProcess.Run(["check", "--engine", $"python3 {Mistaken} {Tiny} {mistake}", .. options.Contains("--filter") ? []
            : new[] { "--filter", "smoke" }, .. options]);
    }
}
