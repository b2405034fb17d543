using System.Globalization;
using TorchBridge.Engine;
using TorchBridge.Tests.Golden;
using TorchBridge.Tests.Scenarios;
using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>
/// Every row of docs/known-faults.md, executed: LibTorch is still wrong, TorchBridge does what the row says, and the alternative in the row
/// is right. If a row fails because LibTorch has been corrected, remove the row, and remove its node from KnownFaults.
/// </summary>
[TestClass]
public sealed class KnownFaultTests
{
    public static IEnumerable<object[]> Rows => KnownFaultRows.All.Select(row => new object[] { row.Operation, row.Call });

    /// <summary>
    /// A rule that TorchBridge has registered replaces LibTorch's rule in the whole process, so LibTorch's result can't be computed.
    /// </summary>
    public static IEnumerable<object[]> NotMended =>
        KnownFaultRows.All.Where(row => row.Given != Given.Mended).Select(row => new object[] { row.Operation, row.Call });

    [TestMethod]
    [DynamicData(nameof(NotMended))]
    public void LibTorchIsStillWrong(string operation, string call)
    {
        using var scope = NewDisposeScope();
        KnownFaultRow row = Row(operation, call);
        using var unaware = new Unaware();
        Setting setting = Setting(operation);
        double off = ScenarioCatalogue.Named(call).Off(setting);
        Assert.IsFalse(off <= ScenarioCatalogue.Named(call).Allowed(setting), "it is right: take the row out");
        if (row.Off != "varies")
            Assert.AreEqual(row.Off, Text(off));
    }

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void TheCallDoesWhatTheTableSays(string operation, string call)
    {
        using var scope = NewDisposeScope();
        Setting setting = Setting(operation);
        Scenario derivative = ScenarioCatalogue.Named(call);
        switch (Row(operation, call).Given)
        {
            case Given.Right or Given.Mended:
                Assert.IsTrue(derivative.IsRight(setting), $"off by {Text(derivative.Off(setting))}");
                break;
            case Given.Refused:
                AutogradException thrown = Assert.Throws<AutogradException>(() => derivative.Run(setting));
                Assert.AreEqual(AutogradError.NotImplemented, thrown.Kind);
                StringAssert.Contains(thrown.Message, "Backward");
                StringAssert.Contains(thrown.Message, "docs/known-faults.md");
                Assert.IsTrue(is_grad_enabled());
                Assert.AreEqual(0, LevelStack.Depth);
                break;
            default:
                Assert.IsFalse(derivative.IsRight(setting), "it is right: the table does not know");
                break;
        }
    }

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void WhatTheTableNamesInsteadIsRight(string operation, string call)
    {
        using var scope = NewDisposeScope();
        string instead = Row(operation, call).Instead;
        if (instead.Length == 0)      // the call itself is right, as the test above has shown
            return;
        bool writtenOut = instead == "written out";
        Setting setting = Setting(operation, writtenOut);
        Scenario derivative = ScenarioCatalogue.Named(writtenOut ? call : instead);
        Assert.IsTrue(derivative.IsRight(setting), $"off by {Text(derivative.Off(setting))}");
        if (writtenOut)
            Assert.IsTrue(Setting(operation).F(setting.X).allclose(setting.F(setting.X)), "it is another function");
    }

    [TestMethod]
    public void TheDocumentIsTheTable()
    {
        string[] expected = [.. KnownFaultRows.All.Select(row =>
            $"| {row.Operation} | {Code(row.Call)} | {row.Off} | {row.Given.ToString().ToLowerInvariant()} | "
            + $"{(row.Instead is "" or "written out" ? row.Instead : Code(row.Instead))} |")];
        string[] lines = File.ReadAllLines(Path.Combine(BuildFacts.Repository, "docs", "known-faults.md"));
        string[] found = [.. lines.SkipWhile(line => !line.StartsWith("| operation |", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'))];
        Assert.AreEqual(string.Join('\n', expected), string.Join('\n', found));
        foreach (string operation in KnownFaultRows.All.Where(row => row.Instead == "written out").Select(row => row.Operation).Distinct())
            Assert.Contains($"`{KnownFaultRows.Operations[operation].WrittenOut}`", lines.Aggregate((a, b) => a + b), operation);

        static string Code(string call) => call.Contains(' ', StringComparison.Ordinal) ? call : $"`{call}`";
    }

    [TestMethod]
    public void EveryKnownNodeIsBehindARow()
    {
        using var scope = NewDisposeScope();
        string[] behind = [.. KnownFaultRows.Operations.Keys.Where(operation => operation != "soft_margin_loss in the target")
            .Select(operation => Setting(operation))
            .SelectMany(setting => Autograd.Graph(setting.F(setting.X.clone().requires_grad_())).Nodes)
                .Select(node => node.Name).Distinct()];
        // leave another node where the correction could be registered
        string[] corrected = ["CholeskyInverseBackward0", "CholeskySolveBackward0"];
        Assert.AreEqual("", string.Join(", ", KnownFaults.Nodes.Keys.Except(behind).Except(corrected)));
    }

    internal static string Text(double off) => off.ToString("G2", CultureInfo.InvariantCulture);

    private static KnownFaultRow Row(string operation, string call) =>
        KnownFaultRows.All.Single(row => row.Operation == operation && row.Call == call);

    private static Setting Setting(string operation, bool writtenOut = false)
    {
        (string script, int size, string? other) = KnownFaultRows.Operations[operation];
        var function = new ScriptFunction($"def f(x: Tensor) -> Tensor:\n    return {(writtenOut ? other : script)}\n");
        return new(x => function.Call([x])[0].flatten(), (arange(size, dtype: float64) * arange(size, dtype: float64) * 0.37 + 0.2).cos());
    }

    /// <summary>LibTorch as it is.</summary>
    private readonly struct Unaware : IDisposable
    {
        private readonly SwitchedOff _off = new("KnownFaults");

        public Unaware()
        {
        }

        public void Dispose() => _off.Dispose();
    }
}
