using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TorchBridge.Analyzers.Tests;

/// <summary>docs/analyzers.md agrees with the rules: its bad code is reported, and its good code is not.</summary>
[TestClass]
public sealed partial class DocumentationTests
{
    /// <summary>Declarations that the code of the page uses without declaring them.</summary>
    private const string Given = """
        using System;
        using System.Collections.Generic;
        using System.Threading.Tasks;
        using TorchBridge;
        using TorchSharp;
        using TorchSharp.Modules;
        using static Given;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn.functional;

        """, Declared = """

        internal static class Given
        {
            public static readonly Tensor x = ones(2, requires_grad: true), y = ones(2), loss = x.sum();
            public static readonly Linear model = nn.Linear(2, 2);
            public static readonly OPTIMIZER([new Parameter(ones(2))], 0.1);
        }
        """;

    public static IEnumerable<object[]> Ids => Descriptors().Select(each => new object[] { each.Id });

    [TestMethod]
    [DynamicData(nameof(Ids))]
    public async Task TheBadCodeOfASectionIsReportedAndTheGoodIsNot(string id)
    {
        string[] code = [.. Code().Matches(Section(id)).Select(match => match.Groups[1].Value)];
        Assert.HasCount(2, code);
        CollectionAssert.AreEqual(new[] { id }, (await Found(code[0], id)).Distinct().ToArray());
        Assert.AreEqual("", string.Join(", ", await Found(code[1], id)));
    }

    [TestMethod]
    [DynamicData(nameof(Ids))]
    public void ASectionBeginsWithTheTitleOfItsRule(string id)
    {
        DiagnosticDescriptor rule = Descriptors().Single(each => each.Id == id);
        Assert.StartsWith($"**{rule.Title}.**", Section(id));
        Assert.EndsWith($"/docs/analyzers.md#{id.ToLowerInvariant()}", rule.HelpLinkUri);
        Assert.IsTrue(Uri.IsWellFormedUriString(rule.HelpLinkUri, UriKind.Absolute));
        string row = Page.Split('\n').Single(line => line.StartsWith($"| [{id}](#{id.ToLowerInvariant()}) |", StringComparison.Ordinal));
        string severity = rule.DefaultSeverity == DiagnosticSeverity.Info ? "information" : $"{rule.DefaultSeverity}".ToLowerInvariant();
        Assert.Contains($"| {severity}", row);
    }

    [TestMethod]
    public void EverySectionIsOfARule() => CollectionAssert.AreEqual(
        Descriptors().Select(each => each.Id).ToArray(), Headings().Matches(Page).Select(match => match.Groups[1].Value).ToArray());

    /// <summary>The analyzers can't be loaded if they reference newer assemblies than the compiler of the .NET 8 SDK has.</summary>
    [TestMethod]
    [DataRow(typeof(CallAnalyzer))]
    [DataRow(typeof(CodeFixes.GradFix))]
    public void TheyReferToNothingThatTheFirstCompilerLacks(Type type)
    {
        string[] wrong = [.. type.Assembly.GetReferencedAssemblies().Where(name => name.Name switch
        {
            "netstandard" => name.Version != new Version(2, 0, 0, 0),
            "TorchBridge.Analyzers" => false,
            "Microsoft.CodeAnalysis" or "Microsoft.CodeAnalysis.CSharp" or "Microsoft.CodeAnalysis.Workspaces"
                or "Microsoft.CodeAnalysis.CSharp.Workspaces" => name.Version > new Version(4, 8, 0, 0),
            "System.Collections.Immutable" => name.Version > new Version(7, 0, 0, 0),
            _ => true,
        }).Select(name => name.FullName)];
        Assert.AreEqual("", string.Join('\n', wrong));
    }

    private static IEnumerable<DiagnosticDescriptor> Descriptors() => typeof(CallAnalyzer).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)))
        .SelectMany(type => ((DiagnosticAnalyzer)Activator.CreateInstance(type)!).SupportedDiagnostics)
        .OrderBy(each => each.Id, StringComparer.Ordinal);

    private static async Task<IEnumerable<string>> Found(string code, string id)
    {
        string declared = Declared.Replace("OPTIMIZER",
            id == "TB0008" ? "LBFGS optimizer = optim.LBFGS" : "optim.Optimizer optimizer = optim.SGD", StringComparison.Ordinal);
        // Statements come before the declarations of types in a file.
        SyntaxTree tree = CSharpSyntaxTree.ParseText(
            Given + (code.StartsWith("internal", StringComparison.Ordinal) ? $"Console.WriteLine();\n{code}" : code) + declared);
        Assert.AreEqual("", string.Join('\n', Analysis.Compilation([tree]).GetDiagnostics()
            .Where(each => each.Severity == DiagnosticSeverity.Error)));
        return (await Analysis.Of([tree])).Select(each => each.Id);
    }

    private static string Page { get; } =
        File.ReadAllText(Path.Combine(ExampleCodeTests.Repository, "docs", "analyzers.md")).ReplaceLineEndings("\n");

    private static string Section(string id) => Page.Split($"## {id}\n")[1].Split("\n## ")[0].Trim();

    [GeneratedRegex(@"^```cs\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Code();

    [GeneratedRegex(@"^## (TB\d{4})$", RegexOptions.Multiline)]
    private static partial Regex Headings();
}
