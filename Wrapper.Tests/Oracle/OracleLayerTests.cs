using System.Text.RegularExpressions;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests.Oracle;

/// <summary>The oracle's folders, each of which uses those before it only.</summary>
[TestClass]
public sealed partial class OracleLayerTests
{
    private static readonly string[] s_order = ["Protocol", "Programs", "Functions", "Cases", "Truth", "Checking", "Reports", "Corpus",
        "Serving", "Verbs"];

    [TestMethod]
    public void ArrowsPointDownOnly()
    {
        string folder = Path.Combine(BuildFacts.Repository, "examples", "Oracle");
        string[] folders = [.. Directory.GetDirectories(folder).Select(path => Path.GetFileName(path))
            .Where(name => Directory.GetFiles(Path.Combine(folder, name), "*.cs").Length > 0 && name is not ("bin" or "obj"))];
        CollectionAssert.AreEquivalent(s_order, folders);
        int uses = 0;
        foreach (string layer in s_order)
            foreach (string file in Directory.GetFiles(Path.Combine(folder, layer), "*.cs", SearchOption.AllDirectories))
                foreach (Match use in Use().Matches(File.ReadAllText(file)))
                {
                    uses++;
                    int at = Array.IndexOf(s_order, use.Groups["layer"].Value);
                    Assert.IsTrue(at >= 0 && at <= Array.IndexOf(s_order, layer),
                        $"{Path.GetRelativePath(folder, file)} uses {use.Groups["layer"].Value}");
                }
        Assert.IsGreaterThan(100, uses);
    }

    /// <summary>What a file names of other folders: the compiler keeps no using directive that is not needed.</summary>
    [GeneratedRegex(@"(using TorchBridge\.Oracle\.|(?<![\w.])(?=(Protocol|Checking|Cases|Truth|Corpus|Functions|Programs|Serving|Reports|Verbs)\.[A-Z]))(?<layer>\w+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Use();
}
