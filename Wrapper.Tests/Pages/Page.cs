using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests.Pages;

/// <summary>A Markdown file of this repository.</summary>
internal sealed class Page
{
    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).UsePreciseSourceLocation().Build();

    /// <summary>Folders that a build makes.</summary>
    private static readonly string[] s_made = ["bin", "obj", "artifacts", "node_modules", "TestResults", "_site"];

    private readonly Lazy<MarkdownDocument> _document;
    private readonly Lazy<HashSet<string>> _anchors;

    private Page(string path)
    {
        Path = path;
        _document = new(() => Markdown.Parse(File.ReadAllText(System.IO.Path.Combine(BuildFacts.Repository, path)), s_pipeline));
        _anchors = new(() =>
            [.. Document.Descendants<HeadingBlock>().Select(heading => heading.TryGetAttributes()?.Id).OfType<string>()]);
    }

    public static IReadOnlyList<Page> All { get; } =
        [.. Files(BuildFacts.Repository).Order(StringComparer.Ordinal).Select(path => new Page(path))];

    /// <summary>Relative to the repository, with slashes.</summary>
    public string Path { get; }

    public MarkdownDocument Document => _document.Value;

    /// <summary>The names that GitHub and docfx give to the headings, to which a link leads by #name.</summary>
    public IReadOnlySet<string> Anchors => _anchors.Value;

    /// <summary>The programs: each C# block, with what the text block right behind it says that it prints.</summary>
    public IEnumerable<Sample> Samples => from block in Document.Descendants<FencedCodeBlock>()
                                          where block.Info == "csharp"
                                          select new Sample($"{Path}:{block.Line + 1}", Text(block), Output(block));

    private static string? Output(FencedCodeBlock code) =>
        code.Parent!.SkipWhile(block => block != code).ElementAtOrDefault(1) is FencedCodeBlock { Info: "text" } output
            ? Text(output) : null;

    private static string Text(LeafBlock block) => block.Lines.ToString().ReplaceLineEndings("\n").TrimEnd();

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*.md")
        .Select(file => System.IO.Path.GetRelativePath(BuildFacts.Repository, file).Replace('\\', '/'))
        .Concat(Directory.EnumerateDirectories(folder).Where(IsOfSources).SelectMany(Files));

    private static bool IsOfSources(string folder) =>
        System.IO.Path.GetFileName(folder) is var name && name[0] != '.' && !s_made.Contains(name);
}

/// <summary>A program of a page.</summary>
/// <param name="Name">Page and line.</param>
/// <param name="Code">The text of the C# block.</param>
/// <param name="Output">What it prints; null where the page does not say.</param>
internal sealed record Sample(string Name, string Code, string? Output);
