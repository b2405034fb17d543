using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests;

/// <summary>How the sources of the repository look.</summary>
[TestClass]
public sealed class SourceTests
{
    private const int Columns = 140;

    /// <summary>Folders whose long lines are not wrapped yet. An entry goes once they are.</summary>
    private static readonly string[] s_notYet = ["Wrapper.Tests/Oracle", "examples/Oracle", "examples/Shared"];

    [TestMethod]
    public void LinesFitIntoTheColumnsThatEditorconfigNames()
    {
        string[] files = [.. Files()];
        Assert.IsGreaterThan(100, files.Length);
        string[] wrong = [.. files.SelectMany(file => File.ReadLines(Path.Combine(BuildFacts.Repository, file))
            .Select((line, i) => (line.Length, Where: $"{file}:{i + 1}")).Where(line => line.Length > Columns)
                .Select(line => $"{line.Where}: {line.Length}"))];
        Assert.AreEqual("", string.Join('\n', wrong));
    }

    [TestMethod]
    public void EditorconfigNamesThem() =>
        Assert.Contains($"max_line_length = {Columns}", File.ReadAllText(Path.Combine(BuildFacts.Repository, ".editorconfig")));

    /// <summary>The C# files, as paths from the repository's folder with slashes.</summary>
    private static IEnumerable<string> Files() =>
        from folder in new[] { "Wrapper", "Wrapper.Tests", "examples" }
        from path in Directory.EnumerateFiles(Path.Combine(BuildFacts.Repository, folder), "*.cs", SearchOption.AllDirectories)
        let file = Path.GetRelativePath(BuildFacts.Repository, path).Replace('\\', '/')
        where !file.Split('/').Any(part => part is "obj" or "bin")
            && !Array.Exists(s_notYet, each => file.StartsWith($"{each}/", StringComparison.Ordinal))
        select file;
}
