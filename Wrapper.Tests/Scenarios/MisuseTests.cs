using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests.Scenarios;

/// <summary>No argument may end the process: every known misuse, tried in a child.</summary>
[TestClass]
public sealed class MisuseTests
{
    /// <summary>The ways to make Grad's native call: through a frame that catches C++ exceptions, or through TorchScript.</summary>
    private static readonly string[] s_programs = ["misuse", "misuse-by-script"];

    private static readonly Dictionary<string, Lazy<ChildProcess.Result>> s_runs =
        s_programs.ToDictionary(program => program, program => new Lazy<ChildProcess.Result>(() => ChildProcess.Run(program)));

    public static IEnumerable<object[]> Rows => s_programs.SelectMany(_ => Names(), (program, name) => new object[] { program, name });

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void ThrowsWhatIsDocumentedAndTheProcessLives(string program, string name)
    {
        ChildProcess.Result child = s_runs[program].Value;
        string? line = child.Lines.SingleOrDefault(line => line.StartsWith($"{name}: ", StringComparison.Ordinal));
        Assert.AreEqual($"{name}: ok", line, line is null ? child.ToString() : "");
    }

    [TestMethod]
    [DataRow("misuse")]
    [DataRow("misuse-by-script")]
    public void TheProcessLivesToItsEnd(string program)
    {
        ChildProcess.Result child = s_runs[program].Value;
        Assert.AreEqual(0, child.ExitCode, child.ToString());
        CollectionAssert.AreEqual(Names().Append("end").ToArray(), child.Lines.Select(line => line.Split(": ")[0]).ToArray());
        Assert.IsGreaterThanOrEqualTo(60, child.Lines.Length);
    }

    /// <summary>The whole public surface.</summary>
    internal static IEnumerable<MisuseTable> Tables()
    {
        yield return new BackwardMisuse();
        yield return new GradMisuse();
        yield return new FunctionMisuse();
        yield return new DefinedFunctionMisuse();
        yield return new HookMisuse();
        yield return new OperatorMisuse();
        yield return new TransformMisuse();
        yield return new GradCheckMisuse();
        yield return new StateMisuse();
        if (OperatingSystem.IsLinux())
            yield return new DistributedMisuse();
        yield return new StructureMisuse();
    }

    private static string[] Names() => [.. Tables().SelectMany(table =>
    {
        using (table)
            return table.All().Select(table.NameOf).ToArray();
    })];

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
