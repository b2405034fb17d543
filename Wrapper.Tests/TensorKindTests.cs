using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests;

/// <summary>No kind of tensor ends the process or gives a wrong number, whichever operator gets it.</summary>
[TestClass]
public sealed class TensorKindTests
{
    [TestMethod]
    public void EveryOperatorGivesARightValueOrADocumentedErrorForEveryKindOfTensor()
    {
        ChildProcess.Result child = ChildProcess.Run("tensor-kinds");
        string[] lines = child.Lines;
        Assert.AreEqual(0, child.ExitCode, $"The process ended in the cell: {lines[^1]}\n{child.Error}");
        Assert.AreEqual("end", lines[^1]);
        Assert.HasCount(TensorKindTable.Count, lines[..^1]);
        string[] outcomes = ["value", "error", "function"];
        Assert.AreEqual("", string.Join('\n', lines[..^1].Where(line => !outcomes.Any(outcome => line.Split(": ")[1].StartsWith(outcome, StringComparison.Ordinal)))));
        Assert.IsTrue(lines.Where(line => line.Contains("| dense: ", StringComparison.Ordinal) && !line.StartsWith("Backward of it", StringComparison.Ordinal)
            && !line.StartsWith("Graph of it", StringComparison.Ordinal) && !line.StartsWith("Autograd.Grad in it", StringComparison.Ordinal)).All(line => line.EndsWith(": value", StringComparison.Ordinal)),
            string.Join('\n', lines.Where(line => line.Contains("| dense: ", StringComparison.Ordinal))));
    }
}
