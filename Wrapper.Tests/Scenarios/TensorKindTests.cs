using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests.Scenarios;

/// <summary>No kind of tensor ends the process or gives a wrong number, whichever call gets it in whichever role.</summary>
[TestClass]
public sealed class TensorKindTests
{
    private static readonly Lazy<ChildProcess.Result> s_child = new(() => ChildProcess.Run("tensor-kinds"));

    /// <summary>Calls that do not accept a dense tensor: a leaf from which no tensor was computed, or one with several elements.</summary>
    private static readonly string[] s_notOfDense =
        ["Backward of it", "Graph of it", "Autograd.Grad in it", "GradientEdge of it", "ClipGradsWithNorm with it"];

    public static IEnumerable<object[]> Rows => ScenarioCatalogue.Rows(Tags.Role);

    [TestMethod]
    public void TheProcessLivesToItsEnd()
    {
        ChildProcess.Result child = s_child.Value;
        Assert.AreEqual(0, child.ExitCode, $"The process ended in the cell: {child.Lines[^1]}\n{child.Error}");
        Assert.AreEqual("end", child.Lines[^1]);
        Assert.HasCount(TensorKindTable.Count, child.Lines[..^1]);
    }

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void ARightValueOrADocumentedErrorForEveryKind(string name)
    {
        string[] lines = [.. s_child.Value.Lines.Where(line => line.StartsWith($"{name} | ", StringComparison.Ordinal))];
        Assert.HasCount(TensorKind.All().Count(), lines);
        string[] outcomes = ["value", "error", "function"];
        Assert.AreEqual("", string.Join('\n',
            lines.Where(line => !outcomes.Any(outcome => Outcome(line).StartsWith(outcome, StringComparison.Ordinal)))));
        string dense = lines.Single(line => line.Contains("| dense: ", StringComparison.Ordinal));
        if (!s_notOfDense.Any(each => name.StartsWith(each, StringComparison.Ordinal)))
            Assert.AreEqual("value", Outcome(dense), dense);
    }

    private static string Outcome(string line) => line.Split(": ", 2)[1];
}
