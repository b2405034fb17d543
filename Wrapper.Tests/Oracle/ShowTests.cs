using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests.Oracle;

[TestClass]
public sealed class ShowTests
{
    [TestMethod]
    public void ShowsWhatCheckCompares()
    {
        ChildProcess.Result result = OracleProcess.Run("show", "traps/max_three/vjp/f64/201");
        Assert.AreEqual(0, result.ExitCode, result.ToString());
        StringAssert.Contains(result.Output, "expected values out = float64 []: 3");
        StringAssert.Contains(result.Output, "expected vjp x = float64 [4]: ");
        StringAssert.Contains(result.Output, "passes: a number that differs from the expected one by at most 1E-11 + 1E-09 of its size");
        StringAssert.Contains(result.Output, "passes too, with check --strict not: vjp.x[0] from ");
        StringAssert.Contains(OracleProcess.Run("show", "semantics/error_grad_of_vector").Output,
            "passes: an answer whose error starts with this code");
    }

    /// <summary>The line is the one that check sends: an engine answers it, without any other message.</summary>
    [TestMethod]
    [DataRow("smoke/mm/vjp/f64/201", "float64")]
    [DataRow("smoke/mm/vjp/f64/201@float32", "float32")]
    [DataRow("smoke/mm/vjp/f64/201@bfloat16", "bfloat16")]
    public void TheRequestIsTheLineThatCheckSends(string id, string type)
    {
        ChildProcess.Result request = OracleProcess.Run("show", "--request", id);
        Assert.AreEqual(0, request.ExitCode, request.ToString());
        StringAssert.Contains(request.Lines.Single(), $"\"dtype\":\"{type}\"");
        using OracleProcess oracle = OracleProcess.Serve();
        string answer = oracle.Ask(request.Lines)[0];
        StringAssert.Contains(answer, "\"id\":2,\"success\":true");
        StringAssert.Contains(answer, $"\"dtype\":\"{type}\"");
    }

    [TestMethod]
    public void OneRequestAtATime()
    {
        ChildProcess.Result result = OracleProcess.Run("show", "--request", "smoke");
        Assert.AreEqual(1, result.ExitCode, result.ToString());
        StringAssert.Contains(result.Error, "several ids start with smoke");
        Assert.AreEqual(1, OracleProcess.Run("show", "no/such/case").ExitCode);
        StringAssert.Contains(OracleProcess.Run("show", "complex128@float32").Error, "check does not ask complex128/");
    }
}
