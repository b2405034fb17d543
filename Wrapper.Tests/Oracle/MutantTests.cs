using System.Text.Json;
using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Checking;
using TorchBridge.Oracle.Protocol;
using TorchBridge.Oracle.Reports;

namespace TorchBridge.Tests.Oracle;

/// <summary>No wrong engine passes, and no right one fails.</summary>
[TestClass]
public sealed class MutantTests
{
    private static readonly Case[] s_cases = [.. CorpusFolder.Default.Cases];

    public static IEnumerable<object[]> Wrong => Mutants.All.Select(mutant => new object[] { mutant.Name });

    [TestMethod]
    [DynamicData(nameof(Wrong))]
    public void AWrongEngineFailsAndTheFlagIsNamed(string name)
    {
        Mutant mutant = Mutants.All.Single(each => each.Name == name);
        Outcome[] outcomes = Check(mutant);
        Outcome[] failed = [.. outcomes.Where(outcome => outcome.IsBad)];
        Assert.IsNotEmpty(failed);
        if (mutant.Flag.Length > 0)
            CollectionAssert.Contains(Suspects.Of(outcomes).Select(suspect => suspect.Flag.Name).ToArray(), mutant.Flag,
                string.Join('\n', failed.Take(20).Select(outcome => $"{outcome.Case.Id}: {outcome.Why}")));
        Assert.AreEqual(3, new Report("", outcomes, new ExpectedFailures(null, [])).ExitCode);
    }

    [TestMethod]
    public void EveryFlagHasTwoWrongEngines()
    {
        foreach (Flag flag in Flag.All)
            Assert.IsGreaterThanOrEqualTo(2, Mutants.All.Count(mutant => mutant.Flag == flag.Name), flag.Name);
    }

    [TestMethod]
    public void ARightEnginePasses() => AssertPasses(new Mutant("as expected", "", _ => null), strict: true);

    [TestMethod]
    public void AnEngineThatGivesEveryTieToOneSidePasses()
    {
        AssertPasses(Mutants.OneSide, strict: false);
        Assert.IsTrue(Check(Mutants.OneSide).Any(outcome => outcome.IsOtherChoice));
    }

    [TestMethod]
    public void LibTorchFailsExactlyTheCasesWithItsFlag()
    {
        foreach (Outcome outcome in Check(Mutants.All.Single(mutant => mutant.Name == "LibTorch itself")))
            Assert.AreEqual(outcome.Case.Flags.Contains("LibTorchImprecise"), outcome.IsBad, $"{outcome.Case.Id}: {outcome.Why}");
    }

    private static void AssertPasses(Mutant engine, bool strict) =>
        Assert.AreEqual("", string.Join('\n', Check(engine, strict).Where(outcome => outcome.Status != Status.Passed)
            .Select(outcome => $"{outcome.Case.Id}: {outcome.Why}")));

    private static Outcome[] Check(Mutant engine, bool strict = false) => [.. s_cases.Select(each =>
    {
        using JsonDocument answer = JsonDocument.Parse(Answer(engine.Answer(each) ?? each.Expect));
        return Judge.Compare(each, answer.RootElement, strict);
    })];

    /// <summary>An output, or the field <c>error</c>, as an engine sends it.</summary>
    internal static string Answer(Fields output) => JsonText.Line(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("success", !output.TryGet("error", out object? error));
        if (error is string text)
            json.WriteString("error", text);
        else
        {
            json.WritePropertyName("output");
            Tree.Write(json, output);
        }
        json.WriteEndObject();
    });
}
