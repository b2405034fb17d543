using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests.Golden;

/// <summary>
/// Tensor.backward, torch.autograd.backward, .grad, .functional, .forward_ad and .gradcheck, and torch.func, case by case, compared with
/// real PyTorch.
/// </summary>
[TestClass]
public sealed class GoldenTests
{
    public static IEnumerable<object[]> Cases => Translated().Select(name => new object[] { name });

    /// <summary>The cases that use Grad's native call.</summary>
    public static IEnumerable<object[]> CasesOfGrad =>
        Translated().Where(name => GoldenCase.All[name].File == "grad").Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void SameAsPyTorch(string name) => GoldenCase.All[name].Run();

    /// <summary>The same without the frame that catches C++ exceptions.</summary>
    [TestMethod]
    [DynamicData(nameof(CasesOfGrad))]
    public void SameAsPyTorchByScript(string name)
    {
        using var off = new SwitchedOff("DirectGrad");
        GoldenCase.All[name].Run();
    }

    [TestMethod]
    public void EveryCaseIsTranslatedOrLeftOutWithAReason() =>
        CollectionAssert.AreEquivalent(GoldenCase.All.Keys, Translated().Concat(LeftOut.Cases.Keys).ToList());

    private static IEnumerable<string> Translated() =>
        GoldenCase.All.Where(each => each.Value.Translation is not null).Select(each => each.Key);
}
