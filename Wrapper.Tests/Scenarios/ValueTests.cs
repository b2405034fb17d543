using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>Every scenario gives what a closed form, or differences, give.</summary>
[TestClass]
public sealed class ValueTests
{
    public static IEnumerable<object[]> Rows => ScenarioCatalogue.Rows(Tags.None, without: Tags.Role);

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void ValuesAreThoseOfAnotherWay(string name)
    {
        using var scope = NewDisposeScope();
        var setting = new Setting();
        Scenario scenario = ScenarioCatalogue.Named(name);
        Tensor?[] expected = scenario.Expected!(setting), found = scenario.Run(setting);
        Assert.HasCount(expected.Length, found);
        for (int i = 0; i < found.Length; i++)
            Numeric.AssertClose($"{name}[{i}]", expected[i]!, found[i]!, scenario.Tolerance, scenario.Tolerance);
    }
}
