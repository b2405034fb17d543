using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests;

/// <summary>The form of the sources: the length of lines, and the words of comments.</summary>
[TestClass]
public sealed class SourceTests
{
    private const int Columns = 140;

    /// <summary>Folders whose long lines are not wrapped yet. Remove an entry when they are.</summary>
    private static readonly string[] s_notYet = ["Wrapper.Tests/Oracle", "examples/Oracle", "examples/Shared"];

    [TestMethod]
    public void LinesFitIntoTheColumnsThatEditorconfigNames()
    {
        string[] files = [.. Files().Where(file => !Array.Exists(s_notYet, each => file.StartsWith($"{each}/", StringComparison.Ordinal)))];
        Assert.IsGreaterThan(100, files.Length);
        string[] wrong = [.. files.SelectMany(file => File.ReadLines(Path.Combine(BuildFacts.Repository, file))
            .Select((line, i) => (line.Length, Where: $"{file}:{i + 1}")).Where(line => line.Length > Columns)
                .Select(line => $"{line.Where}: {line.Length}"))];
        Assert.AreEqual("", string.Join('\n', wrong));
    }

    /// <summary>These phrases were in comments that were hard to understand.</summary>
    [TestMethod]
    [DataRow("obody")]
    [DataRow("for good")]
    [DataRow("of ours")]
    [DataRow("has it from")]
    [DataRow("is all there is")]
    [DataRow("as it is best")]
    [DataRow("ways between them")]
    public void CommentsAreInPlainEnglish(string phrase)
    {
        string[] wrong = [.. Files().SelectMany(file => File.ReadLines(Path.Combine(BuildFacts.Repository, file))
            .Select((line, i) => (Comment: line[Math.Max(0, line.IndexOf("//", StringComparison.Ordinal))..], Where: $"{file}:{i + 1}"))
            .Where(line => line.Comment.StartsWith("//", StringComparison.Ordinal)
                && line.Comment.Contains(phrase, StringComparison.Ordinal)).Select(line => line.Where))];
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
        select file;
}
