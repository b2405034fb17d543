using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests.Pages;

/// <summary>Every link leads somewhere. Links to other sites are judged by their form, without the network.</summary>
[TestClass]
public sealed partial class LinkTests
{
    private const string PackageSourceName = "nuget.org";

    private const string Start = "README.md";

    private const string This = "https://github.com/torchbridge/torchbridge/blob/main/";

    private static readonly Dictionary<string, Page> s_pages = Page.All.ToDictionary(page => page.Path);

    public static IEnumerable<object[]> Pages => s_pages.Keys.Select(path => new object[] { path });

    [TestMethod]
    [DynamicData(nameof(Pages), DynamicDataDisplayName = nameof(NameOf))]
    public void EveryLinkOfAPageLeadsSomewhere(string path)
    {
        Page page = s_pages[path];
        string[] wrong = [.. Links(page.Document).Select(link => (link.Url, link.Line, Fault: Fault(page.Path, link.Url)))
            .Where(link => link.Fault is not null).Select(link => $"{page.Path}:{link.Line + 1}: {link.Url}: {link.Fault}")];
        Assert.AreEqual("", string.Join('\n', wrong));
    }

    [TestMethod]
    public void EveryLinkOfTheApiReferenceLeadsSomewhere()
    {
        string[] links = [.. XDocument.Load(Path.ChangeExtension(typeof(Autograd).Assembly.Location, "xml")).Descendants()
            .Select(element => element.Attribute("href")?.Value).OfType<string>().Distinct()];
        Assert.IsGreaterThan(20, links.Length);
        Assert.AreEqual("", string.Join('\n', links.Where(url => Fault(Start, url) is not null)));
    }

    [TestMethod]
    public void EveryPageOfDocsIsInTheTableOfContents()
    {
        string table = File.ReadAllText(Path.Combine(BuildFacts.Repository, "docs", "toc.yml"));
        string[] listed = [.. TocLine().Matches(table).Select(line => Resolve("docs/toc.yml", line.Groups[1].Value))];
        string[] written = [.. s_pages.Keys.Where(path => path.StartsWith("docs/", StringComparison.Ordinal))];
        CollectionAssert.AllItemsAreUnique(listed);
        Assert.AreEqual("", string.Join(", ", written.Except(listed)), "pages that docs/toc.yml lacks");
        Assert.AreEqual("", string.Join(", ", listed.Except(s_pages.Keys)), "pages of docs/toc.yml that are not there");
    }

    [TestMethod]
    [DataRow("README.md", true)]
    [DataRow("../README.md", false)]
    [DataRow("readme.md", false)]
    [DataRow("docs/nowhere.md", false)]
    [DataRow("docs/native.md#what-torchscript-is-for", true)]
    [DataRow("docs/native.md#What-TorchScript-is-for", false)]
    [DataRow("docs", true)]
    [DataRow("/docs", false)]
    [DataRow("LICENSE#mit", false)]
    [DataRow("http://pytorch.org/docs", false)]
    [DataRow("https://pytorch.org/docs/stable/func.html#x", true)]
    [DataRow("https://localhost/docs", false)]
    [DataRow("https://127.0.0.1/docs", false)]
    [DataRow("https://www." + PackageSourceName + "/packages/TorchSharp", false)]
    [DataRow("file:///README.md", false)]
    [DataRow(This + "docs/native.md#what-torchscript-is-for", true)]
    [DataRow(This + "docs/native.md#nothing", false)]
    [DataRow("", false)]
    public void ABrokenLinkIsFound(string url, bool good) => Assert.AreEqual(good, Fault(Start, url) is null);

    [TestMethod]
    public void EveryKindOfLinkIsRead()
    {
        MarkdownDocument text = Markdig.Markdown.Parse("""
            [a](1.md), ![b](2.png), [c][d], <https://3.example>, <a href="4.md">e</a>, `[no](code.md)`

            <img src="5.svg"
                 alt="f">

            [d]: 6.md
            """);
        string[] links = [.. Links(text).Select(link => link.Url)];
        CollectionAssert.AreEquivalent(new[] { "1.md", "2.png", "https://3.example", "4.md", "5.svg", "6.md" }, links);
    }

    public static string NameOf(MethodInfo method, object[] data) => (string)data[0];

    private static IEnumerable<(string Url, int Line)> Links(MarkdownDocument document) =>
        document.Descendants().SelectMany(part => part switch
        {
            LinkInline link => [(link.Url ?? "", link.Line)],
            AutolinkInline { IsEmail: false } link => [(link.Url, link.Line)],
            HtmlInline html => InHtml(html.Tag, html.Line),
            HtmlBlock html => InHtml(html.Lines.ToString(), html.Line),
            _ => Array.Empty<(string, int)>(),
        });

    private static IEnumerable<(string, int)> InHtml(string html, int line) =>
        HtmlLink().Matches(html).Select(match => (match.Groups[1].Value, line));

    /// <summary>What is wrong with a link of a page; null: nothing.</summary>
    private static string? Fault(string page, string url)
    {
        if (url.StartsWith(This, StringComparison.Ordinal))
            return Fault(Start, url[This.Length..]);
        if (Scheme().IsMatch(url))
            return OtherSite(url);
        string[] parts = url.Split('#', 2);
        string path = parts[0].Length == 0 ? page : Resolve(page, Uri.UnescapeDataString(parts[0]));
        if (url.Length == 0 || url[0] == '/' || path.StartsWith("..", StringComparison.Ordinal))
            return "leads out of the repository";
        if (!File.Exists(Path.Combine(BuildFacts.Repository, path)) && !Directory.Exists(Path.Combine(BuildFacts.Repository, path)))
            return "no such file";
        return parts.Length == 1 ? null
            : !s_pages.TryGetValue(path, out Page? target) ? "only headings of pages have anchors"
            : target.Anchors.Contains(parts[1]) ? null : "no such heading";
    }

    private static string? OtherSite(string url) =>
        !Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || uri.Scheme != Uri.UriSchemeHttps ? "not https"
        : uri.IsLoopback || uri.HostNameType != UriHostNameType.Dns || !uri.Host.Contains('.') ? "not a public site"
        : PackageSource().IsMatch(uri.Host) ? "a package source"
        : null;

    private static string Resolve(string page, string relative)
    {
        string path = Path.Combine(BuildFacts.Repository, Path.GetDirectoryName(page)!, relative);
        return Path.GetRelativePath(BuildFacts.Repository, path).Replace('\\', '/');
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]*:")]
    private static partial Regex Scheme();

    [GeneratedRegex(@"\b(?:href|src)\s*=\s*""([^""]*)""")]
    private static partial Regex HtmlLink();

    [GeneratedRegex(@"(^|\.)(nuget\.org|pypi\.org|npmjs\.(com|org)|crates\.io|golang\.org)$")]
    private static partial Regex PackageSource();

    [GeneratedRegex(@"^\s*(?:- )?href: *(\S+\.md) *$", RegexOptions.Multiline)]
    private static partial Regex TocLine();
}
