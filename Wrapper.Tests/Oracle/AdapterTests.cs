using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests.Oracle;

/// <summary>The commonest mistakes of an adapter, each with a message that says what to do.</summary>
[TestClass]
public sealed class AdapterTests
{
    private const string Tiny = "examples/Oracle/engines/tiny.py", Mistaken = "Wrapper.Tests/Oracle/mistaken.py";

    [TestMethod]
    [DataRow("bare_nan", "FAILED 10 cases: the answer is not JSON: it has a bare NaN, which JSON does not have; write it as a string: \"NaN\"")]
    [DataRow("debug_line", "FAILED 10 cases: the engine wrote \"evaluating message 2\" on stdout, which is for answers only; write it on stderr")]
    [DataRow("no_values", "FAILED 10 cases: the output has no \"values\"; the values of the outputs stand beside the derivatives")]
    [DataRow("no_vjp", "FAILED 10 cases: the output has no \"vjp\"")]
    [DataRow("wrong_id", "FAILED 10 cases: the answer has the id 3, the message has 2; every message has one answer, in their order, with the same id")]
    [DataRow("no_id", "FAILED 10 cases: the answer has no id; it carries that of its message, here 2")]
    [DataRow("declines_loudly", "FAILED 10 cases: the error \"Unsupported: vjp\" does not start with a code and a colon; to decline a case, write \"unsupported: …\"")]
    [DataRow("declines_in_words", "FAILED 10 cases: the error \"unsupported function\" does not start with a code and a colon; to decline a case, write \"unsupported: …\"")]
    [DataRow("no_error", "FAILED 10 cases: the answer has success false and no error string that starts with a code")]
    [DataRow("raises", "FAILED 10 cases: expected an answer, got the error TypeError: bad operand type")]
    [DataRow("pretty", "the answer is not JSON: an answer stands on one line, and this one goes on after {")]
    public void AMistakeIsOneGroupWithAMessage(string mistake, string message)
    {
        ChildProcess.Result result = Check(mistake, "--filter", "smoke");
        Assert.AreEqual(3, result.ExitCode, result.ToString());
        StringAssert.Contains(result.Output, message);
        Assert.DoesNotContain("hint (", result.Output);
        Assert.DoesNotContain("Where to look", result.Output);
        Assert.StartsWith("0 passed, 10 failed", result.Lines[^1]);
    }

    [TestMethod]
    public void AProcessThatDiesIsStartedAnewAndNoHintIsGiven()
    {
        ChildProcess.Result result = Check("dies", "--filter", "smoke");
        Assert.AreEqual(3, result.ExitCode, result.ToString());
        StringAssert.Contains(result.Output, "FAILED 5 cases: the engine has ended (exit code 7)");
        Assert.DoesNotContain("Where to look", result.Output);
        Assert.AreEqual("5 passed, 5 failed, 0 skipped", result.Lines[^1]);
    }

    /// <summary>The value is wrong in every case, also in those of softmax: no rule of a derivative explains that.</summary>
    [TestMethod]
    public void AWrongValueHasNoHintAboutGradients()
    {
        ChildProcess.Result result = Check("wrong_value", "--filter", "smoke/softmax", "--filter", "smoke/broadcast");
        Assert.AreEqual(3, result.ExitCode, result.ToString());
        StringAssert.Contains(result.Output, "values.out[0, 0]: expected ");
        Assert.DoesNotContain("Normalizer", result.Output);
        StringAssert.Contains(result.Output, "hint (Broadcast)");
    }

    [TestMethod]
    public void ABannerIsToldBeforeAnyCaseIsAsked()
    {
        ChildProcess.Result result = Check("banner", "--filter", "smoke");
        Assert.AreEqual(1, result.ExitCode, result.ToString());
        StringAssert.Contains(result.Error, "the engine wrote \"Welcome to tiny 1.0\" on stdout, which is for answers only");
        Assert.IsEmpty(result.Lines, result.ToString());
    }

    [TestMethod]
    [DataRow("python3 tiny.py | tee log", "no shell reads the command of the engine, so | in it does nothing")]
    [DataRow("python3 tiny.py 2>/dev/null", "so 2>/dev/null in it does nothing; put the line in a script, or write sh -c")]
    [DataRow("cd engines && python3 tiny.py", "so && in it does nothing")]
    [DataRow("OMP_NUM_THREADS=1 python3 tiny.py", "so OMP_NUM_THREADS=1 is taken for a program; write env OMP_NUM_THREADS=1")]
    [DataRow("", "the command of the engine is empty")]
    public void ACommandForAShellIsToldSo(string command, string message)
    {
        ChildProcess.Result result = OracleProcess.Run("check", "--engine", command, "--filter", "smoke/tanh");
        Assert.AreEqual(1, result.ExitCode, result.ToString());
        StringAssert.Contains(result.Error, message);
    }

    [TestMethod]
    public void AShellMayBeTheCommand()
    {
        Hosts.Require("python3");
        ChildProcess.Result result = OracleProcess.Run("check", "--engine", $"sh -c \"python3 {Tiny} | cat\"", "--filter", "smoke");
        Assert.AreEqual("10 passed, 0 failed, 0 skipped", result.Lines[^1], result.ToString());
    }

    /// <summary>What an engine does not declare is not asked; it is skipped, and the reasons are counted.</summary>
    [TestMethod]
    public void WhatAnEngineDeclaresIsAskedAndNothingElse()
    {
        ChildProcess.Result result = Check("declares", "--filter", "smoke", "--filter", "unary/tanh", "--report", "/dev/stdout");
        Assert.AreEqual(0, result.ExitCode, result.ToString());
        StringAssert.Contains(result.Output, "operators that the engine does not declare");
        StringAssert.Contains(result.Output, "functions that the engine does not declare");
        StringAssert.Contains(result.Output, "dtypes that the engine does not declare");
        StringAssert.Contains(result.Output, "\"status\":\"skipped\",\"why\":\"not declared: operator softmax\"");
        Assert.DoesNotContain("unsupported", result.Output);
        Assert.StartsWith("7 passed, 0 failed, ", result.Lines[^1]);
        ChildProcess.Result wrong = Check("declares_a_number", "--filter", "smoke");
        Assert.AreEqual(1, wrong.ExitCode, wrong.ToString());
        StringAssert.Contains(wrong.Error, "config.dtypes that is not a list of names");
    }

    private static ChildProcess.Result Check(string mistake, params string[] options)
    {
        Hosts.Require("python3");
        return OracleProcess.Run(["check", "--engine", $"python3 {Mistaken} {Tiny} {mistake}", .. options]);
    }
}
