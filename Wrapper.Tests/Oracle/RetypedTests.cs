using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Checking;
using TorchBridge.Oracle.Functions;
using TorchBridge.Oracle.Protocol;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests.Oracle;

/// <summary>Cases of double precision, asked in a narrow type.</summary>
[TestClass]
public sealed class RetypedTests
{
    private const string Tiny = "examples/Oracle/engines/tiny.py", Mistaken = "Wrapper.Tests/Oracle/mistaken.py";

    /// <summary>An engine that has float32 only is asked several times as many cases.</summary>
    [TestMethod]
    public void AnEngineOfFloat32IsAskedTheCasesOfFloat64()
    {
        int plain = Passed(Check("float32", "unary")), many = Passed(Check("float32", "unary", "--as", "float32"));
        Assert.IsGreaterThan(2 * plain, many);

        static int Passed(ChildProcess.Result result)
        {
            Assert.AreEqual(0, result.ExitCode, result.ToString());
            return int.Parse(result.Lines[^1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    [TestMethod]
    public void AMistakeOfAThousandthShowsInFloat32()
    {
        ChildProcess.Result result = Check("float32_wrong", "unary/tanh", "--as", "float32");
        Assert.AreEqual(3, result.ExitCode, result.ToString());
        StringAssert.Contains(result.Output, "FAILED unary/tanh/vjp/f64/201@float32");
    }

    /// <summary>A sample, with LibTorch as the engine: no case is asked that a right engine cannot do, and nearly all are asked.</summary>
    [TestMethod]
    [TestCategory("Soak")]
    [DataRow("float32", 0.98)]
    [DataRow("bfloat16", 0.6)]
    [DataRow("complex64", 0.95)]
    public void LibTorchPassesWhatIsAsked(string name, double part)
    {
        DType type = DTypes.Parse(name)!.Value;
        Case[] cases = [.. CorpusFolder.Default.Cases.Where(each => !each.Flags.Contains("LibTorchImprecise")
            && each.Request.Tensors.Values.Any(tensor => tensor.Type == type.Double())
            && (type == DType.Complex64) == each.Request.Tensors.Values.Any(tensor => tensor.Type.IsComplex()))];
        Case[] sample = type == DType.Complex64 ? cases : [.. cases.Where((_, i) => i % 9 == 0)];
        Case[] asked = [.. sample.Select(each => Retyped.As(each, type).Case).OfType<Case>()];
        Console.WriteLine($"{asked.Length} of {sample.Length}");
        Assert.IsGreaterThan(part * sample.Length, asked.Length);
        foreach (Case each in asked.Where(each => each.Result != "error"))
        {
            Assert.IsTrue(each.Id.EndsWith($"@{name}", StringComparison.Ordinal), each.Id);
            Outcome outcome = Judge.CompareOutput(each, Evaluator.Evaluate(each.Function, each.Request), strict: false);
            Assert.AreEqual(Status.Passed, outcome.Status, $"{each.Id}: {outcome.Why}");
        }
    }

    /// <summary>Not passing by a tolerance so wide that nothing fails: a derivative that is a tenth off fails nearly everywhere.</summary>
    [TestMethod]
    [DataRow("float32", 1.001)]
    [DataRow("bfloat16", 1.25)]
    public void WhatIsWrongFailsInTheNarrowTypeToo(string name, double factor)
    {
        DType type = DTypes.Parse(name)!.Value;
        Case[] asked = [.. CorpusFolder.Default.Select("vjp")
            .Where((each, i) => i % 5 == 0 && each.Result == "required"
                && each.Request.Tensors.Values.All(tensor => tensor.Type == DType.Float64))
            .Select(each => Retyped.As(each, type).Case).OfType<Case>()
                .Where(each => Tree.Tensors(each.Expect["vjp"])
                    .Any(tensor => tensor.Data.Any(x => double.IsFinite(x) && Math.Abs(x) > 0.1)))];
        int failed = asked.Count(each => Judge.CompareOutput(each, new Fields
        {
            { "values", each.Expect["values"] },
            { "vjp", Tree.Map(each.Expect["vjp"], tensor => tensor.With([.. tensor.Data.Select(x => tensor.Type.Round(x * factor))])) },
        }, strict: false).Status == Status.Failed);
        Console.WriteLine($"{failed} of {asked.Length}");
        Assert.IsGreaterThan(0.95 * asked.Length, failed);
    }

    [TestMethod]
    [DataRow(1.0, 1.0)]
    [DataRow(1.00390625, 1.0)]                  // the middle of two: the even one
    [DataRow(1.01171875, 1.015625)]
    [DataRow(-0.1, -0.10009765625)]
    [DataRow(1e39, double.PositiveInfinity)]
    [DataRow(double.NaN, double.NaN)]
    public void RoundsToBFloat16(double number, double rounded) => Assert.AreEqual(rounded, DType.BFloat16.Round(number));

    [TestMethod]
    public void TheIdTellsTheType()
    {
        Assert.AreEqual(("unary/tanh/vjp/f64/201", DType.Float32), Retyped.Split("unary/tanh/vjp/f64/201@float32"));
        Assert.AreEqual(("unary/tanh", null), Retyped.Split("unary/tanh"));
        Assert.AreEqual(1, OracleProcess.Run("check", "--engine", "x", "--as", "float16").ExitCode);
    }

    private static ChildProcess.Result Check(string mistake, string filter, params string[] options)
    {
        Hosts.Require("python3");
        return OracleProcess.Run(["check", "--engine", $"python3 {Mistaken} {Tiny} {mistake}", "--filter", filter, .. options]);
    }
}
