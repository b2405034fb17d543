using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests.Scenarios;

/// <summary>Captured tensors inside the parts of a custom function, in a process of its own, because they might end it.</summary>
[TestClass]
public sealed class CustomCaptureTests
{
    [TestMethod]
    public void EveryUseOfACapturedTensorIsAnErrorOrAValue()
    {
        ChildProcess.Result child = ChildProcess.Run("custom-captures");
        string tail = $"exit code {child.ExitCode}\n{string.Join('\n', child.Lines.TakeLast(5))}\n{child.Error}";
        Assert.AreEqual(0, child.ExitCode, tail);
        StringAssert.StartsWith(child.Lines[^1], "end, ", tail);
        string[] bad = [.. child.Lines.Where(line => line.Contains("AT REST", StringComparison.Ordinal)
            || line.Contains("WRONG", StringComparison.Ordinal))];
        Assert.IsEmpty(bad, string.Join('\n', bad));
        Assert.IsTrue(child.Lines.Any(line => line.StartsWith("grad, backward: add: value", StringComparison.Ordinal)),
            "backward runs at the level where the tensor belongs");
    }
}
