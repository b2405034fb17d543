using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests;

/// <summary>No argument may end the process: every known misuse, tried in a child.</summary>
[TestClass]
public sealed class MisuseTests
{
    [TestMethod]
    [DataRow("misuse")]
    [DataRow("misuse-by-script")]
    public void EveryMisuseThrowsWhatIsDocumentedAndTheProcessLives(string program)
    {
        int count = Tables().Sum(Count);
        Assert.IsGreaterThanOrEqualTo(60, count);
        AssertAllOk(program, count);
    }

    private static void AssertAllOk(string program, int count)
    {
        ChildProcess.Result child = ChildProcess.Run(program);
        Assert.AreEqual(0, child.ExitCode, child.ToString());
        string[] lines = child.Lines;
        Assert.AreEqual("end", lines[^1], child.ToString());
        string[] names = [.. lines[..^1].Select(line => line.Split(": ")[0])];
        Assert.HasCount(count, names);
        CollectionAssert.AreEqual(Array.Empty<string>(), lines[..^1].Where(line => !line.EndsWith(": ok", StringComparison.Ordinal)).ToArray());
    }

    /// <summary>The whole public surface, but for the transforms and the gradient checks, which have programs of their own.</summary>
    internal static IEnumerable<MisuseTable> Tables()
    {
        yield return new BackwardMisuse();
        yield return new GradMisuse();
        yield return new FunctionMisuse();
        yield return new OperatorMisuse();
        yield return new TransformMisuse();
    }

    private static int Count(MisuseTable table)
    {
        using (table)
            return table.All().Count();
    }

    [TestMethod]
    [NotUnderWine(Wine.EndingByException)]
    public void TheHarnessSeesAnAbort()
    {
        ChildProcess.Result child = ChildProcess.Run("torchsharp-grad-error");
        Assert.AreNotEqual(0, child.ExitCode, child.ToString());
        Assert.DoesNotContain("end", child.Output);
    }

    [TestMethod]
    public void AGraphOfManyNodesIsWalkedAndFreed()
    {
        ChildProcess.Result child = ChildProcess.Run("deep-graph");
        CollectionAssert.AreEqual(new[] { "gradient 1", "end" }, child.Lines, child.ToString());
    }
}
