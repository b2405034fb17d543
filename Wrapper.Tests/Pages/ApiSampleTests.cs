using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests.Pages;

/// <summary>
/// Every code block of the API reference compiles by itself, and a line <c>Console.WriteLine(...);   // TEXT</c> prints that text. A block
/// without such a line, or of several processes, is only compiled.
/// </summary>
[TestClass]
public sealed partial class ApiSampleTests
{
    /// <summary>What a reader of the reference takes for granted.</summary>
    private const string Usings = """

        global using TorchBridge;
        global using TorchSharp;
        global using static TorchSharp.torch;
        """;

    private static readonly Dictionary<string, string> s_samples = (
        from member in XDocument.Load(Path.ChangeExtension(typeof(Autograd).Assembly.Location, "xml")).Descendants("member")
        let name = (string)member.Attribute("name")!
        where !Inner().IsMatch(name)
        from sample in member.Descendants("code").Select((code, i) => (Name: $"{name}#{i + 1}", Code: code.Value.Trim('\r', '\n')))
        select sample).ToDictionary(sample => sample.Name, sample => sample.Code);

    public static IEnumerable<object[]> Names => s_samples.Keys.Order(StringComparer.Ordinal).Select(name => new object[] { name });

    [TestMethod]
    [TestCategory("Pages")]
    [DynamicData(nameof(Names), DynamicDataDisplayName = nameof(NameOf))]
    public void PrintsWhatItSays(string name)
    {
        string code = s_samples[name];
        var marking = new Marking();
        SyntaxNode marked = marking.Visit(CSharpSyntaxTree.ParseText(code).GetRoot());
        Assembly program = Compiler.Compile(Compiler.Compilation(marked.ToFullString(), usings: Usings));
        if (marking.Expected.Count == 0 || SeveralProcesses().IsMatch(code))
            return;
        string output = PageProgram.Output(program);
        var printed = Printed().Matches(output).ToLookup(match => int.Parse(match.Groups[1].Value), match => match.Groups[2].Value);
        for (int i = 0; i < marking.Expected.Count; i++)
            Assert.AreEqual(marking.Expected[i], string.Join(" / ", printed[i].Distinct()), $"line {i + 1} of those that print");
    }

    [TestMethod]
    public void AnInnocentSampleIsMarked()
    {
        var marking = new Marking();
        SyntaxNode marked = marking.Visit(CSharpSyntaxTree.ParseText("""
            foreach (int i in new[] { 1, 1 })
                Console.WriteLine(i);      // 1
            Console.WriteLine("not compared");
            """).GetRoot());
        CollectionAssert.AreEqual(new[] { "1" }, marking.Expected);
        Assert.AreEqual("\u00020\u00031\n\u0004\u00020\u00031\n\u0004not compared",
            PageProgram.Output(Compiler.Compile(Compiler.Compilation(marked.ToFullString()))));
    }

    public static string NameOf(MethodInfo method, object[] data) => (string)data[0];

    /// <summary>Writes a sign before and behind what each of the lines with a text prints.</summary>
    private sealed class Marking : CSharpSyntaxRewriter
    {
        public List<string> Expected { get; } = [];

        public override SyntaxNode? VisitExpressionStatement(ExpressionStatementSyntax node)
        {
            string comment = node.GetTrailingTrivia().ToString().Trim();
            if (!comment.StartsWith("// ", StringComparison.Ordinal)
                || node.Expression is not InvocationExpressionSyntax call || call.Expression.ToString() != "Console.WriteLine")
                return base.VisitExpressionStatement(node);
            Expected.Add(comment[3..].Trim());
            return SyntaxFactory.ParseStatement(
                $$"""{ Console.Write("\u0002{{Expected.Count - 1}}\u0003"); {{node.WithoutTrivia()}} Console.Write('\u0004'); }{{"\n"}}""");
        }
    }

    [GeneratedRegex(@"^.:TorchBridge\.(Engine|Native|Operators|Support)\.")]
    private static partial Regex Inner();

    [GeneratedRegex("\u0002([0-9]+)\u0003(.*?)\n?\u0004", RegexOptions.Singleline)]
    private static partial Regex Printed();

    [GeneratedRegex(@"\b(ProcessGroup|DataParallel)\b")]
    private static partial Regex SeveralProcesses();
}
