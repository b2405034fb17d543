using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests.Scenarios;

/// <summary>A tensor that outlives its level, in a process of its own, because it might end it.</summary>
[TestClass]
public sealed class TransformEscapeTests
{
    [TestMethod]
    public void EveryUseOfAnEscapedTensorIsAnErrorOrAValue()
    {
        ChildProcess.Result child = ChildProcess.Run("transform-escapes");
        Assert.AreEqual(0, child.ExitCode, Tail(child));
        StringAssert.StartsWith(child.Lines[^1], "end, ", Tail(child));
        string[] bad = [.. child.Lines.Where(line => line.Contains("UNCLEAR", StringComparison.Ordinal)
            || line.Contains("AT REST", StringComparison.Ordinal) || line.Contains("WRONG", StringComparison.Ordinal))];
        Assert.IsEmpty(bad, string.Join('\n', bad));
        Assert.IsTrue(child.Lines.Any(line => line.EndsWith("argument of grad: add: value", StringComparison.Ordinal)),
            "what is left of a grad level is a plain value, as in PyTorch");
        Assert.IsTrue(child.Lines.Any(line => line.StartsWith("argument of vmap: add: error", StringComparison.Ordinal)),
            "a batch without its level is an error");
    }

    private static string Tail(ChildProcess.Result child) =>
        $"exit code {child.ExitCode}\n{string.Join('\n', child.Lines.TakeLast(5))}\n"
            + string.Join('\n', child.Error.Split('\n').TakeLast(30));
}
