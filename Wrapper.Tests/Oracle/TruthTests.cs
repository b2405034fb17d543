using System.Globalization;
using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Corpus;
using TorchBridge.Oracle.Protocol;
using TorchBridge.Oracle.Truth;

namespace TorchBridge.Tests.Oracle;

/// <summary>The methods by which the corpus is verified, and what they say of it.</summary>
[TestClass]
public sealed class TruthTests
{
    /// <summary>To 28 digits, from tables.</summary>
    [TestMethod]
    [DataRow("exp", 1.0, "2.7182818284590452353602874713527")]
    [DataRow("exp", -20.0, "0.0000000020611536224385578279659403801558")]
    [DataRow("log", 10.0, "2.3025850929940456840179914546844")]
    [DataRow("sin", 1.0, "0.8414709848078965066525023216303")]
    [DataRow("cos", 1.0, "0.5403023058681397174009366074430")]
    [DataRow("atan", 0.5, "0.4636476090008061162142562314612")]
    [DataRow("sqrt", 2.0, "1.4142135623730950488016887242097")]
    [DataRow("erf", 0.5, "0.5204998778130465376827466538920")]
    [DataRow("erfc", 4.0, "0.0000000154172579002800188521596734869")]
    [DataRow("special_erfcx", 1.0, "0.4275835761558070044107503444905")]
    [DataRow("erfinv", 0.5, "0.4769362762044698733814183536431")]
    [DataRow("lgamma", 0.5, "0.5723649429247000870717136756765")]
    [DataRow("digamma", 0.5, "-1.9635100260214234794409763329988")]
    [DataRow("i0", 1.0, "1.2660658777520083355982446252147")]
    [DataRow("special_i1", 1.0, "0.5651591039924850272076960276099")]
    public void AClosedFormHasTwentyEightDigits(string op, double at, string expected)
    {
        DoubleDouble found = ClosedForms.Find(op)!([at]);
        Assert.IsLessThan(1e-27 * Math.Max(1, Math.Abs(found.High)), Math.Abs((found - Parse(expected)).High), $"{found}");
    }

    [TestMethod]
    public void TrigammaIsHalfOfPiSquaredAtAHalf() =>
        Assert.IsLessThan(1e-27, Math.Abs((ClosedForms.Find("polygamma")!([1, 0.5]) - DoubleDouble.Pi * DoubleDouble.Pi * 0.5).High));

    /// <summary>Half the step, a 256th of the error.</summary>
    [TestMethod]
    public void DifferencesAreOfEighthOrder()
    {
        Case tanh = CorpusFolder.Default.Select("unary/tanh")
            .First(each => each.Function == "vjp" && each.Request.Precision() == DType.Float64);
        ClosedFormMap map = ClosedFormMap.Of(tanh.Request)!;
        double[] along = [.. map.Point.Select((_, i) => i == 0 ? 1.0 : 0)];
        DoubleDouble best = Differences.First(map, along, Math.ScaleB(1, -14))[0];
        double coarse = Math.Abs((Differences.First(map, along, 1.0 / 64)[0] - best).High),
            fine = Math.Abs((Differences.First(map, along, 1.0 / 128)[0] - best).High);
        Assert.IsGreaterThan(200, coarse / fine);
        Assert.IsLessThan(300, coarse / fine);
    }

    /// <summary>
    /// Differences of LibTorch's values contradict no required number in float64, and the closed form none that it covers. All cases in the
    /// soak test of lint; here every seventh.
    /// </summary>
    [TestMethod]
    public void NothingContradictsTheCorpus() => AssertTrue(CorpusFolder.Default.Cases.Where((_, i) => i % 7 == 0));

    [TestMethod]
    [TestCategory("Soak")]
    public void NothingContradictsTheWholeCorpus() => AssertTrue(CorpusFolder.Default.Cases);

    private static void AssertTrue(IEnumerable<Case> cases)
    {
        string[] wrong = [.. cases.Where(each => each.Result == "required" && each.Request.Precision() == DType.Float64
            && each.Function is not ("value" or "backward") && !each.Verified.Contains(Method.Limit))
            .AsParallel().AsOrdered().Select(Contradiction).OfType<string>()];
        Assert.AreEqual("", string.Join('\n', wrong));
    }

    private static string? Contradiction(Case each)
    {
        double[] given = Question.Numbers(each.Expect[each.Function]);
        Question[] questions = Question.All(each.Function, each.Request,
            [.. ((Fields)each.Expect["values"]!).Select(pair => ((TensorValue)pair.Value!).Data.Length)]);
        if (new Derivation(new LibTorchMap(each.Request), questions).Contradiction(given, each.Tolerance) is { } differences)
            return $"{each.Id}: differences: {differences}";
        return ClosedFormMap.Of(each.Request) is { } closed && new Derivation(closed, questions)
            .Contradiction(given, each.Tolerance) is { } form ? $"{each.Id}: closed form: {form}" : null;
    }

    private static DoubleDouble Parse(string text)
    {
        DoubleDouble number = 0, unit = 1;
        bool fraction = false;
        foreach (char digit in text.TrimStart('-'))
        {
            if (digit == '.')
                fraction = true;
            else
            {
                number = number * 10 + (double)CharUnicodeInfo.GetDecimalDigitValue(digit);
                unit = fraction ? unit * 10 : unit;
            }
        }
        return (text[0] == '-' ? -number : number) / unit;
    }
}
