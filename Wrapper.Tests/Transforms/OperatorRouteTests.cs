using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests;

/// <summary>Which route each operator takes through compositions of transforms. A table of all is printed.</summary>
[TestClass]
public sealed class OperatorRouteTests
{
    public TestContext TestContext { get; set; } = null!;

    /// <summary>Those that don't go by LibTorch's or our own rules, by route.</summary>
    private static readonly Dictionary<string, string[]> s_other = new()
    {
    };

    [TestMethod]
    public void EveryOperatorGoesByItsRules()
    {
        ChildProcess.Result child = ChildProcess.Run("operator-routes");
        Assert.AreEqual("end", child.Lines[^1], child.ToString());
        HashSet<string> loops = Loops(child.Error);
        string[] lines = [.. child.Lines[..^1].Select(line => line.EndsWith($": {OperatorRoutes.Rule}", StringComparison.Ordinal) && loops.Contains(line[..^6]) ? line[..^4] + OperatorRoutes.Loop : line)];
        foreach (string line in lines)
            TestContext.WriteLine(line);
        string[] other = [.. lines.Where(line => !line.EndsWith($": {OperatorRoutes.Rule}", StringComparison.Ordinal))];
        Assert.AreEqual("", string.Join('\n', other));
    }

    /// <summary>What LibTorch said that it looped in.</summary>
    private static HashSet<string> Loops(string error)
    {
        var loops = new HashSet<string>();
        string title = "";
        foreach (string line in error.Split('\n'))
            if (line.StartsWith(OperatorRoutes.Marker, StringComparison.Ordinal))
                title = line[OperatorRoutes.Marker.Length..];
            else if (line.Contains("performance drop", StringComparison.Ordinal))
                loops.Add(title);
        return loops;
    }
}
