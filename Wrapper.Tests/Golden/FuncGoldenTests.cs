namespace TorchBridge.Tests.Golden;

/// <summary>torch.func, case by case as real PyTorch does it.</summary>
[TestClass]
public sealed class FuncGoldenTests
{
    private static readonly GoldenFile s_file = new("func.json", typeof(FuncCases));

    public static IEnumerable<object[]> Cases => s_file.Translated.Select(id => new object[] { id });

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void SameAsPyTorch(string id) => s_file.Run(id);

    [TestMethod]
    public void EveryCaseIsTranslatedOrLeftOutWithAReason() =>
        CollectionAssert.AreEquivalent(s_file.Ids.ToList(), s_file.Translated.Concat(FuncCases.LeftOut.Keys).ToList());
}
