using static TorchSharp.torch;

namespace TorchBridge.Tests;

public sealed partial class GradCheckTests
{
    [TestMethod]
    public void EveryMisuseIsAnArgumentErrorThatLeavesNothingBehind()
    {
        using var scope = NewDisposeScope();
        using var misuse = new GradCheckMisuse();
        string[] wrong = [.. misuse.All().Select(each => each.Verdict() is { } verdict ? $"{each.Name}: {verdict}" : null).OfType<string>()];
        Assert.AreEqual("", string.Join('\n', wrong));
    }
}
