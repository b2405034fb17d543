namespace TorchBridge.Tests.Golden;

/// <summary>Tensor.backward and torch.autograd.backward, case by case as real PyTorch does it.</summary>
[TestClass]
public sealed class BackwardGoldenTests
{
    private static readonly GoldenFile s_file = new("backward.json", typeof(BackwardCases));

    public static IEnumerable<object[]> Cases => s_file.Translated.Select(id => new object[] { id });

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void SameAsPyTorch(string id) => s_file.Run(id);

    [TestMethod]
    public void EveryCaseIsTranslatedOrLeftOutWithAReason() =>
        CollectionAssert.AreEquivalent(s_file.Ids.ToList(), s_file.Translated.Concat(BackwardCases.LeftOut.Keys).ToList());
}
