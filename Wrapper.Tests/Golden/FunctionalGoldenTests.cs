namespace TorchBridge.Tests.Golden;

/// <summary>torch.autograd.functional, case by case as real PyTorch does it.</summary>
[TestClass]
public sealed class FunctionalGoldenTests
{
    private static readonly GoldenFile s_file = new("functional.json", typeof(FunctionalCases));

    public static IEnumerable<object[]> Cases => s_file.Translated.Select(id => new object[] { id });

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void SameAsPyTorch(string id) => s_file.Run(id);

    [TestMethod]
    public void EveryCaseIsTranslatedOrLeftOutWithAReason() =>
        CollectionAssert.AreEquivalent(s_file.Ids.ToList(), s_file.Translated.Concat(FunctionalCases.LeftOut.Keys).ToList());
}
