using System.Text.RegularExpressions;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests;

/// <summary>The page for F# shows a program, which .ci/run compiles and runs.</summary>
[TestClass]
public sealed partial class FSharpTests
{
    [TestMethod]
    public void EveryBlockOfThePageIsInTheProgram()
    {
        string page = File.ReadAllText(Path.Combine(BuildFacts.Repository, "docs", "fsharp.md")).ReplaceLineEndings("\n");
        string program = File.ReadAllText(Path.Combine(BuildFacts.Repository, "examples", "FSharp", "Program.fs")).ReplaceLineEndings("\n");
        string[] blocks = [.. Blocks().Matches(page).Select(block => block.Groups["code"].Value.Trim())];
        Assert.IsGreaterThanOrEqualTo(4, blocks.Length);
        foreach (string block in blocks)
            Assert.Contains(block, program);
    }

    [GeneratedRegex("^```fsharp\n(?<code>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Blocks();
}
