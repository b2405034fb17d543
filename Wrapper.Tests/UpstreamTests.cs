using System.Text.RegularExpressions;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests;

/// <summary>
/// The programs in docs/upstream.md compile. They are not run here, most of them end the process; <see cref="TorchSharpDefectTests"/> runs
/// the same calls.
/// </summary>
[TestClass]
public sealed partial class UpstreamTests
{
    [TestMethod]
    public void EveryProgramCompiles()
    {
        string[] programs = [.. Program().Matches(File.ReadAllText(Path.Combine(BuildFacts.Repository, "docs", "upstream.md")))
            .Select(match => match.Groups["code"].Value)];
        Assert.HasCount(9, programs);
        foreach (string program in programs)
            Compiler.Compile(program);
    }

    [GeneratedRegex(@"^```cs\r?\n(?<code>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Program();
}
