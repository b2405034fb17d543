using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests.Golden;

/// <summary>torch.autograd.grad, case by case as real PyTorch does it.</summary>
[TestClass]
public class GradGoldenTests : GradRouteTest
{
    private static readonly GoldenFile s_file = new("grad.json", typeof(GradCases));

    public static IEnumerable<object[]> Cases => s_file.Translated.Select(id => new object[] { id });

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void SameAsPyTorch(string id) => s_file.Run(id);

    [TestMethod]
    public void EveryCaseIsTranslatedOrLeftOutWithAReason() =>
        CollectionAssert.AreEquivalent(s_file.Ids.ToList(), s_file.Translated.Concat(GradCases.LeftOut.Keys).ToList());
}

[TestClass]
public sealed class GradByScriptGoldenTests : GradGoldenTests
{
    protected override bool ByScript => true;
}
