using TorchBridge.Tests.Golden;
using TorchBridge.Tests.Scenarios;
using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>
/// If the graph can't be seen, it may have an operation whose backward pass takes no batch. So operators are run with the graph switched
/// off, by every call that would batch their backward pass, and compared with differences.
/// </summary>
[TestClass]
public sealed class UnseenGraphTests
{
    private static readonly string[] s_calls = ["JacRev", "Vmap(JacRev)", "Vmap(VjpFn)", "Grad with isGradsBatched", "Autograd.Jacobian"];

    /// <summary>What lies at a padding index has no gradient by choice.</summary>
    private static readonly string[] s_byChoice = ["embedding_padding"];

    private static readonly string[] s_wrongInBatches = ["cdist", "lu_solve"];

    public static IEnumerable<object[]> Operators => Settings().Select(setting => new object[] { setting.Name });

    /// <summary>Every fifth, for the quick tests, and those whose rules are wrong.</summary>
    public static IEnumerable<object[]> SomeOperators =>
        Operators.Where((row, i) => i % 5 == 0
            || Array.Exists(s_wrongInBatches, part => ((string)row[0]).Contains(part, StringComparison.Ordinal)));

    [TestMethod]
    [DynamicData(nameof(SomeOperators))]
    public void NoneOfSomeOperatorsIsWrong(string name) => NoOperatorIsWrong(name);

    [TestMethod]
    [TestCategory("Soak")]
    [DynamicData(nameof(Operators))]
    public void NoOperatorIsWrong(string name)
    {
        using var unseen = new SwitchedOff("Graph");
        Assert.AreEqual("", Wrong(name, s_calls));
    }

    /// <summary>The same where our own rules for batches are off too, which are for the whole process.</summary>
    [TestMethod]
    public void NoOperatorIsWrongWithoutDecompositions()
    {
        ChildProcess.Result child = ChildProcess.Run("unseen-graph");
        CollectionAssert.AreEqual(new[] { "decompositions: no", "end" }, child.Lines, child.ToString());
    }

    /// <summary>What would be found if the question were answered with no.</summary>
    [TestMethod]
    public void TheNumbersWouldBeWrongOtherwise()
    {
        using var unseen = new SwitchedOff("Graph");
        using var unasked = new SwitchedOff("KnownFaults");
        StringAssert.Contains(Wrong("lu_solve", s_calls), "Vmap(JacRev)");
    }

    public static void PrintWithoutDecompositions()
    {
        SwitchedOff.Set("Decompositions", false);
        set_num_threads(1);
        using var unseen = new SwitchedOff("Graph");
        Console.WriteLine($"decompositions: {(NativeRuntime.Diagnose().Capabilities.Decompositions ? "yes" : "no")}");
        foreach ((string name, Func<Setting?> _) in Settings())
            if (Wrong(name, s_calls[..2]) is { Length: > 0 } wrong)
                Console.WriteLine($"{name}: {wrong}");
        Console.WriteLine("end");
    }

    /// <summary>The calls that give a wrong number.</summary>
    private static string Wrong(string name, string[] calls)
    {
        using var scope = NewDisposeScope();
        return Settings().First(each => each.Name == name).Make() is { } setting
            ? string.Join(", ", calls.Where(call => SweepTests.IsWrong(ScenarioCatalogue.Named(call), setting)))
            : "";
    }

    /// <summary>The recorded operators, and the functions that have other arguments.</summary>
    private static IEnumerable<(string Name, Func<Setting?> Make)> Settings() =>
        OperatorData.Names.Except(s_byChoice).Select(name => (name, (Func<Setting?>)(() => SweepTests.Flat(OperatorData.Base(name)))))
            .Concat(SweptFunctions.All.Select(sample => ($"{sample.Name} (function)", (Func<Setting?>)(() => SweepTests.Flat(sample)))));
}
